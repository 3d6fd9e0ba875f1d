//! No answer of a server makes the machine panic or wait without taking anything.

use super::{Channel, Command, Event, Machine, read_refusal};
use crate::text::mutated::{try_mutations, try_text};

/// Feeds a session whose commands are sent as soon as they may be.
fn session(wire: &[u8]) {
    let mut machine = Machine::new(Channel::Encrypted);
    let mut commands = vec![Command::Retr(2), Command::Retr(1), Command::List, Command::Uidl, Command::User("u".into()), Command::Capa];
    let mut rest = wire;
    while !rest.is_empty() {
        if machine.awaits().is_none()
            && let Some(command) = commands.pop()
        {
            let _ = machine.send(&command);
            let _ = machine.take_output();
        }
        let Ok(step) = machine.step(rest) else { return };
        if let Some(Event::MailBytes(bytes)) = &step.event {
            assert!(bytes.len() <= wire.len());
        }
        if step.used == 0 && step.event.is_none() {
            return;
        }
        rest = &rest[step.used.min(rest.len())..];
    }
    let _ = machine.closed();
}

#[test]
fn answers_of_servers() {
    let whole: &[u8] = b"+OK ready <1@x>\r\n+OK\r\nTOP\r\nSASL PLAIN LOGIN\r\nPIPELINING\r\nUIDL\r\nEXPIRE 7\r\n.\r\n+OK\r\n+OK\r\n1 abc\r\n2 def\r\n.\r\n+OK 2\r\n1 120\r\n2 9999999999999999999\r\n.\r\n+OK 120 octets\r\nSubject: x\r\n\r\n..dot\r\n.\r\n-ERR [SYS/TEMP] later\r\n";
    try_mutations("pop3", &[whole, b"+OK\n-ERR [AUTH] no\n+OK\n.\n", b"* OK IMAP\r\n\0\0\0"], session);
}

#[test]
fn refusals() {
    try_text(
        "refusals",
        &[
            "[AUTH] invalid password",
            "Account is temporarily locked, too many connections",
            "ログインできません",
            "[IN-USE] Mailbox lock busy",
        ],
        |said| {
            let _ = read_refusal(said);
        },
    );
}

#![allow(clippy::unwrap_used)]

use super::super::reply::RespCode;
use super::*;
use crate::domain::account::Secret;
use crate::domain::mail::pop3::uidl::Uidl;
use crate::protocol::bearer::Bearer;
use proptest::prelude::*;

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

/// An event that owns its bytes, neighbouring pieces of a mail joined.
#[derive(Debug, Clone, PartialEq)]
enum Told {
    Event(String),
    Mail(u32, Vec<u8>),
}

/// Feeds slices and tells what happened.
fn feed(machine: &mut Machine, wire: &[u8]) -> Result<Vec<Told>, Pop3Error> {
    let mut told: Vec<Told> = Vec::new();
    let mut from = 0;
    let mut mail = Vec::new();
    while from < wire.len() {
        let step = machine.step(&wire[from..])?;
        from += step.used;
        match step.event {
            None => {}
            Some(Event::MailBytes(bytes)) => mail.extend_from_slice(bytes),
            Some(Event::Answer(Answer::MailEnds(number))) => told.push(Told::Mail(number, std::mem::take(&mut mail))),
            Some(Event::Answer(answer)) => told.push(Told::Event(format!("{answer:?}"))),
        }
    }
    Ok(told)
}

fn ready(channel: Channel, capa: &str) -> Machine {
    let mut machine = Machine::new(channel);
    feed(&mut machine, b"+OK hello <1@x>\r\n").unwrap();
    machine.send(&Command::Capa).unwrap();
    feed(&mut machine, format!("+OK\r\n{capa}.\r\n").as_bytes()).unwrap();
    machine
}

fn logged_in(capa: &str) -> Machine {
    let mut machine = ready(Channel::Encrypted, capa);
    machine.send(&Command::User("u".into())).unwrap();
    feed(&mut machine, b"+OK\r\n").unwrap();
    machine.send(&Command::Pass(secret("p"))).unwrap();
    feed(&mut machine, b"+OK in\r\n").unwrap();
    machine.take_output();
    machine
}

#[test]
fn a_whole_session() {
    let mut machine = ready(Channel::Encrypted, "TOP\r\nSASL LOGIN PLAIN\r\nUIDL\r\nPIPELINING\r\nUSER\r\n");
    let offers = machine.capabilities().unwrap();
    assert!(offers.sasl_plain && offers.uidl && offers.pipelining && offers.user && !offers.stls);
    machine.send(&Command::auth_plain("u".into(), secret("p"))).unwrap();
    assert_eq!(feed(&mut machine, b"+OK Logged in.\r\n").unwrap(), [Told::Event("LoggedIn".into())]);
    machine.send(&Command::Uidl).unwrap();
    machine.send(&Command::Retr(1)).unwrap();
    machine.send(&Command::Dele(1)).unwrap();
    let told = feed(&mut machine, b"+OK\r\n1 abc\r\n.\r\n+OK 3 octets\r\n..\r\nx\r\n.\r\n+OK\r\n").unwrap();
    assert_eq!(told[2], Told::Event("MailBegins(1)".into()));
    assert_eq!(told[3], Told::Mail(1, b".\r\nx\r\n".to_vec()));
    assert_eq!(told[4], Told::Event("Marked(1)".into()));
    machine.send(&Command::Quit).unwrap();
    assert_eq!(feed(&mut machine, b"+OK bye\r\n").unwrap(), [Told::Event("Bye".into())]);
    assert_eq!(machine.closed(), Ok(()));
    assert!(machine.take_output().ends_with(b"UIDL\r\nRETR 1\r\nDELE 1\r\nQUIT\r\n"));
}

#[test]
fn without_pipelining_one_command_waits_for_the_other() {
    let mut machine = logged_in("UIDL\r\n");
    machine.send(&Command::Retr(1)).unwrap();
    assert_eq!(machine.send(&Command::Retr(2)), Err(Unsendable::Busy));
    feed(&mut machine, b"-ERR Message is expunged\r\n").unwrap();
    machine.send(&Command::Retr(2)).unwrap();
}

#[test]
fn a_refused_mail_is_told_and_the_next_goes_on() {
    let mut machine = logged_in("PIPELINING\r\n");
    machine.send(&Command::Retr(1)).unwrap();
    machine.send(&Command::Retr(2)).unwrap();
    let mut told = Vec::new();
    let wire = b"-ERR [SYS/TEMP] locked\r\n+OK\r\n.\r\n";
    let mut from = 0;
    while from < wire.len() {
        let step = machine.step(&wire[from..]).unwrap();
        from += step.used;
        told.extend(step.event);
    }
    let refusal = Refusal { verb: Verb::Retr(1), code: Some(RespCode::SysTemp), text: "locked".into() };
    let expected = [Answer::Refused(refusal), Answer::MailBegins(2), Answer::MailEnds(2)];
    assert_eq!(told, expected.map(Event::Answer));
}

#[test]
fn a_long_response_is_sent_when_asked_for() {
    let mut machine = ready(Channel::Encrypted, "SASL PLAIN\r\n");
    machine.take_output();
    machine.send(&Command::AuthPlain { user: "u".into(), secret: secret("p"), initial: false }).unwrap();
    assert_eq!(&**machine.take_output(), b"AUTH PLAIN\r\n");
    assert_eq!(feed(&mut machine, b"+ \r\n").unwrap(), []);
    assert_eq!(&**machine.take_output(), b"AHUAcA==\r\n");
    assert_eq!(feed(&mut machine, b"+ \r\n"), Err(Pop3Error::NotAnAnswer), "a second challenge is none of PLAIN");
    let mut machine = ready(Channel::Encrypted, "SASL PLAIN\r\n");
    machine.send(&Command::AuthPlain { user: "u".into(), secret: secret("p"), initial: false }).unwrap();
    assert_eq!(feed(&mut machine, b"+OK\r\n"), Err(Pop3Error::NotAnAnswer), "nobody is let in before having said who he is");
}

#[test]
fn a_refused_token_is_answered_to_the_end() {
    for (way, after) in [(Bearer::Xoauth2, &b"\r\n"[..]), (Bearer::OauthBearer, b"AQ==\r\n")] {
        let mut machine = ready(Channel::Encrypted, "SASL PLAIN XOAUTH2 OAUTHBEARER\r\n");
        assert_eq!(machine.capabilities().unwrap().bearer, [Bearer::Xoauth2, Bearer::OauthBearer]);
        machine.take_output();
        machine.send(&Command::auth_bearer(way, "u".into(), secret(&"t".repeat(300)))).unwrap();
        assert_eq!(&**machine.take_output(), format!("AUTH {}\r\n", way.word()).as_bytes(), "a long token waits for the server");
        feed(&mut machine, b"+ \r\n").unwrap();
        assert!(machine.take_output().len() > 400);
        assert_eq!(feed(&mut machine, b"+ eyJzdGF0dXMiOiI0MDEifQ==\r\n").unwrap(), []);
        assert_eq!(&**machine.take_output(), after);
        assert_eq!(feed(&mut machine, b"+ \r\n"), Err(Pop3Error::NotAnAnswer), "it says why once");
        let mut machine = ready(Channel::Encrypted, "SASL XOAUTH2\r\n");
        machine.send(&Command::auth_bearer(way, "u".into(), secret("t"))).unwrap();
        assert_eq!(feed(&mut machine, b"+OK in\r\n").unwrap(), [Told::Event("LoggedIn".into())]);
        let mut machine = ready(Channel::Open, "SASL XOAUTH2\r\n");
        assert_eq!(machine.send(&Command::auth_bearer(way, "u".into(), secret("t"))), Err(Unsendable::Unprotected));
    }
}

#[test]
fn no_login_over_an_open_line() {
    let mut machine = ready(Channel::Open, "USER\r\nSTLS\r\nSASL PLAIN\r\n");
    for command in [Command::User("u".into()), Command::Pass(secret("p")), Command::auth_plain("u".into(), secret("p"))] {
        assert_eq!(machine.send(&command), Err(Unsendable::Unprotected));
    }
    assert_eq!(&**machine.take_output(), b"CAPA\r\n");
    let mut machine = ready(Channel::OpenConfirmed, "USER\r\n");
    machine.send(&Command::User("u".into())).unwrap();
}

#[test]
fn the_tls_switch_takes_no_text_and_forgets_what_was_said() {
    let mut machine = ready(Channel::Open, "STLS\r\nPIPELINING\r\n");
    machine.send(&Command::Stls).unwrap();
    assert_eq!(feed(&mut machine, b"+OK go\r\n+OK injected\r\n"), Err(Pop3Error::TextBeforeTls));

    let mut machine = ready(Channel::Open, "STLS\r\nPIPELINING\r\n");
    machine.send(&Command::Stls).unwrap();
    assert_eq!(feed(&mut machine, b"+OK go\r\n").unwrap(), [Told::Event("BeginTls".into())]);
    assert_eq!(machine.send(&Command::User("u".into())), Err(Unsendable::Phase), "nothing is sent during the switch");
    assert_eq!(machine.tls_begins(b"+"), Err(Pop3Error::TextBeforeTls));
    machine.tls_begins(b"").unwrap();
    machine.tls_ready();
    assert_eq!(machine.capabilities(), None);
    assert!(!machine.pipelines());
    assert_eq!(machine.send(&Command::Stls), Err(Unsendable::Phase), "once is enough");
    machine.send(&Command::User("u".into())).unwrap();
}

#[test]
fn nothing_is_accepted_that_was_not_asked() {
    let mut machine = Machine::new(Channel::Encrypted);
    assert_eq!(feed(&mut machine, b"+OK hi\r\n+OK logged in\r\n"), Err(Pop3Error::Unsolicited));
    let mut machine = logged_in("");
    assert_eq!(feed(&mut machine, b"+"), Err(Pop3Error::Unsolicited));
}

#[test]
fn commands_keep_to_their_phase() {
    let mut machine = Machine::new(Channel::Encrypted);
    assert_eq!(machine.send(&Command::Capa), Err(Unsendable::Phase), "the server speaks first");
    feed(&mut machine, b"+OK\r\n").unwrap();
    assert_eq!(machine.send(&Command::Uidl), Err(Unsendable::Phase));
    let mut machine = logged_in("");
    assert_eq!(machine.send(&Command::User("u".into())), Err(Unsendable::Phase));
    machine.send(&Command::Quit).unwrap();
    assert_eq!(machine.send(&Command::Dele(1)), Err(Unsendable::Phase), "nothing after QUIT");
}

#[test]
fn a_server_that_echoes_the_password_is_not_quoted() {
    let mut machine = ready(Channel::Encrypted, "USER\r\n");
    machine.send(&Command::Pass(secret("hunter2!"))).unwrap();
    let step = machine.step(b"-ERR [AUTH] wrong: hunter2!\r\n").unwrap();
    let refusal = Refusal { verb: Verb::Pass, code: Some(RespCode::Auth), text: String::new() };
    assert_eq!(step.event, Some(Event::Answer(Answer::Refused(refusal))));
}

#[test]
fn limits_hold() {
    let mut machine = Machine::new(Channel::Encrypted);
    assert_eq!(feed(&mut machine, &vec![b'+'; 70_000]), Err(Pop3Error::LineTooLong));
    let mut machine = ready(Channel::Encrypted, "");
    machine.send(&Command::Capa).unwrap();
    let endless = [b"+OK\r\n".to_vec(), b"X-JUNK\r\n".repeat(10_000)].concat();
    assert_eq!(feed(&mut machine, &endless), Err(Pop3Error::TooMuchBeforeLogin));
    let mut machine = logged_in("");
    machine.send(&Command::Uidl).unwrap();
    let long = [b"+OK\r\n1 ".to_vec(), vec![b'u'; 10_000], b"\r\n.\r\n".to_vec()].concat();
    assert_eq!(feed(&mut machine, &long).unwrap().len(), 2, "long names are fine up to the line's limit");
}

#[test]
fn dots_in_listings_are_taken_off_too() {
    let mut machine = logged_in("");
    machine.send(&Command::Uidl).unwrap();
    let step = machine.step(b"+OK\r\n").unwrap();
    assert_eq!(step.event, None);
    assert_eq!(machine.step(b"..1 x\r\n").unwrap().event, None, "no number, no line");
    let mut machine = logged_in("");
    machine.send(&Command::Uidl).unwrap();
    machine.step(b"+OK\r\n").unwrap();
    let listed = ListedUidl { number: 1, uidl: Uidl(b".x".to_vec()) };
    assert_eq!(machine.step(b"1 .x\r\n").unwrap().event, Some(Event::Answer(Answer::Uidl(listed))));
}

#[test]
fn a_line_feed_alone_ends_a_status_line_and_a_line_of_a_listing() {
    let mut machine = logged_in("");
    machine.send(&Command::Uidl).unwrap();
    let told = feed(&mut machine, b"+OK\n1 a\n2 b\n.\n").unwrap();
    assert_eq!(told.len(), 3, "{told:?}");
    machine.send(&Command::Stat).unwrap();
    assert_eq!(feed(&mut machine, b"+OK 2 300\n").unwrap(), [Told::Event("Count(2)".into())]);
}

#[test]
fn an_end_is_good_only_after_the_goodbye() {
    let mut machine = Machine::new(Channel::Encrypted);
    assert_eq!(machine.closed(), Err(Pop3Error::Closed(Verb::Greeting)));
    feed(&mut machine, b"+OK\r\n").unwrap();
    assert!(machine.closed().is_err());
    let mut machine = logged_in("");
    machine.send(&Command::Retr(1)).unwrap();
    feed(&mut machine, b"+OK\r\nhalf a ma").unwrap();
    assert_eq!(machine.closed(), Err(Pop3Error::Closed(Verb::Retr(1))));
    assert!(machine.is_inside_an_answer());
}

/// What the server says in a session of many kinds of answers, from the answer to UIDL on.
const SESSION: &[u8] = b"+OK\r\n1 a\r\n2 \xffb c\r\n.\r\n+OK\r\n1 120\r\n2 7\r\n.\r\n+OK\r\nFrom: a\r\n\r\n..\r\n...x\r\ny\r.\r\n\n.\n\r\n.\r\n-ERR gone\r\n+OK\r\n.\r\n+OK\r\n+OK\r\n";

fn send_session(machine: &mut Machine) {
    for command in [Command::Uidl, Command::List, Command::Retr(1), Command::Retr(2), Command::Retr(3), Command::Dele(1), Command::Dele(2)]
    {
        machine.send(&command).unwrap();
    }
}

proptest! {
    #[test]
    fn any_split_tells_the_same(cuts in proptest::collection::vec(0..SESSION.len(), 0..30)) {
        let mut whole = logged_in("PIPELINING\r\n");
        send_session(&mut whole);
        let expected = feed(&mut whole, SESSION).unwrap();
        prop_assert_eq!(expected.len(), 13);

        let mut machine = logged_in("PIPELINING\r\n");
        send_session(&mut machine);
        let mut cuts = cuts;
        cuts.push(SESSION.len());
        cuts.sort_unstable();
        let mut told = Vec::new();
        let mut mail = Vec::new();
        let mut from = 0;
        for end in cuts {
            while from < end {
                let step = machine.step(&SESSION[from..end]).unwrap();
                from += step.used;
                match step.event {
                    None => {}
                    Some(Event::MailBytes(bytes)) => mail.extend_from_slice(bytes),
                    Some(Event::Answer(Answer::MailEnds(number))) => told.push(Told::Mail(number, std::mem::take(&mut mail))),
                    Some(Event::Answer(answer)) => told.push(Told::Event(format!("{answer:?}"))),
                }
            }
        }
        prop_assert_eq!(told, expected);
    }

    #[test]
    fn garbage_never_panics_and_always_ends(garbage in proptest::collection::vec(any::<u8>(), 0..2000), verb in 0..6) {
        let mut machine = if verb == 0 { Machine::new(Channel::Encrypted) } else { logged_in("PIPELINING\r\n") };
        match verb {
            1 => machine.send(&Command::Uidl).unwrap(),
            2 => machine.send(&Command::List).unwrap(),
            3 => machine.send(&Command::Retr(1)).unwrap(),
            4 => machine.send(&Command::Dele(1)).unwrap(),
            5 => machine.send(&Command::Quit).unwrap(),
            _ => {}
        }
        let _ = feed(&mut machine, &garbage);
        let answered = [b"+OK\r\n".to_vec(), garbage].concat();
        let _ = feed(&mut machine, &answered);
    }
}

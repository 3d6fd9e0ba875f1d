//! A small POP3 server (RFC 1939) on the loopback interface: the demonstration really fetches from it.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::mailbox::{ServedMail, ServerMailbox};

/// The longest command line that is read; longer ones end the session.
const LINE_MAX: usize = 1_024;

/// Serves sessions until the runtime ends.
pub async fn serve(listener: TcpListener, mailbox: ServerMailbox) {
    while let Ok((stream, _)) = listener.accept().await {
        let mailbox = mailbox.clone();
        tokio::spawn(async move {
            let _ = session(stream, mailbox).await;
        });
    }
}

async fn session(stream: TcpStream, mailbox: ServerMailbox) -> std::io::Result<()> {
    let (reader, mut out) = stream.into_split();
    let mut reader = BufReader::new(reader);
    out.write_all(b"+OK fumi demonstration server ready\r\n").await?;
    let mut mails: Option<Vec<ServedMail>> = None;
    let mut marked: Vec<String> = Vec::new();
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).await? == 0 || line.len() > LINE_MAX {
            return Ok(());
        }
        let mut words = line.split_whitespace();
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        let number = words.next().and_then(|word| word.parse::<usize>().ok());
        let chosen = number.and_then(|number| mails.as_ref().and_then(|mails| mails.get(number.checked_sub(1)?)).cloned());
        let answer: Vec<u8> = match (verb.as_str(), &mails, chosen) {
            ("CAPA", _, _) => b"+OK\r\nUSER\r\nUIDL\r\nPIPELINING\r\nRESP-CODES\r\n.\r\n".to_vec(),
            ("USER", None, _) => b"+OK\r\n".to_vec(),
            ("PASS", None, _) => {
                mails = Some(mailbox.snapshot());
                b"+OK logged in\r\n".to_vec()
            }
            ("NOOP", _, _) => b"+OK\r\n".to_vec(),
            ("STAT", Some(mails), _) => {
                format!("+OK {} {}\r\n", mails.len(), mails.iter().map(|mail| mail.bytes.len()).sum::<usize>()).into_bytes()
            }
            ("LIST", Some(mails), None) => listing(mails, &marked, |mail| mail.bytes.len().to_string()),
            ("UIDL", Some(mails), None) => listing(mails, &marked, |mail| mail.uidl.clone()),
            ("RETR", Some(_), Some(mail)) => {
                let mut answer = b"+OK\r\n".to_vec();
                answer.extend(stuffed(&mail.bytes));
                answer
            }
            ("DELE", Some(_), Some(mail)) => {
                marked.push(mail.uidl);
                b"+OK\r\n".to_vec()
            }
            ("QUIT", _, _) => {
                mailbox.remove(&marked);
                out.write_all(b"+OK bye\r\n").await?;
                return out.shutdown().await;
            }
            _ => b"-ERR\r\n".to_vec(),
        };
        out.write_all(&answer).await?;
    }
}

fn listing(mails: &[ServedMail], marked: &[String], what: impl Fn(&ServedMail) -> String) -> Vec<u8> {
    let mut answer = String::from("+OK\r\n");
    for (number, mail) in (1..).zip(mails).filter(|(_, mail)| !marked.contains(&mail.uidl)) {
        answer.push_str(&format!("{number} {}\r\n", what(mail)));
    }
    answer.push_str(".\r\n");
    answer.into_bytes()
}

/// The mail with its leading dots doubled and the closing dot line (RFC 1939 section 3).
fn stuffed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 8);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    if !out.ends_with(b"\r\n") {
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b".\r\n");
    out
}

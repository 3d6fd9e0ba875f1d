//! A small SMTP server (RFC 5321) on the loopback interface: what the demonstration sends really goes out, and mail to its own address comes back.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::mailbox::ServerMailbox;

/// The most bytes of one mail that are taken.
const MAIL_MAX: usize = 32 << 20;

/// Serves sessions until the runtime ends; mail to `own` goes into the mailbox, all other mail is taken and dropped.
pub async fn serve(listener: TcpListener, mailbox: ServerMailbox, own: String) {
    while let Ok((stream, _)) = listener.accept().await {
        let (mailbox, own) = (mailbox.clone(), own.clone());
        tokio::spawn(async move {
            let _ = session(stream, mailbox, &own).await;
        });
    }
}

async fn session(stream: TcpStream, mailbox: ServerMailbox, own: &str) -> std::io::Result<()> {
    let (reader, mut out) = stream.into_split();
    let mut reader = BufReader::new(reader);
    out.write_all(b"220 localhost fumi demonstration server\r\n").await?;
    let mut to_own = false;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let upper = line.trim_end().to_ascii_uppercase();
        let answer: &[u8] = if upper.starts_with("EHLO") {
            b"250-localhost\r\n250-8BITMIME\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 33554432\r\n"
        } else if upper.starts_with("AUTH PLAIN ") {
            b"235 2.7.0 accepted\r\n"
        } else if upper.starts_with("AUTH") {
            out.write_all(b"334 \r\n").await?;
            line.clear();
            reader.read_line(&mut line).await?;
            b"235 2.7.0 accepted\r\n"
        } else if upper.starts_with("RCPT TO:") {
            to_own |= line.to_ascii_lowercase().contains(&format!("<{}>", own.to_ascii_lowercase()));
            b"250 2.1.5 ok\r\n"
        } else if upper == "DATA" {
            out.write_all(b"354 go ahead\r\n").await?;
            let Some(mail) = data(&mut reader).await? else { return Ok(()) };
            if std::mem::take(&mut to_own) {
                mailbox.deliver(mail);
            }
            b"250 2.0.0 taken\r\n"
        } else if upper == "QUIT" {
            out.write_all(b"221 2.0.0 bye\r\n").await?;
            return out.shutdown().await;
        } else if upper.starts_with("MAIL FROM:") || upper == "RSET" || upper == "NOOP" {
            to_own = false;
            b"250 2.0.0 ok\r\n"
        } else {
            b"502 5.5.2 unknown\r\n"
        };
        out.write_all(answer).await?;
    }
}

/// Reads up to the closing dot line and takes the doubled dots away; `None` when the client left or sent too much.
async fn data(reader: &mut (impl tokio::io::AsyncBufRead + Unpin)) -> std::io::Result<Option<Vec<u8>>> {
    let mut mail = Vec::new();
    loop {
        let start = mail.len();
        if reader.read_until(b'\n', &mut mail).await? == 0 || mail.len() > MAIL_MAX {
            return Ok(None);
        }
        if &mail[start..] == b".\r\n" {
            mail.truncate(start);
            return Ok(Some(mail));
        }
        if mail[start] == b'.' {
            mail.remove(start);
        }
    }
}

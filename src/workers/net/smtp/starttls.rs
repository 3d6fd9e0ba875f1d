//! The few words before STARTTLS, spoken by ourselves: nothing said in the open is believed afterwards (promises.md B1).

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::error::{SmtpError, SmtpStep};

/// How much a server may say before TLS.
const MAX_REPLY: usize = 64 * 1024;

/// The name we give in EHLO: fixed, and nobody's (RFC 5321 4.1.3).
pub(super) const HELLO: &str = "[127.0.0.1]";

/// Asks for TLS. The stream holds nothing unread afterwards: a server, or somebody between, that has more to say before TLS is refused.
pub(super) async fn ask_for_tls(stream: &mut TcpStream, patience: Duration) -> Result<(), SmtpError> {
    let greeting = reply(stream, patience, SmtpStep::Greeting).await?;
    expect(&greeting, 220, SmtpStep::Greeting)?;
    say(stream, &format!("EHLO {HELLO}\r\n"), SmtpStep::Greeting).await?;
    let offers = reply(stream, patience, SmtpStep::Greeting).await?;
    expect(&offers, 250, SmtpStep::Greeting)?;
    let offered = offers.lines.iter().skip(1).any(|line| line.trim().eq_ignore_ascii_case("STARTTLS"));
    if !offered {
        return Err(SmtpError::Net(crate::workers::net::NetError::NoStarttls));
    }
    say(stream, "STARTTLS\r\n", SmtpStep::Starttls).await?;
    let answer = reply(stream, patience, SmtpStep::Starttls).await?;
    expect(&answer, 220, SmtpStep::Starttls)
}

struct Spoken {
    code: u16,
    lines: Vec<String>,
}

fn expect(spoken: &Spoken, code: u16, step: SmtpStep) -> Result<(), SmtpError> {
    if spoken.code == code {
        return Ok(());
    }
    let text = spoken.lines.join(" ");
    if spoken.code >= 400 { Err(SmtpError::Refused { step, code: spoken.code, text }) } else { Err(SmtpError::Broken(step, text)) }
}

async fn say(stream: &mut TcpStream, words: &str, step: SmtpStep) -> Result<(), SmtpError> {
    stream.write_all(words.as_bytes()).await.map_err(|error| SmtpError::Broken(step, error.to_string()))
}

/// Reads one reply to its last line; bytes behind it are an attack or a broken server.
async fn reply(stream: &mut TcpStream, patience: Duration, step: SmtpStep) -> Result<Spoken, SmtpError> {
    let broken = |why: &str| SmtpError::Broken(step, why.to_owned());
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = timeout(patience, stream.read(&mut chunk)).await.map_err(|_| SmtpError::TimedOut(step))?;
        let read = read.map_err(|error| SmtpError::Broken(step, error.to_string()))?;
        if read == 0 {
            return Err(broken("closed"));
        }
        bytes.extend_from_slice(&chunk[..read]);
        if bytes.len() > MAX_REPLY {
            return Err(broken("too long a reply"));
        }
        let Some(whole) = bytes.strip_suffix(b"\r\n") else { continue };
        let text = String::from_utf8_lossy(whole).into_owned();
        let lines: Vec<&str> = text.split("\r\n").collect();
        let ends = lines.iter().position(|line| line.len() == 3 || line.as_bytes().get(3) == Some(&b' '));
        match ends {
            Some(last) if last + 1 == lines.len() => {
                let code = lines[last].get(..3).and_then(|digits| digits.parse().ok()).ok_or_else(|| broken("not SMTP"))?;
                return Ok(Spoken { code, lines: lines.iter().map(|line| line.get(4..).unwrap_or_default().to_owned()).collect() });
            }
            Some(_) => return Err(broken("more than one reply")),
            None if lines.iter().any(|line| line.as_bytes().get(3) != Some(&b'-')) => return Err(broken("not SMTP")),
            None => {}
        }
    }
}

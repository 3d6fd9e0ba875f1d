//! A server with an empty mailbox, or for submission, that shows a certificate and may play a trick on the way to TLS. It notes every byte that it can read.

use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What the server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoken {
    Pop3,
    Smtp,
}

/// What goes wrong on the way to TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trick {
    /// STARTTLS is not offered; with implicit TLS, everything is said in the open.
    NoTls,
    /// STARTTLS is offered and refused.
    Refused,
    /// STARTTLS is answered by something that is no yes.
    NoAnswer,
    /// More than the answer to STARTTLS comes in the open, for the client to believe under TLS.
    TextBeforeTls,
    /// The greeting brings a whole conversation along, login and all.
    TalksAhead,
    /// In place of a handshake the conversation goes on in the open.
    OpenInPlaceOfHandshake,
    /// The server answers with TLS 1.1.
    OldTls,
    /// The server answers with an alert.
    Alert,
    /// The connection ends within the handshake.
    CutInHandshake,
    /// The connection ends within an answer under TLS, without a good-bye of TLS.
    CutInAnswer,
    /// No trick on the way to TLS: it lists SASL PLAIN alone, and does not know it.
    UnknownAuth,
}

/// Every trick.
pub const TRICKS: [Trick; 10] = [
    Trick::NoTls,
    Trick::Refused,
    Trick::NoAnswer,
    Trick::TextBeforeTls,
    Trick::TalksAhead,
    Trick::OpenInPlaceOfHandshake,
    Trick::OldTls,
    Trick::Alert,
    Trick::CutInHandshake,
    Trick::CutInAnswer,
];

/// Everything that any client said and that could be read here.
#[derive(Debug, Clone, Default)]
pub struct Heard(Arc<Mutex<Vec<u8>>>);

impl Heard {
    fn note(&self, bytes: &[u8]) {
        self.0.lock().unwrap().extend_from_slice(bytes);
    }

    /// What was heard, as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

/// A server on a port of this machine.
#[derive(Debug, Clone)]
pub struct Front {
    /// What it speaks.
    pub spoken: Spoken,
    /// Whether TLS begins after STARTTLS.
    pub starttls: bool,
    /// The certificate that it shows.
    pub config: Arc<ServerConfig>,
    /// What it does wrong.
    pub trick: Option<Trick>,
}

impl Front {
    /// Begins to serve; the port, and what is heard.
    pub async fn serve(self) -> (u16, Heard) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Heard::default();
        let told = heard.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (front, told) = (self.clone(), told.clone());
                tokio::spawn(async move { front.session(stream, &told).await });
            }
        });
        (port, heard)
    }

    async fn session(&self, mut stream: TcpStream, heard: &Heard) -> std::io::Result<()> {
        if self.starttls || matches!(self.trick, Some(Trick::NoTls | Trick::TalksAhead)) {
            self.talk(&mut stream, true, true, heard).await?;
        }
        let wrong: Option<&[u8]> = match self.trick {
            Some(Trick::OpenInPlaceOfHandshake) => Some(b"+OK here I am\r\n"),
            Some(Trick::Refused | Trick::NoAnswer | Trick::TextBeforeTls | Trick::TalksAhead | Trick::NoTls) if !self.starttls => {
                Some(b"+OK\r\n")
            }
            Some(Trick::OldTls) => Some(&OLD_SERVER_HELLO),
            // handshake_failure, fatal
            Some(Trick::Alert) => Some(&[21, 3, 3, 0, 2, 2, 40]),
            Some(Trick::CutInHandshake) => Some(&[22, 3, 3]),
            _ => None,
        };
        if let Some(wrong) = wrong {
            stream.write_all(wrong).await?;
            if self.trick == Some(Trick::CutInHandshake) {
                return stream.shutdown().await;
            }
            let mut all = Vec::new();
            let _ = stream.read_to_end(&mut all).await;
            heard.note(&all);
            return Ok(());
        }
        let mut stream = TlsAcceptor::from(Arc::clone(&self.config)).accept(stream).await?;
        if self.trick == Some(Trick::CutInAnswer) {
            stream.write_all(if self.spoken == Spoken::Pop3 { b"+OK rea" } else { b"220 rea" }).await?;
            stream.flush().await?;
            return stream.into_inner().0.shutdown().await;
        }
        self.talk(&mut stream, !self.starttls, false, heard).await?;
        stream.shutdown().await
    }

    /// Speaks just enough to log in; ends after STARTTLS or QUIT.
    async fn talk(
        &self,
        stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
        greet: bool,
        open: bool,
        heard: &Heard,
    ) -> std::io::Result<()> {
        let pop3 = self.spoken == Spoken::Pop3;
        if greet {
            let ahead = match (self.trick == Some(Trick::TalksAhead), pop3) {
                (false, true) => "+OK ready\r\n",
                (false, false) => "220 ready\r\n",
                (true, true) => "+OK ready\r\n+OK\r\nUSER\r\nUIDL\r\n.\r\n+OK\r\n+OK logged in\r\n",
                (true, false) => "220 ready\r\n250-me\r\n250 AUTH PLAIN LOGIN\r\n235 logged in\r\n",
            };
            stream.write_all(ahead.as_bytes()).await?;
        }
        let mut lines = BufReader::new(stream);
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            heard.note(line.as_bytes());
            let verb = line.trim_end().split(' ').next().unwrap_or_default().to_owned();
            let offers_tls = open && self.trick != Some(Trick::NoTls);
            let answer = match (verb.as_str(), pop3) {
                ("CAPA", _) if offers_tls => "+OK\r\nSTLS\r\n.\r\n",
                ("CAPA", _) if self.trick == Some(Trick::UnknownAuth) => "+OK\r\nSASL PLAIN\r\nUIDL\r\n.\r\n",
                ("AUTH", true) if self.trick == Some(Trick::UnknownAuth) => "-ERR Unknown command.\r\n",
                ("CAPA", _) => "+OK\r\nUSER\r\nUIDL\r\n.\r\n",
                ("EHLO", _) if offers_tls => "250-me\r\n250 STARTTLS\r\n",
                ("EHLO", _) => "250-me\r\n250 AUTH PLAIN LOGIN\r\n",
                ("UIDL" | "LIST", _) => "+OK\r\n.\r\n",
                ("STLS", _) => match self.trick {
                    Some(Trick::Refused) => "-ERR not now\r\n",
                    Some(Trick::NoAnswer) => "OK go on\r\n",
                    Some(Trick::TextBeforeTls) => "+OK\r\n+OK\r\nUSER\r\n.\r\n",
                    _ => "+OK\r\n",
                },
                ("STARTTLS", _) => match self.trick {
                    Some(Trick::Refused) => "454 not now\r\n",
                    Some(Trick::NoAnswer) => "go on\r\n",
                    Some(Trick::TextBeforeTls) => "220 go on\r\n250-me\r\n250 AUTH PLAIN\r\n",
                    _ => "220 go on\r\n",
                },
                ("AUTH", false) => "235 logged in\r\n",
                ("QUIT", false) => "221 bye\r\n",
                (_, true) => "+OK\r\n",
                (_, false) => "250 yes\r\n",
            };
            lines.write_all(answer.as_bytes()).await?;
            lines.flush().await?;
            if matches!(verb.as_str(), "STLS" | "STARTTLS") && !matches!(self.trick, Some(Trick::Refused | Trick::NoAnswer))
                || verb == "QUIT"
            {
                return Ok(());
            }
        }
    }
}

/// A ServerHello of TLS 1.1: record and handshake header, version, 32 bytes of chance, no session, AES128-SHA, no compression.
const OLD_SERVER_HELLO: [u8; 47] = {
    let mut bytes = [0x5a; 47];
    let head = [22, 3, 2, 0, 42, 2, 0, 0, 38, 3, 2];
    let mut at = 0;
    while at < head.len() {
        bytes[at] = head[at];
        at += 1;
    }
    let tail = [0, 0, 0x2f, 0];
    let mut at = 0;
    while at < tail.len() {
        bytes[43 + at] = tail[at];
        at += 1;
    }
    bytes
};

//! The way back from the browser (RFC 8252 7.3): a server on this machine that waits for one request, or the address that the person pastes.

use std::time::Duration;

use oauth2::url::Url;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::IdentityError;
use crate::domain::account::Secret;

/// The longest request that is read.
const MOST_BYTES: usize = 16 * 1024;
/// How long a browser may take for its request.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many connections are listened to at once.
const AT_ONCE: usize = 16;

/// What came back of a sign-in.
#[derive(Debug)]
pub enum Returned {
    /// The code that becomes tokens.
    Code(Secret),
    /// The person or the provider said no; its words.
    Refused(String),
}

impl Returned {
    /// Reads an address that the browser was sent to. `None` when it is not of the sign-in with this state.
    pub fn read(address: &str, state: &str) -> Option<Self> {
        let url = Url::parse(address.trim()).ok()?;
        let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        if value("state").as_deref() != Some(state) {
            return None;
        }
        if let Some(error) = value("error") {
            return Some(Self::Refused(value("error_description").map_or_else(|| error.clone(), |more| format!("{error}: {more}"))));
        }
        value("code").filter(|code| !code.is_empty()).map(|code| Self::Code(Secret::new(code)))
    }
}

/// Waits for the browser. Requests that do not belong to this sign-in are turned away and end nothing: any page and any program can send them. A browser may open a connection ahead and ask nothing over
/// it, so that several are listened to at once.
///
/// # Errors
/// When the port cannot be listened to any more.
pub async fn wait_for_redirect(listener: &TcpListener, state: &str, page: &Page) -> Result<Returned, IdentityError> {
    let mut asking = JoinSet::new();
    loop {
        tokio::select! {
            Some(answered) = asking.join_next() => {
                if let Ok(Ok(Some(returned))) = answered {
                    return Ok(returned);
                }
            }
            accepted = listener.accept(), if asking.len() < AT_ONCE => {
                let (stream, _) = accepted.map_err(|error| IdentityError::Away(error.to_string()))?;
                let (state, page) = (state.to_owned(), page.clone());
                asking.spawn(timeout(PATIENCE, async move { answer(stream, &state, &page).await }));
            }
        }
    }
}

/// What the browser shows at the end.
#[derive(Debug, Clone)]
pub struct Page {
    /// When it went well, or not: the program says which.
    pub done: String,
    /// When the request is of no sign-in.
    pub foreign: String,
}

async fn answer(mut stream: TcpStream, state: &str, page: &Page) -> Option<Returned> {
    let mut head = Vec::new();
    let mut piece = [0; 2048];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") && head.len() < MOST_BYTES {
        match stream.read(&mut piece).await {
            Ok(count) if count > 0 => head.extend_from_slice(&piece[..count]),
            _ => break,
        }
    }
    let head = String::from_utf8_lossy(&head);
    let mut words = head.lines().next().unwrap_or_default().split(' ');
    let target = words.next().filter(|verb| *verb == "GET").and_then(|_| words.next()).unwrap_or_default();
    let returned = Returned::read(&format!("http://127.0.0.1{target}"), state);
    let (status, said) = if returned.is_some() { ("200 OK", &page.done) } else { ("404 Not Found", &page.foreign) };
    let body = format!("<!doctype html><meta charset=utf-8><title>fumi</title><p>{said}</p>");
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body.as_bytes()).await;
    let _ = stream.shutdown().await;
    returned
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_connection_that_asks_nothing_does_not_keep_the_browser_waiting() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap();
        let ahead = TcpStream::connect(port).await.unwrap();
        let asks = async {
            let mut stream = TcpStream::connect(port).await.unwrap();
            stream.write_all(b"GET /?code=c7&state=s1 HTTP/1.1\r\n\r\n").await.unwrap();
            let mut said = String::new();
            stream.read_to_string(&mut said).await.unwrap();
            said
        };
        let page = Page { done: "done".to_owned(), foreign: "foreign".to_owned() };
        // Before the patience with the silent one is over.
        let (returned, said) = timeout(PATIENCE, async { tokio::join!(wait_for_redirect(&listener, "s1", &page), asks) }).await.unwrap();
        assert!(matches!(returned, Ok(Returned::Code(code)) if code.expose() == "c7"));
        assert!(said.contains("200 OK") && said.ends_with("<p>done</p>"), "{said}");
        drop(ahead);
    }

    #[test]
    fn only_what_belongs_to_the_sign_in_is_read() {
        let read = |address: &str| Returned::read(address, "s1");
        assert!(matches!(read("http://127.0.0.1:5/?code=a%2Fb&state=s1"), Some(Returned::Code(code)) if code.expose() == "a/b"));
        assert!(matches!(read(" http://localhost/?state=s1&error=access_denied "), Some(Returned::Refused(why)) if why == "access_denied"));
        for foreign in ["", "code=a", "http://127.0.0.1/?code=a", "http://127.0.0.1/?code=a&state=s2", "http://127.0.0.1/?code=&state=s1"] {
            assert!(read(foreign).is_none(), "{foreign}");
        }
    }
}

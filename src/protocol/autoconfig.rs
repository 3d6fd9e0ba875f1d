//! Reads the file in which a domain says its mail servers (the autoconfig format of Thunderbird, draft-ietf-mailmaint-autoconfig). It is anybody's file: bounded, without
//! entities of its own, and without servers that would take a password in the open (promises.md B5).

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use crate::domain::account::{Incoming, Security};
use crate::domain::discovery::FoundServer;
use crate::domain::mail::address::AddrSpec;
use crate::text::CleanText;

/// No such file is longer, in bytes.
pub const LONGEST: usize = 256 * 1024;

/// How deep its elements lie, and how many servers are read, at the most.
const DEEPEST: usize = 16;
const SERVERS: usize = 40;

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Autoconfig {
    /// Incoming servers in the order of the file, each with its login name.
    pub incoming: Vec<(Incoming, FoundServer, Option<String>)>,
    /// Outgoing servers in the order of the file.
    pub outgoing: Vec<FoundServer>,
    /// How many servers were left out because they are not encrypted.
    pub plaintext: usize,
}

/// The file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no autoconfig file")]
pub struct Unreadable;

/// A server while its element is open.
#[derive(Default)]
struct Open {
    kind: String,
    outgoing: bool,
    host: String,
    port: String,
    socket: String,
    username: String,
}

/// Reads a file for an address.
///
/// # Errors
/// When it is no such file, is too long or deep, or brings a document type or entities.
pub fn read(bytes: &[u8], address: &AddrSpec) -> Result<Autoconfig, Unreadable> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= LONGEST).ok_or(Unreadable)?;
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let (mut path, mut open, mut words) = (Vec::<String>::new(), None::<Open>, String::new());
    let mut found = Autoconfig::default();
    loop {
        match reader.read_event().map_err(|_| Unreadable)? {
            Event::Start(element) => {
                let name = element.local_name().as_ref().to_owned();
                if path.is_empty() && name != "clientConfig" || path.len() >= DEEPEST {
                    return Err(Unreadable);
                }
                if matches!(name.as_str(), "incomingServer" | "outgoingServer") {
                    let kind = element.try_get_attribute("type").ok().flatten().map(|kind| kind.value.to_string()).unwrap_or_default();
                    open = Some(Open { kind, outgoing: name == "outgoingServer", ..Open::default() });
                }
                path.push(name);
                words.clear();
            }
            Event::End(_) => {
                let name = path.pop().ok_or(Unreadable)?;
                let said = std::mem::take(&mut words).trim().to_owned();
                match (&mut open, name.as_str()) {
                    (Some(_), "incomingServer" | "outgoingServer") => {
                        if let Some(server) = open.take() {
                            found.add(server, address);
                        }
                    }
                    (Some(server), "hostname") => server.host = said,
                    (Some(server), "port") => server.port = said,
                    (Some(server), "socketType") => server.socket = said,
                    (Some(server), "username") => server.username = said,
                    _ => {}
                }
            }
            Event::Text(text) => words.push_str(&text.into_inner()),
            Event::CData(text) => words.push_str(&text.into_inner()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => words.push(c),
                Ok(None) => words.push_str(resolve_predefined_entity(&reference.into_inner()).ok_or(Unreadable)?),
                Err(_) => return Err(Unreadable),
            },
            Event::DocType(_) => return Err(Unreadable),
            Event::Eof if path.is_empty() && found != Autoconfig::default() => return Ok(found),
            Event::Eof => return Err(Unreadable),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

impl Autoconfig {
    fn add(&mut self, server: Open, address: &AddrSpec) {
        let filled = |text: &str| {
            let text = text.replace("%EMAILADDRESS%", address.as_str()).replace("%EMAILLOCALPART%", address.local_part());
            CleanText::line(&text.replace("%EMAILDOMAIN%", address.domain())).into_string()
        };
        let security = match server.socket.to_ascii_uppercase().as_str() {
            "SSL" | "TLS" => Security::Tls,
            "STARTTLS" => Security::Starttls,
            _ => {
                self.plaintext += 1;
                return;
            }
        };
        let host = filled(&server.host).to_lowercase();
        let named = host.contains('.') && host.len() <= 253 && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
        let Some(port) = server.port.parse().ok().filter(|port: &u16| *port > 0 && named) else { return };
        if self.incoming.len() + self.outgoing.len() >= SERVERS {
            return;
        }
        let found = FoundServer { host, port, security };
        match (server.outgoing, Incoming::from_word(&server.kind)) {
            (true, _) if server.kind == "smtp" => self.outgoing.push(found),
            (false, Some(protocol)) => {
                let username = Some(filled(&server.username)).filter(|name| !name.is_empty());
                self.incoming.push((protocol, found, username));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn file(servers: &str) -> String {
        format!("<?xml version=\"1.0\"?>\n<clientConfig version=\"1.1\"><emailProvider id=\"x\">{servers}</emailProvider></clientConfig>")
    }

    fn server(element: &str, kind: &str, host: &str, port: &str, socket: &str) -> String {
        format!(
            "<{element} type=\"{kind}\"><hostname>{host}</hostname><port>{port}</port><socketType>{socket}</socketType>\
             <username>%EMAILLOCALPART%&amp;co</username></{element}>"
        )
    }

    fn of(text: &str) -> Result<Autoconfig, Unreadable> {
        read(text.as_bytes(), &"taro@kaisha.example".parse().unwrap())
    }

    #[test]
    fn servers_and_login_names_are_read_in_order() {
        let pop3 = server("incomingServer", "pop3", "pop.%EMAILDOMAIN%", "995", "SSL");
        let smtp = server("outgoingServer", "smtp", "smtp.kaisha.example", "587", "STARTTLS");
        let found = of(&file(&(pop3 + &smtp))).unwrap();
        let (protocol, incoming, username) = &found.incoming[0];
        assert_eq!((protocol.word(), incoming.host.as_str(), incoming.port), ("pop3", "pop.kaisha.example", 995));
        assert_eq!(username.as_deref(), Some("taro&co"));
        assert_eq!((found.outgoing[0].port, found.outgoing[0].security), (587, Security::Starttls));
    }

    #[test]
    fn b5_servers_without_encryption_are_left_out_and_counted() {
        let plain = server("incomingServer", "pop3", "pop.kaisha.example", "110", "plain");
        let found = of(&file(&plain)).unwrap();
        assert_eq!((found.incoming.len(), found.plaintext), (0, 1));
    }

    #[test]
    fn b5_what_is_no_such_file_is_refused() {
        let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><clientConfig>&b;</clientConfig>";
        let entity = file("<incomingServer type=\"pop3\"><hostname>&evil;</hostname></incomingServer>");
        let deep = format!("<clientConfig>{}{}</clientConfig>", "<a>".repeat(100), "</a>".repeat(100));
        let long = file(&format!("<x>{}</x>", "y".repeat(LONGEST)));
        for text in [bomb, &entity, &deep, &long, "<html></html>", "", "<clientConfig>", "{}", "<clientConfig></clientConfig>"] {
            assert_eq!(of(text), Err(Unreadable), "{}", &text[..text.len().min(60)]);
        }
        assert_eq!(read(b"\xff\xfe<", &"a@b.example".parse().unwrap()), Err(Unreadable));
    }

    #[test]
    fn what_is_no_host_or_port_is_no_server() {
        let odd: String = [("a b.example", "995"), ("localhost", "995"), ("pop.kaisha.example", "0"), ("pop.kaisha.example", "99999")]
            .map(|(host, port)| server("incomingServer", "pop3", host, port, "SSL"))
            .concat();
        let good = server("incomingServer", "pop3", "pop.kaisha.example", "995", "SSL");
        assert_eq!(of(&file(&(odd + &good))).unwrap().incoming.len(), 1);
    }
}

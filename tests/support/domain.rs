//! The domains of a frozen internet: a name server and a web server on this machine, which note whatever is asked.
#![allow(dead_code)]

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, UdpSocket};
use std::sync::{Arc, Mutex};

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

const A: u16 = 1;
const MX: u16 = 15;
const SRV: u16 = 33;

/// What a URL answers with.
#[derive(Clone)]
pub enum Page {
    /// A file.
    File(String),
    /// A redirect.
    Moved(&'static str),
    /// So many bytes.
    Long(usize),
}

/// Records by name and type.
type Records = Arc<Mutex<HashMap<(String, u16), Vec<Vec<u8>>>>>;

/// The servers; nothing is known until it is said.
pub struct Domains {
    /// Where names are asked.
    pub dns: u16,
    /// Where pages are.
    pub https: u16,
    /// The certificate of every page, in PEM.
    pub certificate: String,
    records: Records,
    pages: Arc<Mutex<HashMap<String, Page>>>,
    asked: Arc<Mutex<Vec<String>>>,
    requests: Arc<Mutex<Vec<String>>>,
}

fn name(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for label in text.split('.').filter(|label| !label.is_empty()) {
        out.push(u8::try_from(label.len()).unwrap());
        out.extend(label.as_bytes());
    }
    out.push(0);
    out
}

impl Domains {
    /// Servers whose pages have a certificate for these hosts.
    pub fn start(hosts: &[&str]) -> Self {
        let made = rcgen::generate_simple_self_signed(hosts.iter().map(|host| (*host).to_owned()).collect::<Vec<_>>()).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let chain = vec![CertificateDer::from(made.cert.der().to_vec())];
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let (socket, listener) = (UdpSocket::bind("127.0.0.1:0").unwrap(), TcpListener::bind("127.0.0.1:0").unwrap());
        let (dns, https) = (socket.local_addr().unwrap().port(), listener.local_addr().unwrap().port());
        let domains = Self {
            dns,
            https,
            certificate: made.cert.pem(),
            records: Arc::default(),
            pages: Arc::default(),
            asked: Arc::default(),
            requests: Arc::default(),
        };
        let (records, asked) = (Arc::clone(&domains.records), Arc::clone(&domains.asked));
        std::thread::spawn(move || {
            let mut packet = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut packet) {
                let answer = answer(&packet[..length], &records, &asked);
                let _ = socket.send_to(&answer, from);
            }
        });
        let (pages, requests, config) = (Arc::clone(&domains.pages), Arc::clone(&domains.requests), Arc::new(config));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (pages, requests, config) = (Arc::clone(&pages), Arc::clone(&requests), Arc::clone(&config));
                std::thread::spawn(move || {
                    let connection = ServerConnection::new(config).unwrap();
                    let _ = serve(StreamOwned::new(connection, stream), &pages, &requests);
                });
            }
        });
        domains
    }

    fn record(&self, host: &str, kind: u16, data: Vec<u8>) -> &Self {
        self.records.lock().unwrap().entry((host.to_lowercase(), kind)).or_default().push(data);
        self
    }

    /// A host on this machine.
    pub fn host(&self, host: &str) -> &Self {
        self.record(host, A, vec![127, 0, 0, 1])
    }

    pub fn mx(&self, domain: &str, exchange: &str) -> &Self {
        self.record(domain, MX, [vec![0, 10], name(exchange)].concat())
    }

    pub fn srv(&self, service: &str, target: &str, port: u16) -> &Self {
        self.record(service, SRV, [vec![0, 0, 0, 1], port.to_be_bytes().to_vec(), name(target)].concat())
    }

    /// What a URL without `https://` answers with.
    pub fn page(&self, url: &str, page: Page) -> &Self {
        self.pages.lock().unwrap().insert(url.to_owned(), page);
        self
    }

    /// The names that were asked for.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// The requests, each with its header and its body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn answer(packet: &[u8], records: &Records, asked: &Mutex<Vec<String>>) -> Vec<u8> {
    let (mut at, mut labels) = (12, Vec::new());
    while packet[at] != 0 {
        let length = usize::from(packet[at]);
        labels.push(String::from_utf8_lossy(&packet[at + 1..at + 1 + length]).to_lowercase());
        at += length + 1;
    }
    let host = labels.join(".");
    let kind = u16::from_be_bytes([packet[at + 1], packet[at + 2]]);
    asked.lock().unwrap().push(host.clone());
    let records = records.lock().unwrap();
    let found = records.get(&(host.clone(), kind)).cloned().unwrap_or_default();
    let known = records.keys().any(|(name, _)| *name == host);
    let mut out = packet[..2].to_vec();
    out.extend([0x81, if known { 0x80 } else { 0x83 }, 0, 1, 0, u8::try_from(found.len()).unwrap(), 0, 0, 0, 0]);
    out.extend(&packet[12..at + 5]);
    for data in found {
        out.extend([0xc0, 12]);
        out.extend(kind.to_be_bytes());
        out.extend([0, 1, 0, 0, 0, 60]);
        out.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        out.extend(data);
    }
    out
}

fn serve(
    mut stream: StreamOwned<ServerConnection, std::net::TcpStream>,
    pages: &Mutex<HashMap<String, Page>>,
    requests: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let (mut head, mut piece) = (Vec::new(), [0; 1024]);
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut piece)? {
            0 => return Ok(()),
            length => head.extend(&piece[..length]),
        }
    }
    let end = head.windows(4).position(|window| window == b"\r\n\r\n").unwrap_or_default() + 4;
    let length =
        String::from_utf8_lossy(&head[..end]).lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    while head.len() < end + length.unwrap_or(0) {
        match stream.read(&mut piece)? {
            0 => return Ok(()),
            length => head.extend(&piece[..length]),
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    requests.lock().unwrap().push(head.clone());
    let path = head.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
    let host = head.lines().find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned)).unwrap_or_default();
    let url = format!("{}{path}", host.split(':').next().unwrap_or_default());
    let page = pages.lock().unwrap().get(&url).cloned();
    match page {
        Some(Page::File(text)) => write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}", text.len())?,
        Some(Page::Moved(to)) => write!(stream, "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?,
        Some(Page::Long(bytes)) => {
            write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            for _ in 0..bytes / 4096 {
                stream.write_all(&[b' '; 4096])?;
            }
        }
        None => write!(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?,
    }
    stream.conn.send_close_notify();
    stream.flush()
}

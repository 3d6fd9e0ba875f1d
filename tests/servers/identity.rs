//! An identity provider of our own on this machine (RFC 6749, 7636, 8628), and a browser of few words.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth2::url::{Url, form_urlencoded};
use sha2::{Digest, Sha256};

/// Everything about the provider that a test may look at or change.
#[derive(Default)]
pub struct Provider {
    /// The person says no.
    pub refuses: bool,
    /// What was granted is taken back.
    pub revoked: bool,
    /// Connections are closed without a word.
    pub down: bool,
    /// For how many seconds an access token is good, as the provider says.
    pub lasts: u64,
    /// How often a device is told to wait.
    pub waits: usize,
    /// The refresh token that is good now; each is good once.
    pub refresh: String,
    /// Every access token that was given.
    pub given: Vec<String>,
    /// How many requests came of each kind of grant.
    pub asked: HashMap<String, usize>,
    made: usize,
    codes: HashMap<String, (String, String)>,
}

/// A running provider; it ends with the test.
pub struct Identity {
    /// Its port on 127.0.0.1.
    pub port: u16,
    state: Arc<Mutex<Provider>>,
}

impl Identity {
    /// A provider that grants everything, for an hour.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(Provider { lasts: 3600, ..Provider::default() }));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || answer(stream, &state));
            }
        });
        Self { port, state }
    }

    /// The state, to look at or to change.
    pub fn state(&self) -> MutexGuard<'_, Provider> {
        self.state.lock().unwrap()
    }

    /// How many requests of a grant came.
    pub fn asked(&self, grant: &str) -> usize {
        self.state().asked.get(grant).copied().unwrap_or(0)
    }

    /// What `config.toml` says of it.
    pub fn config(&self, client_id: bool) -> String {
        let at = format!("http://127.0.0.1:{}", self.port);
        let id = if client_id { "client_id = \"fumi-test\"\n" } else { "" };
        format!("[oauth2]\n{id}auth_url = \"{at}/authorize\"\ntoken_url = \"{at}/token\"\ndevice_url = \"{at}/device\"\nscope = \"mail\"\n")
    }
}

fn answer(stream: TcpStream, state: &Mutex<Provider>) {
    let mut lines = BufReader::new(&stream);
    let mut first = String::new();
    let _ = lines.read_line(&mut first);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; length];
    let _ = lines.read_exact(&mut body);
    let target = first.split(' ').nth(1).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let raw = if path == "/authorize" { query.as_bytes() } else { &body };
    let form: HashMap<String, String> = form_urlencoded::parse(raw).into_owned().collect();
    let mut state = state.lock().unwrap();
    if state.down {
        return;
    }
    let said = match path {
        "/authorize" => authorize(&mut state, &form),
        "/device" => json(
            "200 OK",
            r#"{"device_code":"d1","user_code":"WXYZ-1234","verification_uri":"https://id.example/device","expires_in":60,"interval":1}"#,
        ),
        "/token" => token(&mut state, &form),
        _ => json("404 Not Found", "{}"),
    };
    drop(state);
    let _ = (&stream).write_all(said.as_bytes());
}

fn json(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn refused(word: &str) -> String {
    json("400 Bad Request", &format!(r#"{{"error":"{word}"}}"#))
}

fn authorize(state: &mut Provider, form: &HashMap<String, String>) -> String {
    let get = |name: &str| form.get(name).cloned().unwrap_or_default();
    assert_eq!((get("response_type").as_str(), get("client_id").as_str()), ("code", "fumi-test"));
    assert_eq!((get("code_challenge_method").as_str(), get("scope").as_str()), ("S256", "mail"));
    let mut back = Url::parse(&get("redirect_uri")).unwrap();
    if state.refuses {
        back.query_pairs_mut().append_pair("error", "access_denied");
    } else {
        state.made += 1;
        let code = format!("code-{}", state.made);
        back.query_pairs_mut().append_pair("code", &code);
        state.codes.insert(code, (get("code_challenge"), get("redirect_uri")));
    }
    back.query_pairs_mut().append_pair("state", &get("state"));
    format!("HTTP/1.1 302 Found\r\nLocation: {back}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn token(state: &mut Provider, form: &HashMap<String, String>) -> String {
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let grant = get("grant_type").to_owned();
    *state.asked.entry(grant.clone()).or_default() += 1;
    if get("client_id") != "fumi-test" {
        return refused("invalid_client");
    }
    match grant.as_str() {
        "authorization_code" => {
            let known = state.codes.remove(get("code"));
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(get("code_verifier").as_bytes()));
            if known.is_none_or(|(wanted, back)| wanted != challenge || back != get("redirect_uri")) {
                return refused("invalid_grant");
            }
        }
        "refresh_token" if state.revoked || get("refresh_token") != state.refresh => return refused("invalid_grant"),
        "refresh_token" => {}
        _ if state.refuses => return refused("access_denied"),
        _ if state.waits > 0 => {
            state.waits -= 1;
            return refused("authorization_pending");
        }
        _ => {}
    }
    let n = state.given.len() + 1;
    let access = format!("access-token-of-the-test-{n}");
    state.given.push(access.clone());
    state.refresh = format!("refresh-token-of-the-test-{n}");
    json(
        "200 OK",
        &format!(r#"{{"access_token":"{access}","token_type":"Bearer","expires_in":{},"refresh_token":"{}"}}"#, state.lasts, state.refresh),
    )
}

/// Opens an address; answers the first line and where it leads.
pub fn visit(address: &str) -> (String, Option<String>) {
    let url = Url::parse(address).unwrap();
    let mut stream = TcpStream::connect((url.host_str().unwrap(), url.port().unwrap())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let target = &url[oauth2::url::Position::BeforePath..];
    write!(stream, "GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let mut said = String::new();
    let _ = stream.read_to_string(&mut said);
    let mut lines = said.lines();
    let first = lines.next().unwrap_or_default().to_owned();
    (first, lines.find_map(|line| line.strip_prefix("Location: ").map(str::to_owned)))
}

//! A real Dovecot of the test's own: private folder, high loopback ports, generated certificate; it ends with the test.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// A running Dovecot with one mailbox, user `me`, password `pw`.
pub struct Dovecot {
    /// The port for POP3 in the open and with STLS.
    pub port: u16,
    /// The port for POP3 under TLS.
    pub tls_port: u16,
    /// The port for IMAP in the open and with STARTTLS.
    pub imap_port: u16,
    /// The port for IMAP under TLS.
    pub imap_tls_port: u16,
    /// The certificate of the authority that signed the server's, for `localhost` and 127.0.0.1.
    pub ca_file: PathBuf,
    dir: tempfile::TempDir,
    process: Child,
    owner: Option<(u32, u32)>,
    delivered: usize,
}

const PROGRAM: &str = "/usr/sbin/dovecot";

/// How long a condition may take before the test fails; a busy machine needs much of it, a free one almost nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether there is a Dovecot to test with; says so when not.
pub fn is_installed() -> bool {
    let there = Path::new(PROGRAM).exists() && ["pop3", "imap"].iter().all(|one| Path::new("/usr/lib/dovecot").join(one).exists());
    if !there {
        eprintln!(
            "no {PROGRAM} with POP3 and IMAP here (Debian: dovecot-pop3d, dovecot-imapd): stories with a real server are passed over"
        );
    }
    there
}

impl Dovecot {
    /// Starts a server with an empty mailbox.
    pub fn start() -> Self {
        Self::start_with("")
    }

    /// Starts a server with further lines of configuration.
    pub fn start_with(more: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("dv").tempdir().unwrap();
        let owner = rustix::process::geteuid().is_root().then(|| ids_of("mail"));
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for folder in ["run", "state", "mail", "mail/new", "mail/cur", "mail/tmp", "home"] {
            fs::create_dir_all(dir.path().join(folder)).unwrap();
        }
        let ca_file = certificates(dir.path());
        for folder in ["mail", "mail/new", "mail/cur", "mail/tmp", "home"] {
            own(&dir.path().join(folder), owner);
        }
        // A port that was free a moment ago may be somebody else's now: then this server ends, and the next one tries other ports.
        for _ in 0..20 {
            let ports @ [port, tls_port, imap_port, imap_tls_port] = free_ports();
            if let Some(process) = start(dir.path(), ports, owner, more) {
                return Self { port, tls_port, imap_port, imap_tls_port, ca_file, dir, process, owner, delivered: 0 };
            }
        }
        panic!("Dovecot does not start:\n{}", log(dir.path()));
    }

    /// What the server logged.
    pub fn log(&self) -> String {
        log(self.dir.path())
    }

    /// Delivers a mail; its lines must end in CR LF.
    pub fn deliver(&mut self, mail: &[u8]) {
        self.delivered += 1;
        let name = format!("{}.M{}.test", 1_700_000_000 + self.delivered, self.delivered);
        let (tmp, new) = (self.mailbox().join("tmp").join(&name), self.mailbox().join("new").join(&name));
        fs::write(&tmp, mail).unwrap();
        self.own(&tmp);
        fs::rename(tmp, new).unwrap();
    }

    /// The mails that are on the server. It may be moving, renaming and removing files meanwhile (a session whose client was killed goes on for a moment), so what was read counts only when
    /// the folder looks the same afterwards.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let began = Instant::now();
        loop {
            let before = self.listed();
            let read: Option<Vec<Vec<u8>>> = before.values().map(|path| unless_gone(fs::read(path))).collect();
            if let Some(mails) = read
                && self.listed() == before
            {
                return mails;
            }
            assert!(began.elapsed() < PATIENCE, "the mailbox does not come to rest:\n{}", self.log());
        }
    }

    /// The mailbox's files by their own names, without what follows the colon, which tells flags and changes.
    fn listed(&self) -> BTreeMap<String, PathBuf> {
        let folders = ["new", "cur"].map(|folder| fs::read_dir(self.mailbox().join(folder)).unwrap());
        let named = |path: PathBuf| (path.file_name().unwrap().to_string_lossy().split(':').next().unwrap().to_owned(), path);
        folders.into_iter().flatten().map(|entry| named(entry.unwrap().path())).collect()
    }

    /// Makes the server forget all names, as after a lost index: every UIDL is new then.
    pub fn forget_names(&self) {
        for entry in fs::read_dir(self.mailbox()).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("dovecot")) {
                unless_gone(fs::remove_file(path));
            }
        }
        // Within one second the server would choose the same UIDVALIDITY again.
        let list = self.mailbox().join("dovecot-uidlist");
        fs::write(&list, "3 V1234567 N5000 G00112233445566778899aabbccddeeff\n").unwrap();
        self.own(&list);
    }

    fn mailbox(&self) -> PathBuf {
        self.dir.path().join("mail")
    }

    fn own(&self, path: &Path) {
        own(path, self.owner);
    }
}

fn own(path: &Path, owner: Option<(u32, u32)>) {
    if let Some((user, group)) = owner {
        chown(path, Some(user), Some(group)).unwrap();
    }
}

/// What came of a file that the server may have renamed or removed since it was listed.
fn unless_gone<T>(done: std::io::Result<T>) -> Option<T> {
    match done {
        Ok(value) => Some(value),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => panic!("{error}"),
    }
}

fn log(dir: &Path) -> String {
    let read = |name| fs::read_to_string(dir.join(name)).unwrap_or_default();
    read("stderr") + &read("log")
}

/// Starts a server on these ports and waits until it greets by its own name; none when it ended instead, as it does when it does not get its ports.
fn start(dir: &Path, ports: [u16; 4], owner: Option<(u32, u32)>, more: &str) -> Option<Child> {
    fs::write(dir.join("dovecot.conf"), config(dir, ports, owner, more)).unwrap();
    let mut process = Command::new(PROGRAM)
        .arg("-F")
        .arg("-c")
        .arg(dir.join("dovecot.conf"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(dir.join("stderr")).unwrap())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while !greets(ports[0], &greeting(dir)) {
        if process.try_wait().unwrap().is_some() {
            return None;
        }
        assert!(began.elapsed() < PATIENCE, "Dovecot does not answer:\n{}", log(dir));
        std::thread::yield_now();
    }
    Some(process)
}

/// What this server and no other says first.
fn greeting(dir: &Path) -> String {
    format!("fumi test {}", dir.file_name().unwrap().to_string_lossy())
}

fn greets(port: u16, greeting: &str) -> bool {
    let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    stream.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).is_ok() && line.trim_end().ends_with(greeting)
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        let master = fs::read_to_string(self.dir.path().join("run/master.pid")).ok().and_then(|text| text.trim().parse::<i32>().ok());
        if let Some(master) = master.and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(master, rustix::process::Signal::TERM);
        }
        let _ = self.process.wait();
    }
}

/// Ports that are free now, and none of them twice: all are held until all are known.
fn free_ports() -> [u16; 4] {
    let held = [(); 4].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    held.each_ref().map(|listener| listener.local_addr().unwrap().port())
}

fn ids_of(user: &str) -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with(&format!("{user}:"))).unwrap();
    let fields: Vec<&str> = line.split(':').collect();
    (fields[2].parse().unwrap(), fields[3].parse().unwrap())
}

/// A certificate authority and a server's certificate signed by it; gives the authority's file.
fn certificates(dir: &Path) -> PathBuf {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    let authority_cert = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let cert = params.signed_by(&key, &issuer).unwrap();
    fs::write(dir.join("cert.pem"), cert.pem()).unwrap();
    fs::write(dir.join("key.pem"), key.serialize_pem()).unwrap();
    fs::write(dir.join("ca.pem"), authority_cert.pem()).unwrap();
    dir.join("ca.pem")
}

fn config(dir: &Path, [port, tls_port, imap_port, imap_tls_port]: [u16; 4], owner: Option<(u32, u32)>, more: &str) -> String {
    let d = dir.display();
    let (user, group) = owner.unwrap_or_else(|| (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw()));
    // Without root every part of the server runs as this very user.
    let rootless = match owner {
        Some(_) => String::new(),
        None => {
            let name = name_of(user, "/etc/passwd");
            let group = name_of(group, "/etc/group");
            format!(
                "default_internal_user = {name}\ndefault_login_user = {name}\ndefault_internal_group = {group}\nservice anvil {{\n  chroot =\n}}\n"
            )
        }
    };
    format!(
        "base_dir = {d}/run\nstate_dir = {d}/state\nlog_path = {d}/log\nprotocols = pop3 imap\nlisten = 127.0.0.1\n\
         ssl = yes\nssl_cert = <{d}/cert.pem\nssl_key = <{d}/key.pem\ndisable_plaintext_auth = no\nauth_mechanisms = plain\n\
         mail_location = maildir:{d}/mail\nfirst_valid_uid = {user}\nmail_max_userip_connections = 100\nmail_fsync = never\n\
         auth_failure_delay = 0\nlogin_greeting = {}\n{rootless}{more}\n\
         passdb {{\n  driver = static\n  args = password=pw\n}}\nuserdb {{\n  driver = static\n  args = uid={user} gid={group} home={d}/home\n}}\n\
         service pop3-login {{\n  chroot =\n  inet_listener pop3 {{\n    port = {port}\n  }}\n  inet_listener pop3s {{\n    port = {tls_port}\n    ssl = yes\n  }}\n}}\n\
         service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {imap_port}\n  }}\n  inet_listener imaps {{\n    port = {imap_tls_port}\n    ssl = yes\n  }}\n}}\n\
         namespace inbox {{\n  inbox = yes\n  mailbox Sent {{\n    auto = create\n    special_use = \\Sent\n  }}\n  mailbox Trash {{\n    auto = create\n    special_use = \\Trash\n  }}\n}}\n",
        greeting(dir)
    )
}

fn name_of(id: u32, file: &str) -> String {
    let text = fs::read_to_string(file).unwrap();
    let line = text.lines().find(|line| line.split(':').nth(2) == Some(&id.to_string()));
    line.and_then(|line| line.split(':').next()).unwrap_or("nobody").to_owned()
}

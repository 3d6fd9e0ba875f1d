//! A real Dovecot of the test's own: private folder, high loopback ports, generated certificate; it ends with the test.

use std::fs;
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
    /// The certificate of the authority that signed the server's, for `localhost` and 127.0.0.1.
    pub ca_file: PathBuf,
    dir: tempfile::TempDir,
    process: Child,
    owner: Option<(u32, u32)>,
    delivered: usize,
}

const PROGRAM: &str = "/usr/sbin/dovecot";

/// Whether there is a Dovecot to test with; says so when not.
pub fn is_installed() -> bool {
    let there = Path::new(PROGRAM).exists() && Path::new("/usr/lib/dovecot/pop3").exists();
    if !there {
        eprintln!("no {PROGRAM} with POP3 here (Debian: dovecot-pop3d): stories with a real server are passed over");
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
        let (port, tls_port) = (free_port(), free_port());
        let config = config(dir.path(), port, tls_port, owner, more);
        fs::write(dir.path().join("dovecot.conf"), config).unwrap();
        let process = Command::new(PROGRAM)
            .arg("-F")
            .arg("-c")
            .arg(dir.path().join("dovecot.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(fs::File::create(dir.path().join("stderr")).unwrap())
            .spawn()
            .unwrap();
        let mut server = Self { port, tls_port, ca_file, dir, process, owner, delivered: 0 };
        server.own_everything();
        server.wait_until_it_answers();
        server
    }

    fn wait_until_it_answers(&mut self) {
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none() && began.elapsed() < Duration::from_secs(20), "Dovecot does not start:\n{}", self.log());
            std::thread::yield_now();
        }
    }

    /// What the server logged.
    pub fn log(&self) -> String {
        let read = |name| fs::read_to_string(self.dir.path().join(name)).unwrap_or_default();
        read("stderr") + &read("log")
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

    /// The mails that are on the server.
    pub fn mails(&self) -> Vec<Vec<u8>> {
        let folders = ["new", "cur"].map(|folder| fs::read_dir(self.mailbox().join(folder)).unwrap());
        folders.into_iter().flatten().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
    }

    /// Makes the server forget all names, as after a lost index: every UIDL is new then.
    pub fn forget_names(&self) {
        for entry in fs::read_dir(self.mailbox()).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("dovecot")) {
                fs::remove_file(path).unwrap();
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

    fn own_everything(&self) {
        for folder in ["mail", "mail/new", "mail/cur", "mail/tmp", "home"] {
            self.own(&self.dir.path().join(folder));
        }
    }

    fn own(&self, path: &Path) {
        if let Some((user, group)) = self.owner {
            chown(path, Some(user), Some(group)).unwrap();
        }
    }
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

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
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

fn config(dir: &Path, port: u16, tls_port: u16, owner: Option<(u32, u32)>, more: &str) -> String {
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
        "base_dir = {d}/run\nstate_dir = {d}/state\nlog_path = {d}/log\nprotocols = pop3\nlisten = 127.0.0.1\n\
         ssl = yes\nssl_cert = <{d}/cert.pem\nssl_key = <{d}/key.pem\ndisable_plaintext_auth = no\nauth_mechanisms = plain\n\
         mail_location = maildir:{d}/mail\nfirst_valid_uid = {user}\nmail_max_userip_connections = 100\nmail_fsync = never\n\
         auth_failure_delay = 0\n{rootless}{more}\n\
         passdb {{\n  driver = static\n  args = password=pw\n}}\nuserdb {{\n  driver = static\n  args = uid={user} gid={group} home={d}/home\n}}\n\
         service pop3-login {{\n  chroot =\n  inet_listener pop3 {{\n    port = {port}\n  }}\n  inet_listener pop3s {{\n    port = {tls_port}\n    ssl = yes\n  }}\n}}\n"
    )
}

fn name_of(id: u32, file: &str) -> String {
    let text = fs::read_to_string(file).unwrap();
    let line = text.lines().find(|line| line.split(':').nth(2) == Some(&id.to_string()));
    line.and_then(|line| line.split(':').next()).unwrap_or("nobody").to_owned()
}

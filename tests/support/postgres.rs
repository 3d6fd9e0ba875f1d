//! A real PostgreSQL of the test's own: private folder, a high loopback port, TLS with a generated certificate, commands of an unprivileged user; it ends with the test.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fumi::domain::account::Secret;
use fumi::domain::team::login::WorkspaceUrl;
use fumi::workers::net::Roots;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// A running cluster with the superuser `postgres`.
pub struct Postgres {
    /// Its port on 127.0.0.1.
    pub port: u16,
    /// The certificate of the authority that signed the server's, for `localhost` and 127.0.0.1.
    pub ca_file: PathBuf,
    dir: tempfile::TempDir,
    process: Child,
}

/// The password of everybody in these tests.
pub const PASSWORD: &str = "correct horse battery";

/// How long the cluster may take to begin; a busy machine needs much of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The folder of the server's programs: Debian keeps those of each version apart.
fn programs() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    folders.retain(|folder| folder.join("initdb").exists() && folder.join("postgres").exists());
    folders.sort();
    folders.pop()
}

/// Whether there is a PostgreSQL to test with; says so when not.
pub fn is_installed() -> bool {
    let there = programs().is_some();
    if !there {
        eprintln!("no PostgreSQL in /usr/lib/postgresql here (Debian: postgresql): stories of a team are passed over");
    }
    there
}

/// A program of the server as somebody who is not root: PostgreSQL refuses to be.
fn program(name: &str, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(programs().unwrap().join(name));
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command.env("LC_ALL", "C.UTF-8").current_dir("/").stdin(Stdio::null());
    command
}

impl Postgres {
    /// Starts a cluster that logs every statement, so that a test can look what stands in the log.
    pub fn start() -> Self {
        let dir = tempfile::Builder::new().prefix("pg").tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let owner = rustix::process::geteuid().is_root().then(|| ids_of("nobody"));
        let data = dir.path().join("data");
        fs::create_dir(&data).unwrap();
        let ca_file = certificates(dir.path());
        fs::write(dir.path().join("pw"), PASSWORD).unwrap();
        for one in [data.as_path(), &dir.path().join("key.pem"), &dir.path().join("pw")] {
            fs::set_permissions(one, fs::Permissions::from_mode(if one == data { 0o700 } else { 0o600 })).unwrap();
            if let Some((user, group)) = owner {
                chown(one, Some(user), Some(group)).unwrap();
            }
        }
        let made = program("initdb", owner)
            .arg("-D")
            .arg(&data)
            .args([
                "-U",
                "postgres",
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "--no-instructions",
                "--wal-segsize=1",
            ])
            .arg(format!("--pwfile={}", dir.path().join("pw").display()))
            .output()
            .unwrap();
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        // A port that was free a moment ago may be somebody else's now: then this server ends, and the next one tries another.
        for _ in 0..20 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if let Some(process) = start(dir.path(), port, owner) {
                return Self { port, ca_file, dir, process };
            }
        }
        panic!("PostgreSQL does not start:\n{}", log(dir.path()));
    }

    /// Where a login finds a database.
    pub fn url(&self, login: &str, database: &str) -> WorkspaceUrl {
        WorkspaceUrl { host: "127.0.0.1".to_owned(), port: self.port, database: database.to_owned(), login: login.to_owned() }
    }

    /// Whom to believe here.
    pub fn roots(&self) -> Roots {
        Roots { ca_file: Some(self.ca_file.clone()), exception: None }
    }

    /// A session as somebody whom nothing of fumi stands before, as `psql` would have it.
    pub async fn session(&self, login: &str, database: &str) -> tokio_postgres::Client {
        self.try_session(login, database).await.unwrap()
    }

    /// The same where the login may be refused.
    pub async fn try_session(&self, login: &str, database: &str) -> Result<tokio_postgres::Client, tokio_postgres::Error> {
        let mut config = tokio_postgres::Config::new();
        config.host("127.0.0.1").port(self.port).user(login).password(PASSWORD).dbname(database);
        let (client, connection) = config.connect(tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// A new, empty database.
    pub async fn database(&self, name: &str) {
        self.session("postgres", "postgres").await.batch_execute(&format!("CREATE DATABASE {name}")).await.unwrap();
    }

    /// What the server logged.
    pub fn log(&self) -> String {
        log(self.dir.path())
    }

    /// Ends the server as a power cut would, without it writing anything more.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The password as the program has it.
pub fn password() -> Secret {
    Secret::new(PASSWORD.to_owned())
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGQUIT: every process of the server ends at once. Who ended already may have given the number to somebody else.
        if let Ok(None) = self.process.try_wait()
            && let Some(pid) = rustix::process::Pid::from_raw(i32::try_from(self.process.id()).unwrap())
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::QUIT);
        }
        let _ = self.process.wait();
    }
}

fn log(dir: &Path) -> String {
    fs::read_to_string(dir.join("log")).unwrap_or_default()
}

/// Starts the server and waits until it says that it is ready; none when it ended instead.
fn start(dir: &Path, port: u16, owner: Option<(u32, u32)>) -> Option<Child> {
    let said = fs::File::create(dir.join("log")).unwrap();
    let mut command = program("postgres", owner);
    command.arg("-D").arg(dir.join("data"));
    let settings = [
        format!("port={port}"),
        "listen_addresses=127.0.0.1".to_owned(),
        "unix_socket_directories=".to_owned(),
        "ssl=on".to_owned(),
        format!("ssl_cert_file={}", dir.join("cert.pem").display()),
        format!("ssl_key_file={}", dir.join("key.pem").display()),
        "fsync=off".to_owned(),
        "min_wal_size=2MB".to_owned(),
        "max_connections=60".to_owned(),
        "log_statement=all".to_owned(),
        "log_connections=on".to_owned(),
    ];
    for setting in &settings {
        command.arg("-c").arg(setting);
    }
    let mut process = command.stdout(Stdio::null()).stderr(said).spawn().unwrap();
    let began = Instant::now();
    while !log(dir).contains("ready to accept connections") {
        if process.try_wait().unwrap().is_some() {
            return None;
        }
        assert!(began.elapsed() < PATIENCE, "PostgreSQL does not get ready:\n{}", log(dir));
        std::thread::yield_now();
    }
    Some(process)
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
    fs::write(dir.join("cert.pem"), params.signed_by(&key, &issuer).unwrap().pem()).unwrap();
    fs::write(dir.join("key.pem"), key.serialize_pem()).unwrap();
    fs::write(dir.join("ca.pem"), authority_cert.pem()).unwrap();
    dir.join("ca.pem")
}

//! The demonstration house: a throw-away home, a loopback server inside the process, and sample mail that is really fetched from it.

mod mailbox;
pub(crate) mod mails;
mod pop3;
pub mod records;
mod smtp;

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use tokio::net::TcpListener;

use crate::config::Paths;
use crate::config::edit::{self, Edit};
use crate::domain::account::{AccountName, AccountSettings, Incoming, OnServer, SecretSource, Security, ServerSettings, SharingLevel};
use crate::domain::ids::Id;
use crate::domain::time::Instant;
use crate::i18n::{Catalogue, Language, Text};
use crate::problem::{Code, Problem};
use crate::text::CleanText;

/// The address the demonstration receives mail at.
pub const ADDRESS: &str = "you@demo.example";

/// A home that goes away with this value.
pub struct DemoHome {
    folder: PathBuf,
}

impl DemoHome {
    /// Makes a private home, starts the servers on free loopback ports, and writes an account that fetches from them. Needs a runtime.
    ///
    /// # Errors
    /// When the folder or the ports cannot be had.
    pub async fn open(language: Language, now: Instant) -> Result<Self, Problem> {
        let home = Self { folder: new_folder().map_err(|error| no_home(&error.to_string()))? };
        let mailbox = mailbox::ServerMailbox::default();
        for mail in mails::all(now) {
            mailbox.deliver(mail);
        }
        let pop3 = TcpListener::bind("127.0.0.1:0").await.map_err(|error| no_home(&error.to_string()))?;
        let smtp = TcpListener::bind("127.0.0.1:0").await.map_err(|error| no_home(&error.to_string()))?;
        let (pop3_port, smtp_port) = (port(&pop3)?, port(&smtp)?);
        tokio::spawn(pop3::serve(pop3, mailbox.clone()));
        tokio::spawn(smtp::serve(smtp, mailbox, ADDRESS.to_owned()));
        let paths = home.paths()?;
        paths.prepare().map_err(|error| no_home(&error.to_string()))?;
        let account = account(language, now, pop3_port, smtp_port)?;
        let edits = [Edit::SetWord("language", language.word().to_owned()), Edit::AddAccount(Box::new(account))];
        edit::change(&paths.config_file(), &edits).map_err(|error| no_home(&error.to_string()))?;
        Ok(home)
    }

    /// The folders of this home.
    pub fn paths(&self) -> Result<Paths, Problem> {
        Paths::of(Some(&self.folder)).map_err(|error| no_home(&error.to_string()))
    }

    /// The home's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for DemoHome {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn port(listener: &TcpListener) -> Result<u16, Problem> {
    listener.local_addr().map(|address| address.port()).map_err(|error| no_home(&error.to_string()))
}

fn no_home(detail: &str) -> Problem {
    Problem::failed(Code::NoDemoHome, Text::of("problem-no-demo-home")).hint(Text::of("problem-no-demo-home-hint")).detail(detail)
}

/// A new folder that only we can read; a folder that exists is never taken.
fn new_folder() -> std::io::Result<PathBuf> {
    let mut last = std::io::Error::from(std::io::ErrorKind::AlreadyExists);
    for n in 0..100 {
        let folder = std::env::temp_dir().join(format!("fumi-demo-{}-{n}", std::process::id()));
        match fs::DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn account(language: Language, now: Instant, pop3_port: u16, smtp_port: u16) -> Result<AccountSettings, Problem> {
    let wrong = || no_home("account");
    let server = |port| ServerSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        username: ADDRESS.to_owned(),
        certificate: None,
    };
    // Nothing secret: the loopback server takes any word.
    let secret = SecretSource::Command("echo demo".to_owned());
    Ok(AccountSettings {
        id: Id::v7(now.0, [7; 10]),
        name: AccountName::new("demo").ok_or_else(wrong)?,
        display_name: CleanText::line(&Catalogue::open(language).word("demo-name")),
        email: ADDRESS.parse().map_err(|_| wrong())?,
        protocol: Incoming::Pop3,
        incoming: server(pop3_port),
        incoming_secret: secret.clone(),
        outgoing: Some(server(smtp_port)),
        outgoing_secret: secret,
        smtp_same_credentials: true,
        on_server: OnServer::Leave,
        recent_mode: false,
        sharing: SharingLevel::Private,
        excluded_domains: Vec::new(),
        aliases: Vec::new(),
        color: None,
        signature: CleanText::default(),
        magnet: None,
        ends: None,
        ca_file: None,
        enabled: true,
        default: true,
        plaintext_confirmed: true,
    })
}

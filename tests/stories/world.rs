//! A throw-away home and the real binary.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A home whose passwords go to the encrypted file, whatever keyring this machine has.
pub struct World {
    folder: tempfile::TempDir,
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Said {
    /// The JSON value on stdout.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The JSON value of a command that must have gone well.
    pub fn good(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.json()
    }

    /// The code of the error, and that it has words.
    pub fn error(&self) -> String {
        let error = self.json()["error"].clone();
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{self:?}");
        assert!(error.get("hint").is_some(), "{self:?}");
        error["code"].as_str().unwrap().to_owned()
    }
}

impl World {
    pub fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(world.home()).unwrap();
        std::fs::write(world.home().join("config.toml"), "# mine\nschema = 2\n[secrets]\nstore = \"file\" # no keyring here\n").unwrap();
        std::fs::write(world.passphrase(), "open sesame\n").unwrap();
        world
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub fn passphrase(&self) -> PathBuf {
        self.folder.path().join("passphrase")
    }

    /// The administrator of this machine writes a policy.
    pub fn govern(&self, text: &str) {
        let folder = self.folder.path().join("xdg/fumi");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("policy.toml"), text).unwrap();
    }

    pub fn config(&self) -> String {
        std::fs::read_to_string(self.home().join("config.toml")).unwrap()
    }

    /// Every file of the home.
    pub fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { walk(&path, found) } else { found.push(path) }
            }
        }
        let mut found = Vec::new();
        walk(&self.home(), &mut found);
        found
    }

    /// Runs a command; words are separated by spaces.
    pub fn run(&self, line: &str) -> Said {
        self.with(&line.split_whitespace().collect::<Vec<_>>(), "")
    }

    /// Runs a command under `--json`.
    pub fn json(&self, line: &str) -> Said {
        self.run(&format!("{line} --json"))
    }

    /// Runs a command with these arguments and this on stdin.
    pub fn with(&self, arguments: &[&str], stdin: &str) -> Said {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fumi"))
            .arg("--home")
            .arg(self.home())
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("XDG_CONFIG_DIRS", self.folder.path().join("xdg"))
            .env("LANG", "C")
            .env("TZ", "Asia/Tokyo")
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that refuses its arguments does not read; that is no failure of the story.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
        Said { code: status.code().unwrap_or(-1), out: String::from_utf8(stdout).unwrap(), err: String::from_utf8(stderr).unwrap() }
    }

    /// Adds an account on a port of this machine where nobody listens.
    pub fn add(&self, name: &str, password: &str) -> Said {
        let passphrase = self.passphrase();
        let email = format!("{name}@example.com");
        let arguments = [
            "account",
            "add",
            name,
            "--email",
            &email,
            "--host",
            "127.0.0.1",
            "--port",
            // A port that was only free a moment ago could be another test's server by now.
            "1",
            "--security",
            "none",
            "--password-stdin",
            "--no-test",
            "--json",
            "--passphrase-file",
            passphrase.to_str().unwrap(),
        ];
        self.with(&arguments, &format!("{password}\n"))
    }
}

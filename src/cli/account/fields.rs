//! The options that say what an account is, shared by `add` and `edit`.

use std::io::BufRead;
use std::path::PathBuf;

use clap::Args;
use zeroize::Zeroizing;

use crate::cli::context::absolute;
use crate::domain::account::{EnteredAccount, EnteredSecret, Secret};
use crate::i18n::Text;
use crate::problem::{Code, Problem};

/// One option for each setting of an account, the same for `add` and `set`.
#[derive(Debug, Args)]
pub struct Fields {
    /// A provider of `fumi account presets`
    #[arg(long, value_name = "P")]
    pub preset: Option<String>,
    /// How mail comes in: pop3 or imap
    #[arg(long)]
    pub protocol: Option<String>,
    /// The incoming server
    #[arg(long)]
    pub host: Option<String>,
    /// Its port
    #[arg(long)]
    pub port: Option<String>,
    /// tls, starttls, or none (unencrypted: others on the way can read mail and password)
    #[arg(long)]
    pub security: Option<String>,
    /// User name of the login; the address when left out
    #[arg(long)]
    pub username: Option<String>,
    /// password, or oauth2: sign in at the provider (`fumi account sign-in`)
    #[arg(long, value_name = "AUTH", value_parser = ["password", "oauth2"], conflicts_with_all = ["password_stdin", "password_command"])]
    pub auth: Option<String>,
    /// Read the password from the first line of stdin
    #[arg(long, conflicts_with = "password_command")]
    pub password_stdin: bool,
    /// A command that prints the password on its first line
    #[arg(long, value_name = "CMD")]
    pub password_command: Option<String>,
    /// The outgoing server
    #[arg(long)]
    pub smtp_host: Option<String>,
    /// Its port
    #[arg(long)]
    pub smtp_port: Option<String>,
    /// tls, starttls or none
    #[arg(long)]
    pub smtp_security: Option<String>,
    /// Log in for sending as for receiving (the default)
    #[arg(long, conflicts_with_all = ["smtp_username", "smtp_password_stdin", "smtp_password_command"])]
    pub smtp_same_credentials: bool,
    /// User name for sending
    #[arg(long, value_name = "U")]
    pub smtp_username: Option<String>,
    /// Read the outgoing password from stdin, after the incoming one
    #[arg(long, conflicts_with = "smtp_password_command")]
    pub smtp_password_stdin: bool,
    /// A command that prints the outgoing password
    #[arg(long, value_name = "CMD")]
    pub smtp_password_command: Option<String>,
    /// The name in From
    #[arg(long, value_name = "S")]
    pub display_name: Option<String>,
    /// When mail on the server is deleted: leave, on-fetch, after-days=N, on-local-delete
    #[arg(long, value_name = "RULE")]
    pub on_server: Option<String>,
    /// Gmail with several POP programs: log in with `recent:`
    #[arg(long)]
    pub recent_mode: bool,
    /// What a team may see later: private, custom, public
    #[arg(long)]
    pub sharing: Option<String>,
    /// A domain whose mail is never shared; may be given several times, empty for none
    #[arg(long = "exclude-domain", value_name = "D")]
    pub exclude_domains: Vec<String>,
    /// Its colour in lists: red, green, yellow, blue, magenta, cyan; empty for none
    #[arg(long)]
    pub color: Option<String>,
    /// What stands below mails that are written from it in the app; empty for none
    #[arg(long, value_name = "TEXT")]
    pub signature: Option<String>,
    /// The last day of a member or a trial; empty for none
    #[arg(long, value_name = "DATE")]
    pub ends_on: Option<String>,
    /// As what it ends then: member or trial
    #[arg(long, value_name = "KIND")]
    pub ends_as: Option<String>,
    /// A PEM file with further trusted certificates for this account
    #[arg(long, value_name = "PEM")]
    pub ca_file: Option<PathBuf>,
    /// SHA-256 fingerprint of the one certificate that the incoming server may show although nobody vouches for it; empty takes it back
    #[arg(long, value_name = "FINGERPRINT")]
    pub certificate: Option<String>,
    /// The same for the outgoing server
    #[arg(long, value_name = "FINGERPRINT")]
    pub smtp_certificate: Option<String>,
}

impl Fields {
    /// Writes what was given over an account as it was, and leaves the rest. Reads stdin when a password stands there.
    ///
    /// # Errors
    /// When stdin ends before the passwords, or the file with certificates cannot be read.
    pub fn write_over(self, entered: &mut EnteredAccount) -> Result<(), Problem> {
        if let Some(preset) = self.preset {
            // Another provider brings its own servers; what is typed beside it still counts.
            for field in [&mut entered.host, &mut entered.port, &mut entered.security, &mut entered.smtp_host, &mut entered.smtp_port] {
                field.clear();
            }
            entered.smtp_security.clear();
            entered.preset = preset;
        }
        let plain = |security: &Option<String>| security.as_deref().is_some_and(|word| word.trim() == "none");
        if plain(&self.security) || plain(&self.smtp_security) {
            // Saying it on the command line is the confirmation; a warning follows.
            entered.plaintext_confirmed = true;
        }
        if self.security.is_some() && self.port.is_none() {
            entered.port.clear();
        }
        if self.smtp_security.is_some() && self.smtp_port.is_none() {
            entered.smtp_port.clear();
        }
        let given = [
            (self.protocol, &mut entered.protocol),
            (self.host, &mut entered.host),
            (self.port, &mut entered.port),
            (self.security, &mut entered.security),
            (self.username, &mut entered.username),
            (self.smtp_host, &mut entered.smtp_host),
            (self.smtp_port, &mut entered.smtp_port),
            (self.smtp_security, &mut entered.smtp_security),
            (self.smtp_username, &mut entered.smtp_username),
            (self.display_name, &mut entered.display_name),
            (self.on_server, &mut entered.on_server),
            (self.sharing, &mut entered.sharing),
            (self.color, &mut entered.color),
            (self.signature, &mut entered.signature),
            (self.ends_on, &mut entered.ends_on),
            (self.ends_as, &mut entered.ends_as),
            (self.certificate, &mut entered.certificate),
            (self.smtp_certificate, &mut entered.smtp_certificate),
        ];
        let mut own_outgoing = self.smtp_password_stdin || self.smtp_password_command.is_some();
        for (at, (text, field)) in given.into_iter().enumerate() {
            if let Some(text) = text {
                own_outgoing |= at == 8;
                *field = text;
            }
        }
        if own_outgoing {
            entered.smtp_same_credentials = Some(false);
        }
        if self.smtp_same_credentials {
            entered.smtp_same_credentials = Some(true);
            entered.smtp_username.clear();
            entered.outgoing_secret = EnteredSecret::Missing;
        }
        entered.recent_mode |= self.recent_mode;
        if !self.exclude_domains.is_empty() {
            // An empty one empties the list.
            entered.excluded_domains = self.exclude_domains.into_iter().filter(|domain| !domain.trim().is_empty()).collect();
        }
        if let Some(path) = self.ca_file {
            let path = absolute(&path);
            if let Err(cause) = std::fs::File::open(&path) {
                let text = Text::of("config-io").with("path", path.display().to_string());
                return Err(wrong_field("ca-file", text).detail(&cause.to_string()));
            }
            entered.ca_file = path.to_string_lossy().into_owned();
        }
        match self.auth.as_deref() {
            Some("oauth2") => entered.incoming_secret = EnteredSecret::Tokens,
            Some(_) if entered.incoming_secret == EnteredSecret::Tokens => entered.incoming_secret = EnteredSecret::Kept,
            _ => {}
        }
        if let Some(secret) = secret(self.password_stdin, self.password_command, "password")? {
            entered.incoming_secret = secret;
        }
        if let Some(secret) = secret(self.smtp_password_stdin, self.smtp_password_command, "smtp-password")? {
            entered.outgoing_secret = secret;
        }
        Ok(())
    }
}

/// The secret that the options name, if they name one; from stdin it is the next line.
///
/// # Errors
/// When stdin has no further line.
pub fn secret(stdin: bool, command: Option<String>, field: &'static str) -> Result<Option<EnteredSecret>, Problem> {
    if stdin {
        return next_line(field).map(|secret| Some(EnteredSecret::Password(secret)));
    }
    Ok(command.map(EnteredSecret::Command))
}

fn next_line(field: &'static str) -> Result<Secret, Problem> {
    let mut line = Zeroizing::new(String::with_capacity(1024));
    let read = std::io::stdin().lock().read_line(&mut line);
    match read {
        Ok(count) if count > 0 => Ok(Secret::new(line.trim_end_matches(['\r', '\n']).to_owned())),
        _ => Err(wrong_field(field, Text::of("account-stdin-empty"))),
    }
}

/// A wrong argument that no field check sees.
fn wrong_field(field: &'static str, text: Text) -> Problem {
    Problem::failed(Code::InvalidField, text).field(field)
}

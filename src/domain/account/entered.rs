//! What a person typed about an account, and the check that makes settings of it (S49 to S67). What was typed and what works are two types.

use jiff::civil::Date;

use super::magnet::Magnet;
use super::outgoing::outgoing_hosts;
use super::retention::{Ends, Membership};
use super::{
    AccountColor, AccountName, AccountSettings, Fingerprint, Incoming, LONGEST_SIGNATURE, OnServer, Secret, SecretSource, Security,
    ServerSettings, SharingLevel, submission_port,
};
use crate::domain::ids::Id;
use crate::domain::mail::address::{AddrSpec, normalized_domain};
use crate::domain::mail::typed_address::typed_address;
use crate::domain::provider::{self, Provider};
use crate::text::{CleanText, plain};

/// What a person wants to happen with a password.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum EnteredSecret {
    /// Nothing was typed.
    #[default]
    Missing,
    /// The one that is kept already stays.
    Kept,
    /// This password, to be kept.
    Password(Secret),
    /// A command that prints it on its first line.
    Command(String),
    /// Tokens that signing in at the provider brings.
    Tokens,
}

/// An account as it was typed: by flags or in the form. An empty text means that nothing was typed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EnteredAccount {
    /// `NAME`: the label of lists (S49).
    pub name: String,
    /// `--email` (S50).
    pub email: String,
    /// `--display-name`: the name in From.
    pub display_name: String,
    /// `--preset`: the word of a provider.
    pub preset: String,
    /// `--protocol`; POP3 when empty.
    pub protocol: String,
    /// `--host` (S51).
    pub host: String,
    /// `--port` (S53).
    pub port: String,
    /// `--security` (S54).
    pub security: String,
    /// `--username` (S55).
    pub username: String,
    /// The incoming password (S56).
    pub incoming_secret: EnteredSecret,
    /// `--smtp-host` (S59).
    pub smtp_host: String,
    /// `--smtp-port`.
    pub smtp_port: String,
    /// `--smtp-security`.
    pub smtp_security: String,
    /// `--smtp-username`.
    pub smtp_username: String,
    /// `--smtp-same-credentials` (S58); by default on, unless an outgoing user name or secret was typed.
    pub smtp_same_credentials: Option<bool>,
    /// The outgoing password.
    pub outgoing_secret: EnteredSecret,
    /// `--on-server` (S60).
    pub on_server: String,
    /// `--recent-mode` (S64).
    pub recent_mode: bool,
    /// `--sharing` (S62).
    pub sharing: String,
    /// `--exclude-domain` (S87).
    pub excluded_domains: Vec<String>,
    /// Further addresses, confirmed by a code that was mailed to them.
    pub aliases: Vec<String>,
    /// `--color`: red, green, yellow, blue, magenta, cyan.
    pub color: String,
    /// `--signature`: the text below mails that are written.
    pub signature: String,
    /// `--magnet`: `folder=N`, `label=N` or `off`.
    pub magnet: String,
    /// `--ends-on`: the last day of a member or a trial (S38, S39), as `YYYY-MM-DD`.
    pub ends_on: String,
    /// `--ends-as`: member or trial; member when empty.
    pub ends_as: String,
    /// `--ca-file`.
    pub ca_file: String,
    /// `--certificate`: the fingerprint of the one certificate that the incoming server may show although nobody vouches for it.
    pub certificate: String,
    /// `--smtp-certificate`: the same for the outgoing server.
    pub smtp_certificate: String,
    /// Whether the person said yes to an unprotected connection (S54).
    pub plaintext_confirmed: bool,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountFault {
    /// Nothing was typed, but something is needed.
    Required,
    /// Not a name for an account: too long or with a slash.
    BadName,
    /// Another account has this name, or fumi needs it itself.
    NameTaken,
    /// Not a mail address.
    BadAddress,
    /// No provider has this word.
    NoSuchPreset,
    /// The provider has no server for this protocol.
    PresetLacksProtocol,
    /// It means something over POP3 alone.
    OnlyPop3,
    /// Not one of the words that can stand here.
    NotOneOf(&'static str),
    /// Not a host name or address.
    BadHost,
    /// Not a port from 1 to 65535.
    BadPort,
    /// Control characters, which no login or command may carry.
    ControlCharacters,
    /// No protection was asked for, but not confirmed (S54).
    PlaintextNotConfirmed,
    /// `recent:` goes only with leaving the mail on the server (S65).
    RecentNeedsLeave,
    /// More excluded domains than allowed (S88).
    TooManyDomains(usize),
    /// Not a domain.
    BadDomain,
    /// Not the SHA-256 fingerprint of a certificate.
    BadFingerprint,
    /// A signature of more bytes than this.
    SignatureTooLong(usize),
    /// Not a day of the calendar.
    BadDay,
}

/// A field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The field by its flag name without dashes in front, such as `smtp-host`.
    pub field: &'static str,
    /// What is wrong.
    pub fault: AccountFault,
}

/// What is allowed but deserves a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountWarning {
    /// `recent:` means something to Gmail only (S66).
    RecentOutsideGmail,
    /// The provider wants a password made for this program when two-factor sign-in is on (S57).
    AppPassword,
    /// The provider takes no passwords any more.
    WantsOauth2,
    /// The connection is not protected.
    Plaintext,
    /// A certificate is believed by its fingerprint alone.
    Certificate,
    /// So many mails of an account of this address that was removed belong to this one now.
    JoinsMail(u64),
}

/// What a check needs to know besides the account itself.
#[derive(Debug, Clone, Copy)]
pub struct Limits<'a> {
    /// How many domains may be excluded (S88).
    pub excluded_domains: usize,
    /// The names of the other accounts.
    pub taken: &'a [AccountName],
    /// The account as it was, when this is an edit.
    pub before: Option<&'a AccountSettings>,
}

/// An account that passed, with the passwords to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Validated {
    /// The settings as `config.toml` will hold them: every field checked, defaults filled in, no password among them.
    pub settings: AccountSettings,
    /// The incoming password to keep, when one was typed.
    pub incoming_password: Option<Secret>,
    /// The outgoing password to keep, when one was typed.
    pub outgoing_password: Option<Secret>,
    /// What deserves a word.
    pub warnings: Vec<AccountWarning>,
}

/// What Gmail wants before the user name when several programs fetch (S64).
const RECENT: &str = "recent:";

impl EnteredAccount {
    /// The account as a form shows it for editing; passwords are never shown.
    pub fn of(settings: &AccountSettings) -> Self {
        let outgoing = settings.outgoing.as_ref();
        let fingerprint =
            |server: Option<&ServerSettings>| server.and_then(|one| one.certificate).map(|one| one.to_string()).unwrap_or_default();
        let command = |source: &SecretSource| match source {
            SecretSource::Command(command) => EnteredSecret::Command(command.clone()),
            SecretSource::Kept => EnteredSecret::Kept,
            SecretSource::Tokens => EnteredSecret::Tokens,
        };
        Self {
            name: settings.name.as_str().to_owned(),
            email: settings.email.as_str().to_owned(),
            display_name: settings.display_name.as_str().to_owned(),
            preset: String::new(),
            protocol: settings.protocol.word().to_owned(),
            host: settings.incoming.host.clone(),
            port: settings.incoming.port.to_string(),
            security: settings.incoming.security.word().to_owned(),
            username: plain_username(&settings.incoming.username).to_owned(),
            incoming_secret: command(&settings.incoming_secret),
            smtp_host: outgoing.map(|server| server.host.clone()).unwrap_or_default(),
            smtp_port: outgoing.map(|server| server.port.to_string()).unwrap_or_default(),
            smtp_security: outgoing.map(|server| server.security.word().to_owned()).unwrap_or_default(),
            smtp_username: outgoing.filter(|_| !settings.smtp_same_credentials).map(|server| server.username.clone()).unwrap_or_default(),
            smtp_same_credentials: outgoing.map(|_| settings.smtp_same_credentials),
            outgoing_secret: if settings.smtp_same_credentials { EnteredSecret::Missing } else { command(&settings.outgoing_secret) },
            on_server: settings.on_server.word(),
            recent_mode: settings.recent_mode,
            sharing: settings.sharing.word().to_owned(),
            excluded_domains: settings.excluded_domains.clone(),
            aliases: settings.aliases.iter().map(|one| one.as_str().to_owned()).collect(),
            color: settings.color.map(|color| color.word().to_owned()).unwrap_or_default(),
            signature: settings.signature.as_str().to_owned(),
            magnet: settings.magnet.as_ref().map(Magnet::word).unwrap_or_default(),
            ends_on: settings.ends.map(|ends| ends.on.to_string()).unwrap_or_default(),
            ends_as: settings.ends.map(|ends| ends.kind.word().to_owned()).unwrap_or_default(),
            ca_file: settings.ca_file.as_ref().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default(),
            certificate: fingerprint(Some(&settings.incoming)),
            smtp_certificate: fingerprint(outgoing),
            plaintext_confirmed: settings.plaintext_confirmed,
        }
    }

    /// The provider meant: the chosen one, else the one of the host, else the one of the address.
    pub fn provider(&self) -> Option<&'static Provider> {
        if !self.preset.trim().is_empty() {
            return provider::by_id(&self.preset);
        }
        if !self.host.trim().is_empty() {
            return provider::by_host(&self.host);
        }
        typed_address(&self.email).ok().as_ref().and_then(provider::by_address)
    }

    /// The outgoing hosts that a test tries in turn, because none was typed and sending shall log in as receiving does (S59); empty where the server is known.
    pub fn outgoing_guesses(&self) -> Vec<String> {
        let typed = [&self.smtp_host, &self.smtp_port, &self.smtp_security].iter().any(|field| !field.trim().is_empty());
        if typed || self.smtp_same_credentials != Some(true) || self.provider().is_some() {
            return Vec::new();
        }
        outgoing_hosts(&plain(&self.host))
    }

    /// Makes settings of what was typed, or says of every field what is wrong with it. `id` is the account's, written once.
    pub fn validate(&self, id: Id, limits: &Limits<'_>) -> Result<Validated, Vec<FieldFault>> {
        let mut check = Check { faults: Vec::new(), confirmed: self.plaintext_confirmed };
        let provider = self.provider();
        if !self.preset.trim().is_empty() && provider.is_none() {
            check.fault("preset", AccountFault::NoSuchPreset);
        }
        let name = check.name(&self.name, limits);
        let email = check.address(&self.email);
        // Who offers one protocol alone is fetched over that.
        let only_imap = provider.is_some_and(|one| one.pop3.is_none() && one.imap.is_some());
        let usual = if only_imap { Incoming::Imap } else { Incoming::Pop3 };
        let protocol = check.word("protocol", &self.protocol, Incoming::from_word, "pop3, imap").unwrap_or(usual);
        let mut incoming = self.incoming(protocol, provider, email.as_ref(), &mut check);
        incoming.certificate = check.certificate("certificate", &self.certificate, &incoming, limits.before.map(|before| &before.incoming));
        let incoming_secret = check.secret("password", &self.incoming_secret);
        let own = !self.smtp_username.trim().is_empty() || self.outgoing_secret != EnteredSecret::Missing;
        let same = self.smtp_same_credentials.unwrap_or(!own);
        let mut outgoing = self.outgoing(provider, email.as_ref(), &incoming, same, own, &mut check);
        if let Some(server) = &mut outgoing {
            let before = limits.before.and_then(|before| before.outgoing.as_ref());
            server.certificate = check.certificate("smtp-certificate", &self.smtp_certificate, server, before);
        }
        let outgoing_secret =
            if same || outgoing.is_none() { incoming_secret.clone() } else { check.secret("smtp-password", &self.outgoing_secret) };
        let on_server = check
            .word("on-server", &self.on_server, OnServer::from_word, "leave, on-fetch, after-days=N, on-local-delete")
            .unwrap_or_default();
        let recent_mode = self.recent_mode || self.username.trim().starts_with(RECENT);
        if recent_mode && on_server != OnServer::Leave {
            check.fault("on-server", AccountFault::RecentNeedsLeave);
        }
        // Over IMAP the mailbox is the same on both sides: what is deleted here is deleted there.
        for (field, set) in [("on-server", on_server != OnServer::Leave), ("recent-mode", recent_mode)] {
            if set && protocol == Incoming::Imap {
                check.fault(field, AccountFault::OnlyPop3);
            }
        }
        let sharing = check.word("sharing", &self.sharing, SharingLevel::from_word, "private, custom, public").unwrap_or_default();
        let excluded_domains = check.domains(&self.excluded_domains, limits.excluded_domains);
        let aliases = check.aliases(&self.aliases);
        let color = check.word("color", &self.color, AccountColor::from_word, "red, green, yellow, blue, magenta, cyan");
        let signature = check.signature(&self.signature);
        let typed = if self.magnet.trim() == "off" { "" } else { self.magnet.as_str() };
        let magnet = check.word("magnet", typed, Magnet::from_word, "folder=NAME, label=NAME, off");
        let kind = check.word("ends-as", &self.ends_as, Membership::from_word, "member, trial").unwrap_or_default();
        let ends = check.day("ends-on", &self.ends_on).map(|on| Ends { on, kind });
        let (Some(name), Some(email), true) = (name, email, check.faults.is_empty()) else { return Err(check.faults) };
        let mut warnings = warnings(provider, recent_mode, &incoming, outgoing.as_ref());
        if incoming_secret == SecretSource::Tokens {
            warnings.retain(|warning| !matches!(warning, AccountWarning::WantsOauth2 | AccountWarning::AppPassword));
        }
        let plain = incoming.security == Security::None || outgoing.as_ref().is_some_and(|server| server.security == Security::None);
        let kept = |secret: &EnteredSecret| if let EnteredSecret::Password(password) = secret { Some(password.clone()) } else { None };
        Ok(Validated {
            incoming_password: kept(&self.incoming_secret),
            outgoing_password: if same { None } else { kept(&self.outgoing_secret) },
            warnings,
            settings: AccountSettings {
                id,
                name,
                display_name: CleanText::line(self.display_name.trim()),
                email,
                protocol,
                incoming: ServerSettings { username: login_name(&incoming.username, recent_mode), ..incoming },
                incoming_secret,
                outgoing,
                outgoing_secret,
                smtp_same_credentials: same,
                on_server,
                recent_mode,
                sharing,
                excluded_domains,
                aliases,
                color,
                signature,
                magnet,
                ends,
                ca_file: Some(self.ca_file.trim()).filter(|path| !path.is_empty()).map(Into::into),
                enabled: limits.before.is_none_or(|before| before.enabled),
                default: limits.before.is_some_and(|before| before.default),
                plaintext_confirmed: self.plaintext_confirmed && plain,
            },
        })
    }

    fn incoming(&self, protocol: Incoming, provider: Option<&Provider>, email: Option<&AddrSpec>, check: &mut Check) -> ServerSettings {
        let preset = provider.and_then(|one| one.incoming(protocol));
        if !self.preset.trim().is_empty() && provider.is_some() && preset.is_none() && self.host.trim().is_empty() {
            check.fault("protocol", AccountFault::PresetLacksProtocol);
        }
        let known = preset.and_then(|server| server.host_for(email));
        let host = check.host("host", &self.host, known.as_deref());
        let security = check.security("security", &self.security).or(preset.map(|server| server.security())).unwrap_or(Security::Tls);
        let preset_port = preset.filter(|server| server.security() == security).map(|server| server.port);
        let port = check.port("port", &self.port).or(preset_port).unwrap_or_else(|| protocol.default_port(security));
        let default = email.and_then(|address| provider.map_or_else(|| Some(address.as_str().to_owned()), |one| one.login_name(address)));
        let typed = check.line("username", plain_username(self.username.trim()));
        if typed.is_none() && default.is_none() && email.is_some() {
            check.fault("username", AccountFault::Required);
        }
        let username = typed.or(default).unwrap_or_default();
        ServerSettings { host, port, security, username, certificate: None }
    }

    fn outgoing(
        &self,
        provider: Option<&Provider>,
        email: Option<&AddrSpec>,
        incoming: &ServerSettings,
        same: bool,
        own: bool,
        check: &mut Check,
    ) -> Option<ServerSettings> {
        let preset = provider.map(|one| &one.smtp);
        let typed = [&self.smtp_host, &self.smtp_port, &self.smtp_security].iter().any(|field| !field.trim().is_empty());
        if preset.is_none() && !typed && !own && self.smtp_same_credentials != Some(true) {
            return None;
        }
        let known = provider.and_then(|one| one.outgoing_host(email, &incoming.host));
        let guess = || same.then(|| outgoing_hosts(&incoming.host).into_iter().next()).flatten();
        let host = check.host("smtp-host", &self.smtp_host, known.or_else(guess).as_deref());
        let port = check.port("smtp-port", &self.smtp_port);
        let by_port = port.map(|port| if port == 587 { Security::Starttls } else { Security::Tls });
        let ours = preset.filter(|server| server.is_at(&host));
        let security = check
            .security("smtp-security", &self.smtp_security)
            .or(ours.filter(|server| port.is_none_or(|port| port == server.port)).map(|server| server.security()))
            .or(by_port)
            .unwrap_or(Security::Tls);
        let port = port
            .or(ours.filter(|server| server.security() == security).map(|server| server.port))
            .unwrap_or_else(|| submission_port(security));
        let username = if same {
            incoming.username.clone()
        } else {
            check.line("smtp-username", self.smtp_username.trim()).or(email.map(|address| address.as_str().to_owned())).unwrap_or_default()
        };
        Some(ServerSettings { host, port, security, username, certificate: None })
    }
}

/// A user name without Gmail's prefix.
fn plain_username(username: &str) -> &str {
    username.strip_prefix(RECENT).unwrap_or(username)
}

fn login_name(username: &str, recent_mode: bool) -> String {
    if recent_mode { format!("{RECENT}{username}") } else { username.to_owned() }
}

fn warnings(
    provider: Option<&Provider>,
    recent: bool,
    incoming: &ServerSettings,
    outgoing: Option<&ServerSettings>,
) -> Vec<AccountWarning> {
    let mut found = Vec::new();
    if recent && !provider.is_some_and(|one| one.recent_mode) {
        found.push(AccountWarning::RecentOutsideGmail);
    }
    if let Some(provider) = provider {
        if provider.auth.iter().all(|one| one == "oauth2") {
            found.push(AccountWarning::WantsOauth2);
        } else if provider.wants_app_password() {
            found.push(AccountWarning::AppPassword);
        }
    }
    if incoming.security == Security::None || outgoing.is_some_and(|server| server.security == Security::None) {
        found.push(AccountWarning::Plaintext);
    }
    if incoming.certificate.is_some() || outgoing.is_some_and(|server| server.certificate.is_some()) {
        found.push(AccountWarning::Certificate);
    }
    found
}

/// Collects what is wrong while the fields are read.
struct Check {
    faults: Vec<FieldFault>,
    confirmed: bool,
}

impl Check {
    fn fault(&mut self, field: &'static str, fault: AccountFault) {
        self.faults.push(FieldFault { field, fault });
    }

    fn name(&mut self, raw: &str, limits: &Limits<'_>) -> Option<AccountName> {
        if raw.trim().is_empty() {
            self.fault("name", AccountFault::Required);
            return None;
        }
        let Some(name) = AccountName::new(raw).filter(|name| name.as_str() == raw.trim()) else {
            self.fault("name", AccountFault::BadName);
            return None;
        };
        let same = |other: &AccountName| other.as_str().to_lowercase() == name.as_str().to_lowercase();
        if limits.taken.iter().any(same) || name.as_str().eq_ignore_ascii_case("local") {
            self.fault("name", AccountFault::NameTaken);
        }
        Some(name)
    }

    fn address(&mut self, raw: &str) -> Option<AddrSpec> {
        if raw.trim().is_empty() {
            self.fault("email", AccountFault::Required);
            return None;
        }
        let parsed = typed_address(raw).ok();
        if parsed.is_none() {
            self.fault("email", AccountFault::BadAddress);
        }
        parsed
    }

    fn signature(&mut self, raw: &str) -> CleanText {
        if raw.len() > LONGEST_SIGNATURE {
            self.fault("signature", AccountFault::SignatureTooLong(LONGEST_SIGNATURE));
        }
        CleanText::block(raw.trim_end())
    }

    fn day(&mut self, field: &'static str, raw: &str) -> Option<Date> {
        let raw = plain(raw);
        if raw.is_empty() {
            return None;
        }
        let found = raw.parse().ok();
        if found.is_none() {
            self.fault(field, AccountFault::BadDay);
        }
        found
    }

    fn aliases(&mut self, raw: &[String]) -> Vec<AddrSpec> {
        let mut found: Vec<AddrSpec> = Vec::new();
        for one in raw {
            match typed_address(one) {
                Ok(address) if !found.contains(&address) => found.push(address),
                Ok(_) => {}
                Err(_) => self.fault("aliases", AccountFault::BadAddress),
            }
        }
        found
    }

    fn word<T>(&mut self, field: &'static str, raw: &str, read: impl Fn(&str) -> Option<T>, words: &'static str) -> Option<T> {
        let raw = plain(raw);
        if raw.is_empty() {
            return None;
        }
        let found = read(&raw);
        if found.is_none() {
            self.fault(field, AccountFault::NotOneOf(words));
        }
        found
    }

    fn security(&mut self, field: &'static str, raw: &str) -> Option<Security> {
        let found = self.word(field, raw, Security::from_word, "tls, starttls, none");
        if found == Some(Security::None) && !self.confirmed {
            self.fault(field, AccountFault::PlaintextNotConfirmed);
        }
        found
    }

    fn host(&mut self, field: &'static str, raw: &str, preset: Option<&str>) -> String {
        let raw = plain(raw);
        let raw = raw.strip_suffix('.').unwrap_or(&raw);
        if raw.is_empty() {
            if preset.is_none() {
                self.fault(field, AccountFault::Required);
            }
            return preset.unwrap_or_default().to_owned();
        }
        if !is_host(raw) {
            self.fault(field, AccountFault::BadHost);
        }
        raw.to_owned()
    }

    fn port(&mut self, field: &'static str, raw: &str) -> Option<u16> {
        let raw = plain(raw);
        if raw.is_empty() {
            return None;
        }
        let found = raw.bytes().all(|b| b.is_ascii_digit()).then(|| raw.parse().ok()).flatten().filter(|port| *port > 0);
        if found.is_none() {
            self.fault(field, AccountFault::BadPort);
        }
        found
    }

    /// The exception for one certificate. It belongs to the host for which it was typed: with another host it is gone, unless it is typed again.
    fn certificate(
        &mut self,
        field: &'static str,
        raw: &str,
        server: &ServerSettings,
        before: Option<&ServerSettings>,
    ) -> Option<Fingerprint> {
        let raw = plain(raw);
        if raw.is_empty() {
            return None;
        }
        let Some(typed) = Fingerprint::from_typed(&raw) else {
            self.fault(field, AccountFault::BadFingerprint);
            return None;
        };
        let of_another_host = before.is_some_and(|before| before.certificate == Some(typed) && before.host != server.host);
        (!of_another_host).then_some(typed)
    }

    fn line(&mut self, field: &'static str, raw: &str) -> Option<String> {
        if raw.chars().any(char::is_control) {
            self.fault(field, AccountFault::ControlCharacters);
        }
        (!raw.is_empty()).then(|| raw.to_owned())
    }

    fn secret(&mut self, field: &'static str, entered: &EnteredSecret) -> SecretSource {
        match entered {
            EnteredSecret::Command(command) if command.trim().is_empty() => self.fault(field, AccountFault::Required),
            EnteredSecret::Command(command) => return SecretSource::Command(command.clone()),
            EnteredSecret::Password(password) if password.is_empty() => self.fault(field, AccountFault::Required),
            EnteredSecret::Password(password) if password.expose().contains(['\r', '\n', '\0']) => {
                self.fault(field, AccountFault::ControlCharacters)
            }
            EnteredSecret::Tokens => return SecretSource::Tokens,
            EnteredSecret::Password(_) | EnteredSecret::Kept => {}
            EnteredSecret::Missing => self.fault(field, AccountFault::Required),
        }
        SecretSource::Kept
    }

    fn domains(&mut self, raw: &[String], most: usize) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for one in raw {
            let domain = normalized_domain(plain(one).trim_start_matches('@'));
            if !domain.contains('.') || !is_host(&domain) {
                self.fault("exclude-domain", AccountFault::BadDomain);
            } else if !found.contains(&domain) {
                found.push(domain);
            }
        }
        if found.len() > most {
            self.fault("exclude-domain", AccountFault::TooManyDomains(most));
        }
        found
    }
}

/// Whether a text is a host name (RFC 1123, or IDNA that becomes one) or an IP address.
fn is_host(text: &str) -> bool {
    if text.parse::<std::net::IpAddr>().is_ok() {
        return true;
    }
    let Ok(ascii) = idna::domain_to_ascii(text) else { return false };
    let ascii = ascii.trim_end_matches('.');
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    !ascii.is_empty() && ascii.len() <= 253 && ascii.split('.').all(label)
}

mod meanwhile;

#[cfg(test)]
mod tests;

//! Mail accounts: what a person says about a mailbox on a server, without the secret.

mod entered;
mod fingerprint;
pub(crate) mod health;
pub mod magnet;
mod outgoing;
pub(crate) mod passphrase;
pub mod policy;
pub mod retention;
mod said_back;
mod secret;
mod tokens;

pub use entered::{AccountFault, AccountWarning, EnteredAccount, EnteredSecret, FieldFault, Limits, Validated};
pub use fingerprint::Fingerprint;
pub use outgoing::outgoing_hosts;
pub use said_back::SaidBack;
pub use secret::Secret;
pub use tokens::Tokens;

use super::mail::address::AddrSpec;
use super::mail::own::Own;
use crate::text::{CleanText, worded};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Security {
    /// Implicit TLS from the first byte: the default (RFC 8314).
    Tls,
    /// STARTTLS or STLS, required, never opportunistic.
    Starttls,
    /// No protection; only after an explicit confirmation (S54).
    None,
}

impl Security {
    /// The word of interface.md and of the config.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Starttls => "starttls",
            Self::None => "none",
        }
    }

    /// The security of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Tls, Self::Starttls, Self::None].into_iter().find(|one| one.word() == word)
    }
}

/// Which protocol brings mail in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Incoming {
    /// POP3 (RFC 1939).
    Pop3,
    /// IMAP (RFC 9051).
    Imap,
}

impl Incoming {
    /// The word of interface.md and of the config.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pop3 => "pop3",
            Self::Imap => "imap",
        }
    }

    /// The protocol of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Pop3, Self::Imap].into_iter().find(|one| one.word() == word)
    }

    /// The registered port of this protocol under a security.
    pub fn default_port(self, security: Security) -> u16 {
        match (self, security) {
            (Self::Pop3, Security::Tls) => 995,
            (Self::Pop3, _) => 110,
            (Self::Imap, Security::Tls) => 993,
            (Self::Imap, _) => 143,
        }
    }
}

/// The submission port under a security (RFC 8314: 465 for implicit TLS, 587 for STARTTLS).
pub fn submission_port(security: Security) -> u16 {
    match security {
        Security::Tls => 465,
        Security::Starttls => 587,
        Security::None => 25,
    }
}

/// When mail on the server is deleted (S60).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OnServer {
    /// Never: fumi only reads.
    #[default]
    Leave,
    /// As soon as it is stored here.
    OnFetch,
    /// Some days after fumi stored it.
    AfterDays(u32),
    /// When the person deletes it here.
    OnLocalDelete,
}

impl OnServer {
    /// The longest wait of [`OnServer::AfterDays`], ten years.
    pub const MAX_DAYS: u32 = 3650;

    /// The word of interface.md and of the config: `leave`, `on-fetch`, `after-days=N`, `on-local-delete`.
    pub fn word(self) -> String {
        match self {
            Self::Leave => "leave".to_owned(),
            Self::OnFetch => "on-fetch".to_owned(),
            Self::AfterDays(days) => format!("after-days={days}"),
            Self::OnLocalDelete => "on-local-delete".to_owned(),
        }
    }

    /// The rule of a word; days go from 1 to [`OnServer::MAX_DAYS`].
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "leave" => Some(Self::Leave),
            "on-fetch" => Some(Self::OnFetch),
            "on-local-delete" => Some(Self::OnLocalDelete),
            _ => {
                let days = word.strip_prefix("after-days=")?;
                let days = days.bytes().all(|b| b.is_ascii_digit()).then(|| days.parse().ok()).flatten()?;
                (1..=Self::MAX_DAYS).contains(&days).then_some(Self::AfterDays(days))
            }
        }
    }
}

/// How much of an account's customer mail others may see once there is a team (S84, S102).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SharingLevel {
    /// Nothing: only the account's owner.
    #[default]
    Private,
    /// Mail of the records that are marked.
    Custom,
    /// Mail of all customers, but for excluded domains.
    Public,
}

impl SharingLevel {
    /// The word of interface.md and of the config.
    pub fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Custom => "custom",
            Self::Public => "public",
        }
    }

    /// The level of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Private, Self::Custom, Self::Public].into_iter().find(|one| one.word() == word)
    }
}

/// The name a person calls an account by: one line, not empty, no slash (`ACCOUNT/MAILBOX` uses it).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountName(String);

impl AccountName {
    /// Takes a name after cleaning it; empty names and names with a slash are refused.
    pub fn new(raw: &str) -> Option<Self> {
        let clean = CleanText::line(raw).into_string().trim().to_owned();
        (!clean.is_empty() && !clean.contains('/') && clean.chars().count() <= 80).then_some(Self(clean))
    }

    /// The name: 1 to 80 characters on one line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

worded! {
    /// The colour of an account beside its name, so that several are told apart at a glance; the name always stands there too.
    pub enum AccountColor {
        /// Red.
        Red = "red",
        /// Green.
        Green = "green",
        /// Yellow.
        Yellow = "yellow",
        /// Blue.
        Blue = "blue",
        /// Magenta.
        Magenta = "magenta",
        /// Cyan.
        Cyan = "cyan",
    }
}

/// The longest signature, in bytes: a page of text.
pub const LONGEST_SIGNATURE: usize = 4_096;

/// A server, how to reach it, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSettings {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// User name of the login.
    pub username: String,
    /// The one certificate that is believed here although nobody vouches for it: the person saw it and typed its fingerprint out.
    pub certificate: Option<Fingerprint>,
}

/// Where the secret of a login is kept; never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// In the keyring or the encrypted file, under the account's id.
    Kept,
    /// Printed by a command on its first line.
    Command(String),
    /// Tokens of an identity provider, kept where passwords are (OAuth2).
    Tokens,
}

/// An account that passed validation: what fetching and sending work with (S49 to S60).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSettings {
    /// Written once, never changed: ties the store to the config, whatever the name.
    pub id: super::ids::Id,
    /// The label of lists (S49).
    pub name: AccountName,
    /// The name in From.
    pub display_name: CleanText,
    /// The address in From.
    pub email: AddrSpec,
    /// POP3 or IMAP.
    pub protocol: Incoming,
    /// The incoming server.
    pub incoming: ServerSettings,
    /// Where the incoming secret comes from.
    pub incoming_secret: SecretSource,
    /// The outgoing server; `None` when the account only receives.
    pub outgoing: Option<ServerSettings>,
    /// Where the outgoing secret comes from; the incoming one when `smtp_same_credentials`.
    pub outgoing_secret: SecretSource,
    /// Whether sending logs in as receiving does (S58).
    pub smtp_same_credentials: bool,
    /// When mail on the server is deleted (S60).
    pub on_server: OnServer,
    /// Whether the login carries Gmail's `recent:` (S64); the incoming user name has the prefix already.
    pub recent_mode: bool,
    /// What others may see (S83).
    pub sharing: SharingLevel,
    /// Domains whose mail is never shared (S87), as they are compared.
    pub excluded_domains: Vec<String>,
    /// Further addresses of the person that are confirmed for this account: mail may go out in their name.
    pub aliases: Vec<AddrSpec>,
    /// Its colour in lists, where it has one.
    pub color: Option<AccountColor>,
    /// What stands below mails that are written from it in the app; empty for none.
    pub signature: CleanText,
    /// Where mail from customers is shown together (S104).
    pub magnet: Option<magnet::Magnet>,
    /// The last day on which it is the person's to use, where it has one (S38, S39).
    pub ends: Option<retention::Ends>,
    /// A PEM file with further trusted roots, for this account only.
    pub ca_file: Option<std::path::PathBuf>,
    /// Whether it is fetched.
    pub enabled: bool,
    /// Whether new mail starts from it (S81).
    pub default: bool,
    /// Whether some security is `none` and the person confirmed it (S54).
    pub plaintext_confirmed: bool,
}

impl AccountSettings {
    /// Whether mail of this account may say that it is from an address: its own, a confirmed alias, or one of them with a tag behind a plus (S115).
    pub fn may_write_as(&self, address: &AddrSpec) -> bool {
        Own::new(std::iter::once(&self.email).chain(&self.aliases).map(AddrSpec::normalized)).has(address)
    }
}

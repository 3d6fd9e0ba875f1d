//! Further addresses of the person: each is confirmed by a code that was mailed to it, so that nobody writes in another's name by a slip (S115).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Accounts, problems};
use crate::config::edit::replace_file;
use crate::domain::account::{AccountSettings, EnteredAccount, Secret};
use crate::domain::ids::Id;
use crate::domain::mail::address::AddrSpec;
use crate::domain::mail::compose::EnteredDraft;
use crate::domain::mail::typed_address::typed_address;
use crate::i18n::Text;
use crate::jobs::account::{AskAlias, ConfirmAlias};
use crate::jobs::outbox::{SendAt, SendMail};
use crate::problem::{Code, Problem};
use crate::workers::clock;

/// How long a code is good.
const LASTS_MS: i64 = 24 * 3_600_000;
/// How often a code may be guessed at.
const TRIES: u32 = 5;

/// A code on its way, by what it hashes to.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Asked {
    hash: String,
    at: i64,
    tries: u32,
}

impl Accounts {
    /// Makes a code for an address, and the mail that brings it there.
    ///
    /// # Errors
    /// A wrong address, one that is the account's already, or no file to note the code in.
    pub fn ask_alias(&self, ask: AskAlias) -> Result<SendMail, Problem> {
        let _turn = self.turn()?;
        let (account, address) = self.meant(ask.account, &ask.address)?;
        if account.may_write_as(&address) {
            let known = Problem::failed(
                Code::Duplicate,
                Text::of("alias-known").with("address", address.as_str()).with("account", account.name.as_str()),
            );
            return Err(known.field("address"));
        }
        let mut asked = self.asked();
        let key = key(account.id, &address);
        if ask.again && !asked.contains_key(&key) {
            return Err(not_asked(&account, &address));
        }
        let code = fresh_code();
        asked.insert(key.clone(), Asked { hash: hash(&key, &code), at: clock::now().0, tries: 0 });
        self.note(&asked)?;
        let (before, behind) = ask.text;
        let entered = EnteredDraft {
            account: Some(account.id),
            to: address.as_str().to_owned(),
            subject: ask.subject,
            body: format!("{before}{}{behind}", code.expose()),
            ..EnteredDraft::default()
        };
        Ok(SendMail::Queue { entered: Box::new(entered), draft: None, at: SendAt::Now })
    }

    /// Takes the code that came to an address; a right one makes it an alias.
    ///
    /// # Errors
    /// `address_not_verified` for a wrong code, one that is too old or was guessed at too often, and where none was asked for.
    pub fn confirm_alias(&self, confirm: &ConfirmAlias) -> Result<AccountSettings, Problem> {
        let (account, address) = self.meant(confirm.account, &confirm.address)?;
        {
            let _turn = self.turn()?;
            let mut asked = self.asked();
            let key = key(account.id, &address);
            let Some(one) = asked.get_mut(&key) else { return Err(not_asked(&account, &address)) };
            let late = !(0..=LASTS_MS).contains(&(clock::now().0 - one.at));
            if late || one.tries >= TRIES {
                return Err(not_verified("alias-code-over", &account, &address));
            }
            one.tries += 1;
            let right = one.hash == hash(&key, &confirm.code);
            if right {
                asked.remove(&key);
            }
            self.note(&asked)?;
            if !right {
                return Err(not_verified("alias-wrong-code", &account, &address));
            }
        }
        let mut entered = EnteredAccount::of(&account);
        entered.aliases.push(address.as_str().to_owned());
        self.save(entered, &account, account.id).map(|(settings, _)| settings)
    }

    fn meant(&self, account: Id, typed: &str) -> Result<(AccountSettings, AddrSpec), Problem> {
        let account = self.settings().account(account).cloned().ok_or_else(|| problems::no_account(&account.to_string()))?;
        let address = typed_address(typed).map_err(|_| {
            Problem::failed(Code::InvalidField, Text::of("compose-bad-address").with("piece", typed.trim())).field("address")
        })?;
        Ok((account, address))
    }

    fn asked(&self) -> BTreeMap<String, Asked> {
        let bytes = std::fs::read(self.paths().alias_codes()).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    fn note(&self, asked: &BTreeMap<String, Asked>) -> Result<(), Problem> {
        let path = self.paths().alias_codes();
        let bytes = serde_json::to_vec_pretty(asked).unwrap_or_default();
        replace_file(&path, &bytes).map_err(|error| Problem::of_io(&path, &error))
    }
}

fn key(account: Id, address: &AddrSpec) -> String {
    format!("{account} {}", address.normalized())
}

/// Eight digits out of the randomness of an id.
fn fresh_code() -> Secret {
    let bytes = *clock::new_id().as_bytes();
    let number = bytes[8..].iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    Secret::new(format!("{:08}", (number & 0x3fff_ffff_ffff_ffff) % 100_000_000))
}

fn hash(key: &str, code: &Secret) -> String {
    let digits: String = code.expose().chars().filter(char::is_ascii_digit).collect();
    let sum = Sha256::new().chain_update(key).chain_update([0]).chain_update(digits).finalize();
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn not_asked(account: &AccountSettings, address: &AddrSpec) -> Problem {
    not_verified("alias-not-asked", account, address)
}

fn not_verified(id: &'static str, account: &AccountSettings, address: &AddrSpec) -> Problem {
    let text = Text::of(id).with("address", address.as_str());
    Problem::failed(Code::AddressNotVerified, text).hint(hint(account.name.as_str(), address)).field("address")
}

/// How an address is confirmed.
pub fn hint(account: &str, address: &AddrSpec) -> Text {
    Text::of("alias-hint").with("account", account).with("address", address.as_str())
}

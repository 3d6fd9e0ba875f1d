//! Mail accounts as other programs keep them (S43): their settings, never a secret. Each reader takes the text of a file and gives what an account form would hold.

mod aerc;
mod himalaya;
mod ini;
mod mutt;
mod pop_fetchers;
mod server;
mod thunderbird;

use std::path::Path;

use crate::domain::account::EnteredAccount;

/// The longest file that is read.
pub const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// An account that another program knows.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundAccount {
    /// The program's name.
    pub program: &'static str,
    /// What an account form would hold; no secret.
    pub entered: EnteredAccount,
}

/// What reads the text of a file.
type Reader = fn(&str) -> Vec<EnteredAccount>;

/// Where the programs keep their settings, below the home folder; `*` stands for each folder there.
const FILES: [(&str, &str, Reader); 13] = [
    ("Thunderbird", ".thunderbird/*/prefs.js", thunderbird::accounts),
    ("Thunderbird", ".var/app/org.mozilla.Thunderbird/.thunderbird/*/prefs.js", thunderbird::accounts),
    ("neomutt", ".config/neomutt/neomuttrc", mutt::accounts),
    ("neomutt", ".neomuttrc", mutt::accounts),
    ("mutt", ".config/mutt/muttrc", mutt::accounts),
    ("mutt", ".mutt/muttrc", mutt::accounts),
    ("mutt", ".muttrc", mutt::accounts),
    ("aerc", ".config/aerc/accounts.conf", aerc::accounts),
    ("himalaya", ".config/himalaya/config.toml", himalaya::accounts),
    ("getmail", ".config/getmail/getmailrc", pop_fetchers::getmail),
    ("getmail", ".getmail/getmailrc", pop_fetchers::getmail),
    ("mpop", ".config/mpop/config", pop_fetchers::mpop),
    ("mpop", ".mpoprc", pop_fetchers::mpop),
];

/// The accounts that other programs of a home folder know, in a fixed order. What cannot be read is passed over: nothing is promised about other programs' files.
pub fn accounts_below(home: &Path) -> Vec<FoundAccount> {
    let mut found: Vec<FoundAccount> = Vec::new();
    for (program, place, read) in FILES {
        for text in texts(home, place) {
            for entered in read(&text) {
                let mut entered = EnteredAccount { name: name_of(&entered), ..entered };
                if found.iter().any(|one| one.entered.email == entered.email && one.entered.host == entered.host) {
                    continue;
                }
                let taken = |name: &str| found.iter().any(|one| one.entered.name == name);
                if taken(&entered.name) {
                    let free = (2..100).map(|n| format!("{} {n}", entered.name)).find(|name| !taken(name));
                    entered.name = free.unwrap_or_default();
                }
                found.push(FoundAccount { program, entered });
            }
        }
    }
    found
}

/// What the account is called: as the program calls it, else by its address; without what a name cannot hold.
fn name_of(entered: &EnteredAccount) -> String {
    let name = if entered.name.trim().is_empty() { entered.email.split('@').next().unwrap_or_default() } else { entered.name.trim() };
    let name: String = name.chars().filter(|c| !c.is_control() && *c != '/').take(80).collect();
    if name.eq_ignore_ascii_case("local") { format!("{name} mail") } else { name }
}

fn texts(home: &Path, place: &str) -> Vec<String> {
    let paths = match place.split_once("/*/") {
        None => vec![home.join(place)],
        Some((folder, file)) => {
            let entries = std::fs::read_dir(home.join(folder)).into_iter().flatten().flatten();
            let mut paths: Vec<_> = entries.map(|entry| entry.path().join(file)).collect();
            paths.sort();
            paths
        }
    };
    let fits = |path: &Path| std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() <= MOST_BYTES);
    paths
        .into_iter()
        .filter(|path| fits(path))
        .filter_map(|path| std::fs::read(path).ok())
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .collect()
}

#[cfg(test)]
mod tests;

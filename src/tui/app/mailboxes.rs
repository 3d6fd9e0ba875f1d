//! The mailboxes pane: what can be opened at the left.

use crate::domain::account::AccountColor;
use crate::domain::account::magnet::{self, Magnet};
use crate::domain::ids::{AccountKey, MailboxKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::i18n::{Catalogue, Text};
use crate::jobs::account::AccountRow;
use crate::jobs::mail::{ListView, MailboxRow, Smart};
use crate::present;
use crate::present::mailboxes::{role_word, smart_word};
use crate::present::sizes;
use crate::text::{CleanText, width};

/// The query that finds what sleeps.
const SNOOZED: &str = "is:snoozed";

/// The query that finds what nobody answered for a day.
pub(crate) const WAITING: &str = "waiting:1d";

/// A line of the pane.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Entry {
    /// Our own word above what belongs together; the cursor skips it.
    Heading(&'static str),
    /// An account above its mailboxes. The cursor stands on one that the config has (S73), and skips local and removed ones.
    Account {
        /// What it is called.
        name: CleanText,
        /// Its key in the store.
        key: AccountKey,
    },
    /// A list that can be opened.
    List {
        view: ListView,
        /// What it is called.
        name: Name,
        /// Unread messages in it; of the drafts all.
        unread: u64,
    },
}

/// What a line is called: our own word, or a name somebody gave.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Name {
    /// Our own word.
    Word(&'static str),
    /// A given name.
    Given(CleanText),
}

#[derive(Debug, Default)]
pub(crate) struct Mailboxes {
    pub(crate) rows: Vec<MailboxRow>,
    pub(crate) entries: Vec<Entry>,
    /// How many drafts there are.
    drafts: u64,
    pub(crate) cursor: usize,
    pub(crate) top: usize,
    pub(crate) loaded: bool,
    /// How many columns the widest name takes with its sign and its number, in the language that is shown.
    pub(crate) names: u16,
    /// The accounts, once they are known.
    pub(crate) accounts: Option<Vec<AccountRow>>,
}

impl Mailboxes {
    /// Takes the mailboxes with their counters; the cursor stays on its list.
    pub(crate) fn take(&mut self, rows: Vec<MailboxRow>) {
        self.rows = rows;
        self.loaded = true;
        self.order();
    }

    /// Takes how many drafts there are.
    pub(crate) fn take_drafts(&mut self, count: u64) {
        self.drafts = count;
        if self.loaded {
            self.order();
        }
    }

    /// Takes the accounts as they are now; the pane has them in their order.
    pub(crate) fn take_accounts(&mut self, accounts: Vec<AccountRow>) {
        self.accounts = Some(accounts);
        if self.loaded {
            self.order();
        }
    }

    /// Lines the pane up; the cursor stays on what it stood on.
    fn order(&mut self) {
        let before = self.entries.get(self.cursor).cloned();
        let accounts = self.accounts.as_deref().unwrap_or_default();
        let place = |account: AccountKey| accounts.iter().position(|row| row.key == Some(account)).unwrap_or(usize::MAX);
        self.rows.sort_by_key(|row| place(row.account));
        self.entries = entries(&self.rows, self.drafts, &magnets(accounts));
        match before {
            Some(Entry::List { view, .. }) => self.stand_on(&view),
            Some(Entry::Account { key, .. }) => {
                self.stand_on_account(key);
            }
            Some(Entry::Heading(_)) | None => {}
        }
        self.cursor = self.nearest(self.cursor);
    }

    /// Measures the names again, after rows, numbers or the language changed.
    pub(crate) fn measure(&mut self, words: &Catalogue) {
        let room = |entry: &Entry| match entry {
            Entry::List { name, unread, .. } => {
                let name = match name {
                    Name::Word(id) => width(&words.word(id)),
                    Name::Given(name) => width(name.as_str()),
                };
                let number = if *unread > 0 { 1 + width(&sizes::count(*unread)) } else { 0 };
                2 + name + number
            }
            Entry::Heading(_) | Entry::Account { .. } => 0,
        };
        self.names = self.entries.iter().map(room).max().and_then(|room| u16::try_from(room).ok()).unwrap_or(0);
    }

    /// The list under the cursor.
    pub(crate) fn under_cursor(&self) -> Option<&ListView> {
        match self.entries.get(self.cursor) {
            Some(Entry::List { view, .. }) => Some(view),
            _ => None,
        }
    }

    /// Puts the cursor on a list where it stands in the pane.
    pub(crate) fn stand_on(&mut self, wanted: &ListView) {
        let found = self.entries.iter().position(|entry| matches!(entry, Entry::List { view, .. } if view.is_list(wanted)));
        if let Some(at) = found {
            self.cursor = at;
        }
    }

    /// Moves the cursor over the lists and the accounts, past headings.
    pub(crate) fn step(&mut self, by: isize) {
        let lists: Vec<usize> = (0..self.entries.len()).filter(|at| self.is_stop(*at)).collect();
        let Some(last) = lists.len().checked_sub(1) else { return };
        let here = lists.iter().position(|at| *at >= self.cursor).unwrap_or(last);
        self.cursor = lists[here.saturating_add_signed(by).min(last)];
    }

    fn nearest(&self, at: usize) -> usize {
        let list = |at: &usize| self.is_stop(*at);
        (at..self.entries.len()).find(list).or_else(|| (0..at.min(self.entries.len())).rev().find(list)).unwrap_or(0)
    }

    fn is_stop(&self, at: usize) -> bool {
        match self.entries.get(at) {
            Some(Entry::List { .. }) => true,
            Some(Entry::Account { key, .. }) => self.leads_to(*key),
            Some(Entry::Heading(_)) | None => false,
        }
    }

    /// Whether an account is one of the config, so that there is something to do with it.
    pub(crate) fn leads_to(&self, account: AccountKey) -> bool {
        self.account(account).is_some_and(|row| row.settings.is_some())
    }

    /// The account under the cursor.
    pub(crate) fn account_under_cursor(&self) -> Option<&AccountRow> {
        match self.entries.get(self.cursor) {
            Some(Entry::Account { key, .. }) => self.account(*key),
            _ => None,
        }
    }

    /// Puts the cursor on an account where it can stand; whether it does.
    pub(crate) fn stand_on_account(&mut self, wanted: AccountKey) -> bool {
        let found = self.entries.iter().position(|entry| matches!(entry, Entry::Account { key, .. } if *key == wanted));
        let found = found.filter(|at| self.is_stop(*at));
        self.cursor = found.unwrap_or(self.cursor);
        found.is_some()
    }

    /// An account that the store knows.
    pub(crate) fn account(&self, key: AccountKey) -> Option<&AccountRow> {
        self.accounts.iter().flatten().find(|row| row.key == Some(key))
    }

    /// The mailbox with this key.
    pub(crate) fn row(&self, key: MailboxKey) -> Option<&MailboxRow> {
        self.rows.iter().find(|row| row.key == key)
    }

    /// The sign of an account's state beside its name, where it deserves one (S68).
    pub(crate) fn sign(&self, account: AccountKey) -> Option<&'static str> {
        present::account::sign(self.account(account)?.health)
    }

    /// The colour of an account, where the person gave it one.
    pub(crate) fn color(&self, account: AccountKey) -> Option<AccountColor> {
        self.account(account)?.settings.as_ref()?.color
    }

    /// What a list is for, where it is the list of one role.
    pub(crate) fn role_of(&self, view: &ListView) -> Option<MailboxRole> {
        match view {
            ListView::Role(role) => Some(*role),
            ListView::Sales { .. } => Some(MailboxRole::Inbox),
            ListView::Mailbox(key) => self.row(*key).and_then(|row| row.role),
            _ => None,
        }
    }

    /// The name of the magnet whose list a query is.
    fn magnet_of(&self, query: &str) -> Option<&CleanText> {
        let settings = self.accounts.iter().flatten().filter_map(|row| row.settings.as_ref());
        settings.filter(|one| magnet::query(one.name.as_str()) == query).find_map(|one| one.magnet.as_ref()).map(Magnet::name)
    }

    /// What a list is called.
    pub(crate) fn title(&self, view: &ListView) -> Text {
        match view {
            ListView::Role(role) => Text::of(role_word(*role)),
            ListView::Sales { .. } => Text::of("mailbox-sales"),
            ListView::Smart(which) => Text::of(smart_word(*which)),
            ListView::AllMail => Text::of("mailbox-all"),
            ListView::Starred => Text::of("mailbox-starred"),
            ListView::With(addresses) => Text::of("mailbox-with").with("who", addresses.join(", ")),
            ListView::Search { query, within: None } if query == SNOOZED => Text::of("mailbox-snoozed"),
            ListView::Search { query, within: None } if query == WAITING => Text::of("mailbox-waiting"),
            ListView::Search { query, .. } if self.magnet_of(query).is_some() => {
                Text::of("mailbox-named").with("name", self.magnet_of(query).map(CleanText::as_str).unwrap_or_default())
            }
            ListView::Search { query, .. } if is_one(query) => Text::of("mailbox-one"),
            ListView::Search { query, .. } => Text::of("mailbox-search").with("query", query.clone()),
            ListView::Mailbox(key) => match self.row(*key) {
                Some(MailboxRow { role: Some(role), .. }) => Text::of(role_word(*role)),
                Some(row) => Text::of("mailbox-named").with("name", row.name.as_str()),
                None => Text::of("mailbox-all"),
            },
        }
    }
}

/// Whether a query asks for one mail by its whole id, as the way from a record to its mail does.
fn is_one(query: &str) -> bool {
    query.strip_prefix("id:").is_some_and(|id| id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-'))
}

/// The list of what the magnet of an account collects, where it has one (S107).
fn magnets(accounts: &[AccountRow]) -> Vec<(AccountKey, Entry)> {
    let of = |row: &AccountRow| {
        let settings = row.settings.as_ref()?;
        let name = Name::Given(settings.magnet.as_ref()?.name().clone());
        let view = ListView::Search { query: magnet::query(settings.name.as_str()), within: None };
        Some((row.key?, Entry::List { view, name, unread: 0 }))
    };
    accounts.iter().filter_map(of).collect()
}

fn entries(rows: &[MailboxRow], drafts: u64, magnets: &[(AccountKey, Entry)]) -> Vec<Entry> {
    let mut accounts: Vec<&MailboxRow> = Vec::new();
    for row in rows {
        if !accounts.iter().any(|one| one.account == row.account) {
            accounts.push(row);
        }
    }
    let unread = |role: MailboxRole| rows.iter().filter(|row| row.role == Some(role)).map(|row| row.unread).sum();
    let list = |view, word, unread| Entry::List { view, name: Name::Word(word), unread };
    let heading = match accounts.as_slice() {
        [only] => account_of(only),
        _ => Entry::Heading("mailbox-all-accounts"),
    };
    let mut entries = vec![
        heading,
        list(ListView::Role(MailboxRole::Inbox), "mailbox-inbox", unread(MailboxRole::Inbox)),
        list(ListView::Sales { folded: Vec::new() }, "mailbox-sales", 0),
        list(ListView::Starred, "mailbox-starred", 0),
        list(ListView::Search { query: SNOOZED.to_owned(), within: None }, "mailbox-snoozed", 0),
        list(ListView::Role(MailboxRole::Sent), "mailbox-sent", 0),
        list(ListView::Role(MailboxRole::Drafts), "mailbox-drafts", drafts),
        list(ListView::AllMail, "mailbox-all", 0),
    ];
    if let [_] = accounts.as_slice() {
        for role in [MailboxRole::Archive, MailboxRole::Spam, MailboxRole::Trash] {
            entries.push(list(ListView::Role(role), role_word(role), if role == MailboxRole::Spam { unread(role) } else { 0 }));
        }
        entries.extend(rows.iter().filter(|row| row.role.is_none()).map(mailbox));
        entries.extend(magnets.iter().map(|(_, entry)| entry.clone()));
        entries.extend(of_customers());
        return entries;
    }
    entries.extend(of_customers());
    for account in accounts {
        entries.push(account_of(account));
        let own = rows.iter().filter(|row| row.account == account.account);
        entries.extend(own.clone().filter(|row| row.role.is_some()).map(mailbox));
        entries.extend(own.filter(|row| row.role.is_none()).map(mailbox));
        entries.extend(magnets.iter().filter(|(key, _)| *key == account.account).map(|(_, entry)| entry.clone()));
    }
    entries
}

/// The mailboxes that fill themselves from the customer side.
fn of_customers() -> impl Iterator<Item = Entry> {
    let lists =
        Smart::ALL.iter().map(|which| Entry::List { view: ListView::Smart(*which), name: Name::Word(smart_word(*which)), unread: 0 });
    std::iter::once(Entry::Heading("mailbox-of-customers")).chain(lists)
}

fn account_of(row: &MailboxRow) -> Entry {
    Entry::Account { name: row.account_name.clone(), key: row.account }
}

fn mailbox(row: &MailboxRow) -> Entry {
    let name = row.role.map_or_else(|| Name::Given(row.name.clone()), |role| Name::Word(role_word(role)));
    let counts = !matches!(row.role, Some(MailboxRole::Sent | MailboxRole::Drafts | MailboxRole::Trash | MailboxRole::Archive));
    Entry::List { view: ListView::Mailbox(row.key), name, unread: if counts { row.unread } else { 0 } }
}

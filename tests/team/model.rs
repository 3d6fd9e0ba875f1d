//! A team as the pure rule sees it: members, accounts, records and mail, made from a seed, and what each reader may see of them.

use std::collections::BTreeSet;

use fumi::domain::account::SharingLevel;
use fumi::domain::crm::sharing::SharedMail;
use fumi::domain::team::member::TeamSharing;
use fumi::domain::team::sight::{SharedRecord, sees};

/// The members; the first administers.
pub const LOGINS: [&str; 6] = ["anna", "bert", "carla", "dora", "emil", "fred"];

/// The domains of everybody, the members' own first.
pub const DOMAINS: [&str; 7] =
    ["own.test", "customer.test", "mail.customer.test", "partner.test", "deep.sub.partner.test", "notcustomer.test", "xn--r8jz45g.test"];

/// How many records there are.
pub const RECORDS: usize = 500;
/// How many mails there are.
pub const MAILS: usize = 1_200;

/// A number after another, the same for the same seed.
pub struct Dice(pub u64);

impl Dice {
    /// A number below an end.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

/// An id that tells what it is of.
pub fn id(kind: u8, number: usize) -> String {
    format!("{kind:08x}-0000-7000-8000-{number:012x}")
}

pub struct Account {
    pub owner: usize,
    pub level: SharingLevel,
    pub group: Option<usize>,
    pub excluded: Vec<String>,
}

pub struct Mail {
    pub account: usize,
    pub records: Vec<usize>,
    pub others: Vec<&'static str>,
}

/// All that the rule asks about.
pub struct Model {
    pub accounts: Vec<Account>,
    pub mails: Vec<Mail>,
    pub deleted: BTreeSet<usize>,
    /// Who shares mail of which record.
    pub shares: BTreeSet<(usize, usize)>,
    pub groups: Vec<BTreeSet<usize>>,
    pub sharing: TeamSharing,
    pub active: [bool; 6],
    pub uses_mail: [bool; 6],
}

impl Model {
    /// Two accounts a member, all open, and mail of both with up to three records each.
    pub fn open(dice: &mut Dice) -> Self {
        let account = |at: usize| Account { owner: at / 2, level: SharingLevel::Public, group: None, excluded: Vec::new() };
        let accounts: Vec<Account> = (0..LOGINS.len() * 2).map(account).collect();
        let mails = (0..MAILS)
            .map(|_| Mail {
                account: dice.below(accounts.len()),
                records: (0..dice.below(4)).map(|_| dice.below(RECORDS)).collect::<BTreeSet<_>>().into_iter().collect(),
                others: (0..=dice.below(3)).map(|_| DOMAINS[dice.below(DOMAINS.len())]).collect(),
            })
            .collect();
        Self {
            accounts,
            mails,
            deleted: BTreeSet::new(),
            shares: BTreeSet::new(),
            groups: vec![BTreeSet::new(), BTreeSet::new()],
            sharing: TeamSharing::UsersChoice,
            active: [true; 6],
            uses_mail: [true; 6],
        }
    }

    fn in_scope(&self, account: &Account, reader: usize) -> bool {
        account.group.is_none_or(|group| self.groups[group].contains(&reader))
    }

    /// Whether a reader sees that a mail is of a record.
    fn sees_link(&self, mail: &Mail, record: usize, reader: usize) -> bool {
        let account = &self.accounts[mail.account];
        let shared =
            SharedMail { level: account.level, own_domain: DOMAINS[0], excluded: &account.excluded, records: &[], others: &mail.others };
        let record = SharedRecord { shares: self.shares.contains(&(account.owner, record)), deleted: self.deleted.contains(&record) };
        account.owner == reader || sees(&shared, self.sharing, self.in_scope(account, reader), record)
    }

    fn reads_mail(&self, reader: usize) -> bool {
        self.active[reader] && self.uses_mail[reader]
    }

    /// The mails that a reader sees.
    pub fn mails_of(&self, reader: usize) -> BTreeSet<String> {
        let seen = |mail: &Mail| {
            self.accounts[mail.account].owner == reader || mail.records.iter().any(|record| self.sees_link(mail, *record, reader))
        };
        let all = self.mails.iter().enumerate().filter(|(_, mail)| self.reads_mail(reader) && seen(mail));
        all.map(|(at, _)| id(3, at)).collect()
    }

    /// The mails that a reader owns, as far as they may use mail.
    pub fn own_mails(&self, reader: usize) -> BTreeSet<String> {
        let all = self.mails.iter().enumerate();
        all.filter(|(_, mail)| self.reads_mail(reader) && self.accounts[mail.account].owner == reader).map(|(at, _)| id(3, at)).collect()
    }

    /// The links that a reader sees.
    pub fn links_of(&self, reader: usize) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        for (at, mail) in self.mails.iter().enumerate().filter(|_| self.reads_mail(reader)) {
            seen.extend(
                mail.records
                    .iter()
                    .filter(|record| self.sees_link(mail, **record, reader))
                    .map(|record| format!("{} {}", id(3, at), id(2, *record))),
            );
        }
        seen
    }

    /// The accounts that a reader knows of.
    pub fn accounts_of(&self, reader: usize) -> BTreeSet<String> {
        let known = |account: &Account| {
            account.owner == reader || reader == 0 || (account.level != SharingLevel::Private && self.in_scope(account, reader))
        };
        let all = self.accounts.iter().enumerate().filter(|(_, account)| self.active[reader] && known(account));
        all.map(|(at, _)| id(1, at)).collect()
    }
}

//! The mailboxes of a server and what they are for: by the server's word (RFC 6154), else by the names that servers and programs give them.

use std::collections::HashMap;

use imap_proto::{MailboxListData, NameAttribute};

use super::name::{decoded, quoted};
use crate::domain::mail::mailbox::MailboxRole;
use crate::text::search_form;

/// Names that servers and mail programs give to mailboxes for a purpose and that nobody types, by role.
const NAMES: [(MailboxRole, &[&str]); 5] = [
    (
        MailboxRole::Sent,
        &["Sent Items", "Sent Messages", "Sent Mail", "Gesendete Elemente", "送信済みアイテム", "送信済みメール", "送信済み"],
    ),
    (MailboxRole::Drafts, &["Draft", "Entwürfe", "下書き", "下書きアイテム"]),
    (
        MailboxRole::Trash,
        &["Deleted Items", "Deleted Messages", "Deleted", "Papierkorb", "Gelöschte Elemente", "削除済みアイテム", "ごみ箱", "ゴミ箱"],
    ),
    (MailboxRole::Spam, &["Junk", "Junk E-mail", "Junk Email", "Bulk Mail", "迷惑メール", "迷惑メールフォルダー"]),
    (MailboxRole::Archive, &["Archives", "Archiv", "アーカイブ"]),
];

/// A mailbox as the server lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its name as the server writes it.
    pub name: String,
    /// What stands between the levels of its name.
    pub delimiter: Option<char>,
    /// What the server says that it is for.
    pub role: Option<MailboxRole>,
    /// Whether all mail of the account lies in it beside its other mailboxes.
    pub all_mail: bool,
    /// Whether it holds mail of its own: neither a mere level nor a view of what lies elsewhere.
    pub holds_mail: bool,
}

impl Listed {
    pub(super) fn of(listed: &MailboxListData<'_>) -> Self {
        let mut found = Self {
            name: listed.name.clone().into_owned(),
            delimiter: listed.delimiter.as_ref().and_then(|one| one.chars().next()),
            role: listed.name.eq_ignore_ascii_case("INBOX").then_some(MailboxRole::Inbox),
            all_mail: false,
            // A name that no command can say, or that was no UTF-8, leads nowhere.
            holds_mail: quoted(&listed.name).is_some() && !listed.name.contains(char::REPLACEMENT_CHARACTER),
        };
        for one in &listed.name_attributes {
            match one {
                NameAttribute::NoSelect | NameAttribute::Flagged => found.holds_mail = false,
                NameAttribute::Extension(word) if ["\\NonExistent", "\\Important"].iter().any(|no| no.eq_ignore_ascii_case(word)) => {
                    found.holds_mail = false;
                }
                NameAttribute::All => found.all_mail = true,
                NameAttribute::Archive => found.role = Some(MailboxRole::Archive),
                NameAttribute::Drafts => found.role = Some(MailboxRole::Drafts),
                NameAttribute::Junk => found.role = Some(MailboxRole::Spam),
                NameAttribute::Sent => found.role = Some(MailboxRole::Sent),
                NameAttribute::Trash => found.role = Some(MailboxRole::Trash),
                _ => {}
            }
        }
        found
    }

    /// Its name for people, with a slash between the levels.
    pub fn shown(&self) -> String {
        match self.delimiter {
            Some(delimiter) if delimiter != '/' => self.name.split(delimiter).map(decoded).collect::<Vec<_>>().join("/"),
            _ => decoded(&self.name),
        }
    }
}

/// Which mailbox of a listing is for what.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Roles(HashMap<String, MailboxRole>);

impl Roles {
    /// One mailbox a role: the one that the server says, else the one at the top that is called so, else all mail for the archive, as Gmail has it.
    pub fn of(listed: &[Listed]) -> Self {
        let mut roles = HashMap::new();
        let mut taken = Vec::new();
        let mut take = |one: &Listed, role: MailboxRole| {
            if one.holds_mail && !taken.contains(&role) && !roles.contains_key(&one.name) {
                taken.push(role);
                roles.insert(one.name.clone(), role);
            }
        };
        for one in listed {
            if let Some(role) = one.role {
                take(one, role);
            }
        }
        for one in listed {
            if let Some(role) = of_name(one) {
                take(one, role);
            }
        }
        for one in listed.iter().filter(|one| one.all_mail) {
            take(one, MailboxRole::Archive);
        }
        Self(roles)
    }

    /// What a mailbox is for.
    pub fn role(&self, name: &str) -> Option<MailboxRole> {
        self.0.get(name).copied()
    }
}

/// The role that a mailbox at the top, or right below the inbox, is called by.
fn of_name(listed: &Listed) -> Option<MailboxRole> {
    if listed.all_mail {
        return None;
    }
    let shown = listed.shown();
    let name = shown.strip_prefix("INBOX/").unwrap_or(&shown);
    let form = search_form(name);
    let known = NAMES.iter().find(|(_, names)| names.iter().any(|one| search_form(one) == form)).map(|(role, _)| *role);
    known.or_else(|| MailboxRole::of_typed(name)).filter(|role| *role != MailboxRole::Inbox)
}

#[cfg(test)]
mod tests {
    use super::super::Reply;
    use super::*;

    fn listed(lines: &[&str]) -> Vec<Listed> {
        let read = |line: &&str| match Reply::read(format!("* LIST {line}\r\n").as_bytes()) {
            Reply::Listed(listed) => listed,
            other => panic!("{line}: {other:?}"),
        };
        lines.iter().map(read).collect()
    }

    fn role(of: &[Listed], name: &str) -> Option<MailboxRole> {
        Roles::of(of).role(name)
    }

    #[test]
    fn gmail_keeps_its_archive_in_all_mail_and_views_are_left_out() {
        let gmail = listed(&[
            "(\\HasNoChildren) \"/\" \"INBOX\"",
            "(\\HasChildren \\Noselect) \"/\" \"[Gmail]\"",
            "(\\All \\HasNoChildren) \"/\" \"[Gmail]/All Mail\"",
            "(\\HasNoChildren \\Trash) \"/\" \"[Gmail]/&MLQw33ux-\"",
            "(\\HasNoChildren \\Important) \"/\" \"[Gmail]/Important\"",
            "(\\Flagged \\HasNoChildren) \"/\" \"[Gmail]/Starred\"",
            "(\\HasNoChildren \\Sent) \"/\" \"[Gmail]/Sent Mail\"",
        ]);
        assert_eq!(role(&gmail, "[Gmail]/All Mail"), Some(MailboxRole::Archive));
        assert_eq!(role(&gmail, "[Gmail]/&MLQw33ux-"), Some(MailboxRole::Trash));
        assert_eq!(gmail[3].shown(), "[Gmail]/ゴミ箱");
        let left_out: Vec<&str> = gmail.iter().filter(|one| !one.holds_mail).map(|one| one.name.as_str()).collect();
        assert_eq!(left_out, ["[Gmail]", "[Gmail]/Important", "[Gmail]/Starred"]);
    }

    #[test]
    fn a_server_that_says_no_role_is_read_by_its_names() {
        let exchange = listed(&[
            "() \"/\" INBOX",
            "() \"/\" \"Sent Items\"",
            "() \"/\" Sent",
            "() \"/\" \"Deleted Items\"",
            "() \"/\" \"Junk E-mail\"",
            "() \"/\" Projects/Trash",
        ]);
        assert_eq!(role(&exchange, "Sent Items"), Some(MailboxRole::Sent));
        assert_eq!(role(&exchange, "Sent"), None, "one mailbox a role");
        assert_eq!(role(&exchange, "Deleted Items"), Some(MailboxRole::Trash));
        assert_eq!(role(&exchange, "Junk E-mail"), Some(MailboxRole::Spam));
        assert_eq!(role(&exchange, "Projects/Trash"), None);
        let courier = listed(&["(\\HasChildren) \".\" INBOX", "() \".\" INBOX.Trash", "() \".\" \"INBOX.&kAFP4W4IMH8wojCkMMYw4A-\""]);
        assert_eq!(role(&courier, "INBOX.Trash"), Some(MailboxRole::Trash));
        assert_eq!(courier[2].shown(), "INBOX/送信済みアイテム");
        assert_eq!(role(&courier, "INBOX.&kAFP4W4IMH8wojCkMMYw4A-"), Some(MailboxRole::Sent));
    }

    #[test]
    fn names_in_eight_bits_and_literals_are_read() {
        let Reply::Listed(one) = Reply::read("* LIST () \"/\" {9}\r\nGr\u{fc}\u{df}e x\r\n".as_bytes()) else { panic!() };
        assert_eq!(one.shown(), "Grüße x");
        assert!(matches!(Reply::read(b"* LIST () NIL \"Gr\xfc\xdfe\"\r\n"), Reply::Listed(_)));
    }
}

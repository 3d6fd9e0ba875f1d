//! The error codes of interface.md: one word for one trouble, wherever it is met.

use std::io::ErrorKind;

use crate::text::worded;

worded! {
    /// A stable error code: scripts match on its word, the program on the code itself.
    pub enum Code {
        /// The arguments cannot be understood.
        Usage = "usage",
        /// A command that reads its standard input was given none.
        NoInput = "no_input",
        /// More mails would change than goes without a yes.
        NeedsYes = "needs_yes",
        /// A value that a field or argument cannot hold.
        InvalidField = "invalid_field",
        /// A query that cannot be understood.
        InvalidQuery = "invalid_query",
        /// More excluded domains than an account may have (S88).
        Max5Domains = "max_5_domains",
        /// Nothing has this id, name or path.
        NotFound = "not_found",
        /// An ending of an id that several things share.
        AmbiguousId = "ambiguous_id",
        /// A name that mailboxes of several accounts have.
        AmbiguousMailbox = "ambiguous_mailbox",
        /// An administrator decides it (S62).
        SetByPolicy = "set_by_policy",
        /// Something like it is there already.
        Duplicate = "duplicate",
        /// A file that is no table of such records.
        NotATable = "not_a_table",
        /// Rows of a table that cannot be records.
        InvalidRows = "invalid_rows",
        /// A deal without a contact (S33).
        DealRequiresContact = "deal_requires_contact",
        /// Only a lead can be converted.
        NotALead = "not_a_lead",
        /// Two records that cannot become one.
        InvalidMerge = "invalid_merge",
        /// Something later touched the same, so that undoing would overwrite it.
        ChangedSince = "changed_since",
        /// Nothing is left to undo or redo.
        NothingToUndo = "nothing_to_undo",

        /// The server refused the login.
        AuthFailed = "auth_failed",
        /// An account is paused, or its connection was deleted, because nobody used it for long (S37).
        AccountUnused = "account_unused",
        /// The same because a membership or a trial is over (S38, S39).
        AccountEnded = "account_ended",
        /// The mailbox of an account is gone or renamed (S112).
        MailboxUnreachable = "mailbox_unreachable",
        /// Another program reads this mailbox just now.
        MailboxInUse = "mailbox_in_use",
        /// The server wants a pause between two logins.
        LoginDelay = "login_delay",
        /// No way to log in that both sides know.
        LoginUnsupported = "login_unsupported",
        /// The server cannot be reached, or gave up in the middle (S114).
        ServerUnavailable = "server_unavailable",
        /// The server refused for good.
        ServerRefused = "server_refused",
        /// The server does not speak its protocol.
        ProtocolError = "protocol_error",
        /// The connection would not be encrypted, and nobody confirmed that (S54).
        TlsRequired = "tls_required",
        /// The server's certificate cannot be trusted.
        TlsUntrusted = "tls_untrusted",
        /// Both sides found no way to encrypt.
        TlsFailed = "tls_failed",
        /// The server does not number its mails, so that they cannot be left there.
        NoUidl = "no_uidl",
        /// A mail over the size limit stayed on the server.
        TooLarge = "too_large",
        /// The server listed a mail that it does not give out.
        MessageUnavailable = "message_unavailable",
        /// The connection broke over the same mail again.
        MessageBreaksConnection = "message_breaks_connection",
        /// A mail ended where it should not: what is stored of it is less or more than the mail.
        MessageCutShort = "message_cut_short",
        /// Many deletes at once wait for a person's word.
        MassDeleteHeld = "mass_delete_held",
        /// An account that was fetched before has no history in this store: the store is missing, new or another's.
        StoreMissing = "store_missing",
        /// A fetch failed for a reason that another version of fumi noted.
        FetchFailed = "fetch_failed",

        /// No account can send this.
        NoOutgoing = "no_outgoing",
        /// An alias that its owner has not confirmed.
        AddressNotVerified = "address_not_verified",
        /// An address that the outgoing server cannot carry.
        AddressUnsupported = "address_unsupported",
        /// Bytes that are no mail that can be sent.
        InvalidMessage = "invalid_message",
        /// A mail that the outgoing server cannot carry.
        MessageUnsupported = "message_unsupported",
        /// A mail that is bigger than the outgoing server takes.
        MessageTooBig = "message_too_big",
        /// The outgoing server refused the sender.
        SenderRefused = "sender_refused",
        /// The outgoing server refused a recipient for good.
        RecipientRefused = "recipient_refused",
        /// The outgoing server takes a recipient later.
        RecipientDeferred = "recipient_deferred",
        /// The outgoing server refused the mail for good.
        MessageRefused = "message_refused",
        /// The connection broke before the server said whether it took the mail.
        DeliveryUnknown = "delivery_unknown",
        /// It is sent, or on the wire, and cannot be taken back.
        AlreadySent = "already_sent",

        /// The team's workspace cannot be reached now.
        WorkspaceUnreachable = "workspace_unreachable",
        /// The workspace's catalogue is not as written, so that its rules may not hold.
        WorkspaceUnsafe = "workspace_unsafe",
        /// The workspace's server is too old, or the workspace newer than this program.
        WorkspaceVersion = "workspace_version",
        /// The login is one that nobody should work with in a workspace, or no member.
        WorkspaceRefused = "workspace_refused",
        /// The workspace's database failed.
        WorkspaceFailed = "workspace_failed",
        /// Only somebody else of the team may do this (S3).
        NotPermitted = "not_permitted",
        /// This home belongs to no team.
        NoTeam = "no_team",

        /// The config cannot be used; the message names the line or the binding.
        ConfigInvalid = "config_invalid",
        /// There is no place to keep secrets.
        NoSecretStore = "no_secret_store",
        /// The kept secrets are closed.
        SecretsLocked = "secrets_locked",
        /// A new passphrase is too easy to guess.
        WeakPassphrase = "weak_passphrase",
        /// The passphrase does not open the kept secrets.
        WrongPassphrase = "wrong_passphrase",
        /// How fumi is known at an identity provider is not configured.
        NoClientId = "no_client_id",
        /// Nobody signed in for this account yet, or what was granted is over.
        SignInNeeded = "sign_in_needed",
        /// Signing in at the identity provider ended without a yes.
        SignInFailed = "sign_in_failed",
        /// No password is kept for this login.
        NoPassword = "no_password",
        /// The keyring failed.
        KeyringFailed = "keyring_failed",
        /// The command that prints the password failed.
        PasswordCommandFailed = "password_command_failed",

        /// A program of the person is not there.
        NoProgram = "no_program",
        /// A program of the person ended with a failure.
        ProgramFailed = "program_failed",
        /// A link that no browser is given.
        LinkRefused = "link_refused",
        /// The page of a mailing list did not take the request to leave it.
        LeaveFailed = "leave_failed",
        /// A file or folder cannot be read or written.
        IoError = "io_error",
        /// The disk or its quota is full.
        DiskFull = "disk_full",
        /// A file of this name is there already.
        FileExists = "file_exists",
        /// A device, a pipe or a socket where a file is meant.
        NotAFile = "not_a_file",
        /// What was named is no mbox.
        NotAnMbox = "not_an_mbox",
        /// What was named is no Maildir.
        NotAMaildir = "not_a_maildir",
        /// The mail has no HTML part.
        NoHtml = "no_html",
        /// The platform names no folder for the files of a person.
        NoHome = "no_home",
        /// Others can read the home.
        HomeNotPrivate = "home_not_private",
        /// The home belongs to somebody else.
        HomeNotOurs = "home_not_ours",
        /// The throw-away home of the demonstration cannot be made.
        NoDemoHome = "no_demo_home",
        /// The app needs a terminal.
        NoTerminal = "no_terminal",

        /// Another fumi works on this home.
        Locked = "locked",
        /// Too much is asked at once.
        Busy = "busy",
        /// The database is no store of fumi.
        NotAStore = "not_a_store",
        /// A newer fumi wrote the store.
        StoreTooNew = "store_too_new",
        /// The store is closed.
        StoreClosed = "store_closed",
        /// The store is damaged.
        StoreDamaged = "store_damaged",
        /// The store cannot be read or written.
        StoreFailed = "store_failed",
        /// The SQLite of this program is too old.
        OldSqlite = "old_sqlite",
        /// A backup that cannot take the place of the store.
        BackupRefused = "backup_refused",
        /// The system gives no thread.
        NoThread = "no_thread",
        /// A fault of fumi itself.
        Internal = "internal",
    }
}

impl Code {
    /// The code of a file or folder that could not be used, whoever wanted it.
    pub fn of_io(error: &std::io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::AlreadyExists => Self::FileExists,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::IoError,
        }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_word_of_its_own_and_comes_back_from_it() {
        for code in Code::ALL {
            let word = code.word();
            assert!(word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'), "{word}");
            assert_eq!(Code::from_word(word), Some(*code), "{word} means two things");
        }
        assert_eq!(Code::from_word("auth-failed"), None);
    }

    /// interface.md names these; scripts rely on them.
    #[test]
    fn the_codes_of_the_interface_are_kept() {
        let promised = "auth_failed mailbox_unreachable server_unavailable address_not_verified deal_requires_contact max_5_domains tls_untrusted \
                        tls_required not_found duplicate invalid_field changed_since no_secret_store mass_delete_held locked";
        for word in promised.split_whitespace() {
            assert!(Code::from_word(word).is_some(), "{word}");
        }
    }
}

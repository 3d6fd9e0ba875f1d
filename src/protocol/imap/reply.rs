//! One answer of a server, read.
//!
//! The parser is imap-proto's. Two answers make it panic, and are put right before it sees them: text right behind a response code, and INTERNALDATE NIL.

use imap_proto::rfc4315::UidSetMember;
use imap_proto::{AttributeValue, Capability, MailboxDatum, Response, ResponseCode, Status, StatusAttribute};

use super::flags::flags_of;
use super::list::Listed;
use super::set::ranges;
use crate::domain::mail::flags::Flags;

/// The most mails that one command of ours moves or appends, which a response code may tell the new UIDs of.
const MOST_UIDS: usize = 100_000;

/// What a server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// `+`: go on, with what it says.
    Continue(String),
    /// The end of the command of this tag.
    Done(String, State),
    /// A state that belongs to no command alone: greeting, response codes, warnings, good-bye.
    State(State),
    /// What the server can do, in capitals.
    Capabilities(Vec<String>),
    /// A mailbox of the account.
    Listed(Listed),
    /// How a mailbox stands.
    Status(String, MailboxStatus),
    /// So many mails lie in the selected mailbox.
    Exists(u32),
    /// A mail of the selected mailbox is gone.
    Expunged,
    /// Something of a mail.
    Fetched(Fetched),
    /// UIDs that a search found.
    Found(Vec<u32>),
    /// Something else that means nothing here.
    Other,
    /// An answer that the parser cannot read.
    Unread,
}

/// OK and what else a state can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Which.
    pub kind: Kind,
    /// Its response code, as far as it means something here.
    pub code: Option<StatusCode>,
    /// The word of a code, in capitals, whether it is known here or not: `AUTHENTICATIONFAILED`.
    pub word: String,
    /// What it says behind it.
    pub text: String,
}

/// Kinds of states (RFC 9051 7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Done, or to be known.
    Ok,
    /// Refused.
    No,
    /// Not understood.
    Bad,
    /// Logged in without a login.
    Preauth,
    /// The end.
    Bye,
}

/// Response codes that mean something here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusCode {
    /// What the server can do, in capitals.
    Capabilities(Vec<String>),
    /// Under which numbering the UIDs of the selected mailbox stand.
    UidValidity(u32),
    /// The UID that the next mail gets.
    UidNext(u32),
    /// The highest number of a change (RFC 7162).
    HighestModseq(u64),
    /// Flags that last, as words.
    PermanentFlags(Vec<String>),
    /// The new UIDs of what was copied or moved: numbering, from, to (RFC 4315).
    CopyUid(u32, Vec<u32>, Vec<u32>),
    /// The UID of what was appended, under its numbering.
    AppendUid(u32, u32),
    /// The mailbox that was named is not there, and can be made.
    TryCreate,
    /// Nothing can be changed in the selected mailbox.
    ReadOnly,
}

/// How a mailbox stands; none of what the server did not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailboxStatus {
    /// How many mails.
    pub messages: Option<u32>,
    /// The next UID.
    pub uid_next: Option<u32>,
    /// The numbering of UIDs.
    pub uid_validity: Option<u32>,
    /// The highest number of a change.
    pub highest_modseq: Option<u64>,
}

/// What an answer to FETCH says of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Its UID; none in answers that nobody asked for.
    pub uid: Option<u32>,
    /// Its flags that mean something here, where it tells flags.
    pub flags: Option<Flags>,
    /// Whether it is marked `\Deleted`.
    pub deleted: bool,
    /// Its size in bytes.
    pub size: Option<u32>,
    /// When the server took it, as it writes that.
    pub date: Option<String>,
    /// Its bytes, or the piece that was asked for.
    pub body: Option<Vec<u8>>,
}

impl Reply {
    /// Reads one whole answer.
    pub fn read(answer: &[u8]) -> Self {
        let Some(answer) = without_traps(answer) else { return Self::Unread };
        match Response::parse(&answer) {
            Ok((_, response)) => Self::of(response),
            Err(_) => Self::plain_end(&answer).unwrap_or(Self::Unread),
        }
    }

    fn of(response: Response<'_>) -> Self {
        match response {
            Response::Continue(outcome) => Self::Continue(outcome.information.unwrap_or_default().into_owned()),
            Response::Done { tag, status, outcome } => {
                Self::Done(tag.0, State::read(Kind::of(&status), outcome.code, outcome.information.as_deref()))
            }
            Response::Data { status, outcome } => Self::State(State::read(Kind::of(&status), outcome.code, outcome.information.as_deref())),
            Response::Capabilities(all) => Self::Capabilities(capabilities(all)),
            Response::Expunge(_) | Response::Vanished { earlier: false, .. } => Self::Expunged,
            Response::Fetch(_, attributes) => Self::Fetched(Fetched::of(attributes)),
            Response::MailboxData(MailboxDatum::Exists(count)) => Self::Exists(count),
            Response::MailboxData(MailboxDatum::List(listed)) => Self::Listed(Listed::of(&listed)),
            Response::MailboxData(MailboxDatum::Search(uids)) => Self::Found(uids),
            Response::MailboxData(MailboxDatum::Status { mailbox, status }) => {
                Self::Status(mailbox.into_owned(), MailboxStatus::of(&status))
            }
            _ => Self::Other,
        }
    }

    /// The end of a command whose text or code the parser does not take: it must be heard in any case.
    fn plain_end(answer: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(answer);
        let mut words = text.trim_end().splitn(3, ' ');
        let (tag, status, said) = (words.next()?, words.next()?, words.next().unwrap_or_default());
        let kind = match status.to_ascii_uppercase().as_str() {
            "OK" => Kind::Ok,
            "NO" => Kind::No,
            "BAD" => Kind::Bad,
            "BYE" if tag == "*" => Kind::Bye,
            "PREAUTH" if tag == "*" => Kind::Preauth,
            _ => return None,
        };
        let state = State::read(kind, None, Some(said));
        Some(if tag == "*" { Self::State(state) } else { Self::Done(tag.to_owned(), state) })
    }
}

/// What some servers say of a mail whose moment they do not know.
const NO_DATE: &[u8] = b"INTERNALDATE NIL";

/// The answer as the parser can stand it; none where nothing of it is to be used.
fn without_traps(answer: &[u8]) -> Option<std::borrow::Cow<'_, [u8]>> {
    let mut whole = std::borrow::Cow::Borrowed(answer);
    let line = &answer[..memchr::memchr(b'\n', answer).map_or(answer.len(), |at| at + 1)];
    let no_date = memchr::memmem::find(&line.to_ascii_uppercase(), NO_DATE);
    if no_date.is_some() && line.first() != Some(&b'*') {
        return None;
    }
    let is_bracketed = line.first().is_some_and(|first| *first != b'*') || line.iter().take(14).any(|byte| *byte == b'[');
    if is_bracketed && let Some(at) = memchr::memchr(b']', line) {
        let next = line.get(at + 1).copied();
        if next.is_some_and(|next| !matches!(next, b' ' | b'\r' | b'\n')) && memchr::memchr(b'[', &line[..at]).is_some_and(|open| open < 40)
        {
            whole.to_mut().insert(at + 1, b' ');
        }
    }
    // Where it stands now: a blank may have come in before it.
    let upper = whole.to_ascii_uppercase();
    if let Some(at) = no_date.and_then(|_| memchr::memmem::find(&upper, NO_DATE)) {
        // A word that means nothing here stands in its place, so that the mail beside it is read.
        whole.to_mut().splice(at..at + NO_DATE.len(), *b"MODSEQ (1)");
    }
    if !whole.ends_with(b"\r\n") {
        let end = whole.len().checked_sub(1)?;
        whole.to_mut().insert(end, b'\r');
    }
    Some(whole)
}

fn capabilities(all: Vec<Capability<'_>>) -> Vec<String> {
    let word = |one: Capability<'_>| match one {
        Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
        Capability::Auth(way) => format!("AUTH={}", way.to_ascii_uppercase()),
        Capability::Atom(word) => word.to_ascii_uppercase(),
    };
    all.into_iter().map(word).collect()
}

impl Kind {
    fn of(status: &Status) -> Self {
        match status {
            Status::Ok => Self::Ok,
            Status::No => Self::No,
            Status::Bad => Self::Bad,
            Status::PreAuth => Self::Preauth,
            Status::Bye => Self::Bye,
        }
    }
}

impl State {
    fn read(kind: Kind, code: Option<ResponseCode<'_>>, said: Option<&str>) -> Self {
        let said = said.unwrap_or_default().trim();
        let (mut word, mut text) = (String::new(), said.to_owned());
        // A code that the parser does not know is left in the text.
        if let Some((inside, behind)) = said.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            word = inside.split(' ').next().unwrap_or_default().to_ascii_uppercase();
            text = behind.trim_start().to_owned();
        }
        Self { kind, code: code.and_then(StatusCode::of), word, text }
    }

    /// Whether it is OK.
    pub fn is_ok(&self) -> bool {
        self.kind == Kind::Ok
    }
}

impl StatusCode {
    fn of(code: ResponseCode<'_>) -> Option<Self> {
        Some(match code {
            ResponseCode::Capabilities(all) => Self::Capabilities(capabilities(all)),
            ResponseCode::UidValidity(number) => Self::UidValidity(number),
            ResponseCode::UidNext(number) => Self::UidNext(number),
            ResponseCode::HighestModSeq(number) => Self::HighestModseq(number),
            ResponseCode::PermanentFlags(words) => Self::PermanentFlags(words.into_iter().map(std::borrow::Cow::into_owned).collect()),
            ResponseCode::CopyUid(validity, from, to) => Self::CopyUid(validity, uids(from)?, uids(to)?),
            ResponseCode::AppendUid(validity, uid) => Self::AppendUid(validity, uids(uid)?.first().copied()?),
            ResponseCode::TryCreate => Self::TryCreate,
            ResponseCode::ReadOnly => Self::ReadOnly,
            _ => return None,
        })
    }
}

fn uids(set: Vec<UidSetMember>) -> Option<Vec<u32>> {
    let range = |member| match member {
        UidSetMember::Uid(uid) => uid..=uid,
        UidSetMember::UidRange(range) => range,
    };
    ranges(set.into_iter().map(range), MOST_UIDS)
}

impl MailboxStatus {
    fn of(attributes: &[StatusAttribute]) -> Self {
        let mut status = Self::default();
        for one in attributes {
            match one {
                StatusAttribute::Messages(count) => status.messages = Some(*count),
                StatusAttribute::UidNext(uid) => status.uid_next = Some(*uid),
                StatusAttribute::UidValidity(number) => status.uid_validity = Some(*number),
                StatusAttribute::HighestModSeq(number) => status.highest_modseq = Some(*number),
                _ => {}
            }
        }
        status
    }
}

impl Fetched {
    fn of(attributes: Vec<AttributeValue<'_>>) -> Self {
        let mut fetched = Self::default();
        for one in attributes {
            match one {
                AttributeValue::Uid(uid) => fetched.uid = Some(uid),
                AttributeValue::Flags(words) => {
                    let (flags, deleted) = flags_of(words.iter().map(AsRef::as_ref));
                    (fetched.flags, fetched.deleted) = (Some(flags), deleted);
                }
                AttributeValue::Rfc822Size(size) => fetched.size = Some(size),
                AttributeValue::InternalDate(date) => fetched.date = Some(date.into_owned()),
                AttributeValue::BodySection { section: None, data: Some(data), .. } => fetched.body = Some(data.into_owned()),
                _ => {}
            }
        }
        fetched
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(answer: &str) -> Reply {
        Reply::read(answer.as_bytes())
    }

    fn state(answer: &str) -> State {
        match read(answer) {
            Reply::State(state) | Reply::Done(_, state) => state,
            other => panic!("{answer}: {other:?}"),
        }
    }

    /// What each extension's answer is to the parser: what it cannot read is passed over, and the command's end is always heard.
    #[test]
    fn no_answer_of_an_extension_ends_a_session() {
        for (answer, known) in [
            ("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n", false),
            ("* ESEARCH (TAG \"A1\") UID MIN 4 ALL 4:7\r\n", false),
            ("* THREAD (2)(3 6 (4 23)(44 7 96))\r\n", false),
            ("* LIST (\\HasNoChildren) \"/\" foo (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n", false),
            ("* XLIST (\\Inbox) \"/\" INBOX\r\n", false),
            ("* ID (\"name\" \"Dovecot\" \"x\" NIL)\r\n", true),
            ("* ENABLED QRESYNC UTF8=ACCEPT\r\n", true),
            ("* VANISHED (EARLIER) 300:310,405\r\n", true),
            ("* OK [HIGHESTMODSEQ 715194045007] x\r\n", true),
            ("* 2 FETCH (SAVEDATE \"1-Jan-2026 00:00:00 +0000\" UID 4)\r\n", true),
        ] {
            assert_eq!(read(answer) != Reply::Unread, known, "{answer}");
        }
        let end = state("A7 NO [X-VENDOR (1 2)] \u{7f}nein\r\n");
        assert_eq!((end.kind, end.word.as_str()), (Kind::No, "X-VENDOR"));
    }

    #[test]
    fn answers_on_which_the_parser_panics_are_put_right_or_left_aside() {
        assert_eq!(state("* OK [ALERT]日本語\r\n").text, "日本語");
        assert_eq!(state("A1 NO [TRYCREATE]x\r\n").code, Some(StatusCode::TryCreate));
        // Both traps in one line; what it means is nobody's guess.
        let _ = read("* OK [X INTERNALDATE NIL INTERNALDATE NIL]text\r\n");
        assert_eq!(read("* 1 FETCH (INTERNALDATE NIL UID 3)\r\n"), Reply::Fetched(Fetched { uid: Some(3), ..Fetched::default() }));
        let Reply::Fetched(mail) = read("* 1 FETCH (UID 3 internaldate nil BODY[] {2}\r\nab)\r\n") else { panic!() };
        assert_eq!((mail.uid, mail.date, mail.body.as_deref()), (Some(3), None, Some(&b"ab"[..])), "its mail is not lost");
        assert_eq!(read("\n"), Reply::Unread);
        assert_eq!(read(""), Reply::Unread);
    }

    #[test]
    fn codes_say_where_mails_went() {
        assert_eq!(
            state("* OK [COPYUID 38 304,319:320 3956:3958] Done\r\n").code,
            Some(StatusCode::CopyUid(38, vec![304, 319, 320], vec![3956, 3957, 3958]))
        );
        assert_eq!(state("A3 OK [APPENDUID 38505 3955] APPEND completed\r\n").code, Some(StatusCode::AppendUid(38505, 3955)));
        assert_eq!(state("* OK [COPYUID 1 1:4294967295 1:4294967295] all of them\r\n").code, None);
        assert_eq!(state("* NO [AUTHENTICATIONFAILED] Invalid credentials\r\n").word, "AUTHENTICATIONFAILED");
    }

    #[test]
    fn a_mail_comes_with_its_bytes_whatever_is_in_them() {
        let Reply::Fetched(mail) = Reply::read(
            b"* 7 FETCH (UID 9 FLAGS (\\Seen \\Deleted NonJunk) RFC822.SIZE 12 MODSEQ (4) BODY[] {12}\r\n\xff\0\r\n* OK)\r\n{)\r\n",
        ) else {
            panic!()
        };
        assert_eq!((mail.uid, mail.size, mail.deleted, mail.flags), (Some(9), Some(12), true, Some(Flags::READ)));
        assert_eq!(mail.body.as_deref(), Some(&b"\xff\0\r\n* OK)\r\n{"[..]));
    }

    #[test]
    fn mailboxes_and_their_standing() {
        let Reply::Status(name, status) = read("* STATUS \"a b\" (MESSAGES 3 UIDNEXT 9 UIDVALIDITY 7 HIGHESTMODSEQ 12 MAILBOXID (F1))\r\n")
        else {
            // The parser does not take MAILBOXID, which nobody asks for.
            assert_eq!(
                read("* STATUS a (MESSAGES 3)\r\n"),
                Reply::Status("a".into(), MailboxStatus { messages: Some(3), ..MailboxStatus::default() })
            );
            return;
        };
        assert_eq!((name.as_str(), status.highest_modseq), ("a b", Some(12)));
    }
}

//! A mail being written: header fields, a text with undo and soft wrap, and when it was last kept.

mod body;
mod rows;

use std::collections::BTreeSet;
use std::path::PathBuf;

pub(crate) use body::Body;

use super::line::{Edit, Line};
use super::typed_text::TypedAt;
use crate::domain::ids::{Id, MessageKey, ThreadKey};
use crate::domain::mail::address_list::format_address;
use crate::domain::mail::compose::{
    Doubt, DraftFault, DraftField, Enclosure, EnteredDraft, FaultKind, Original, Signature, spread_links, with_recipient,
};
use crate::domain::mail::message_id::MessageId;
use crate::domain::time::Instant;
use crate::i18n::Text;
use crate::jobs::account::AccountRow;
use crate::jobs::outbox::{DraftKey, SendAt, Sender};
use crate::present::key::{Key, KeyPress};
use crate::text::CleanText;

/// How long after a change the draft is kept, in milliseconds.
const KEEP_AFTER: i64 = 3_000;

/// The width of the text on any screen: what goes out is broken there, too, and longer rows are hard to read.
const TEXT_COLUMNS: usize = 72;

/// Where the cursor of the composer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spot {
    /// The account it goes out from.
    From,
    /// A header field.
    Field(DraftField),
    /// What goes along.
    Enclosures,
}

impl Spot {
    /// The spots above what goes along and the text, from the top to the bottom.
    const HEADERS: [Self; 5] = [
        Self::From,
        Self::Field(DraftField::To),
        Self::Field(DraftField::Cc),
        Self::Field(DraftField::Bcc),
        Self::Field(DraftField::Subject),
    ];
}

/// What follows once a save was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AfterSave {
    /// Go on writing.
    Nothing,
    /// Close the composer.
    Close,
    /// Send it then.
    Send(SendAt),
    /// Hand the text to the person's own editor.
    Edit,
}

/// A mail being written.
pub(crate) struct Composer {
    /// Whom it can go out from.
    pub(crate) senders: Vec<Sender>,
    /// From which account it is meant to go, until the accounts are known.
    account: Option<Id>,
    /// Which of them.
    pub(crate) sender: usize,
    pub(crate) to: Line,
    pub(crate) cc: Line,
    pub(crate) bcc: Line,
    pub(crate) subject: Line,
    pub(crate) body: Body,
    /// What goes along.
    pub(crate) enclosures: Vec<Enclosure>,
    /// Which of it the cursor is on.
    pub(crate) enclosure: usize,
    pub(crate) spot: Spot,
    /// What is wrong, by field.
    pub(crate) faults: Vec<(DraftField, Text)>,
    /// The draft it is kept as.
    pub(crate) draft: Option<DraftKey>,
    /// Since when there is something that is not kept.
    unkept: Option<Instant>,
    /// A save is on its way, and what follows.
    pub(crate) saving: Option<AfterSave>,
    /// The file of an editor whose text stands here and is not kept yet.
    pub(crate) lent: Option<PathBuf>,
    /// It is being queued: keys change nothing any more.
    pub(crate) sending: bool,
    /// The conversation that is answered, as far as it is known.
    pub(crate) thread: Option<ThreadKey>,
    /// Whether the conversation goes into the archive once the mail is queued.
    pub(crate) archives: bool,
    /// The domains of the conversation that is answered; empty where they are not known.
    pub(crate) known: BTreeSet<String>,
    /// What was asked about this mail and answered with yes, as it stands.
    pub(crate) agreed: Vec<Doubt>,
    about: About,
    /// Whether it was begun here, and is no draft from before.
    begun: bool,
    signature: Signature,
}

/// What it answers; it stays as it was begun.
#[derive(Debug, Clone, Default)]
struct About {
    in_reply_to: Option<MessageId>,
    references: Vec<MessageId>,
    reply_of: Option<MessageKey>,
    forward_of: Option<MessageKey>,
    for_record: Option<Id>,
}

impl Composer {
    /// Learns the accounts that can send, where it was opened before they were known.
    pub(crate) fn know(&mut self, senders: Vec<Sender>) {
        if self.senders.is_empty() {
            self.sender = self.account.and_then(|id| senders.iter().position(|one| one.account == id)).unwrap_or(0);
            self.senders = senders;
            self.sign();
        }
    }

    /// The signature of the sender comes with a mail that is begun; nothing was typed by that.
    fn sign(&mut self) {
        let Some(sender) = self.senders.get(self.sender) else { return };
        let signature = sender.signature.as_str();
        if !self.begun {
            self.signature = Signature::found(&self.body.text(), signature);
            return;
        }
        let (signature, body) = Signature::begin(&self.body.text(), signature, self.about.forward_of.is_some());
        if signature != Signature::default() {
            self.body = Body::of(&body);
        }
        self.signature = signature;
    }

    /// Another sender has another signature.
    fn sign_anew(&mut self) {
        let signature = self.senders.get(self.sender).map(|sender| sender.signature.as_str().to_owned()).unwrap_or_default();
        if let Some(body) = self.signature.change(&self.body.text(), &signature) {
            self.body.replace(&body);
        }
    }

    /// A composer over a draft, new or kept before. The cursor stands where the next word is missing.
    pub(crate) fn over(entered: EnteredDraft, draft: Option<DraftKey>, senders: Vec<Sender>) -> Self {
        let sender = entered.account.and_then(|id| senders.iter().position(|one| one.account == id)).unwrap_or(0);
        let spot = if entered.to.trim().is_empty() {
            DraftField::To
        } else if entered.subject.trim().is_empty() {
            DraftField::Subject
        } else {
            DraftField::Body
        };
        let mut composer = Self {
            senders,
            account: entered.account,
            sender,
            to: Line::of(&entered.to),
            cc: Line::of(&entered.cc),
            bcc: Line::of(&entered.bcc),
            subject: Line::of(&entered.subject),
            body: Body::of(&entered.body),
            enclosures: entered.enclosures,
            enclosure: 0,
            spot: Spot::Field(spot),
            faults: Vec::new(),
            draft,
            unkept: None,
            saving: None,
            lent: None,
            sending: false,
            thread: None,
            archives: false,
            known: BTreeSet::new(),
            agreed: Vec::new(),
            about: About {
                in_reply_to: entered.in_reply_to,
                references: entered.references,
                reply_of: entered.reply_of,
                forward_of: entered.forward_of,
                for_record: entered.for_record,
            },
            begun: draft.is_none(),
            signature: Signature::default(),
        };
        composer.sign();
        composer
    }

    /// What stands in it now.
    pub(crate) fn entered(&self) -> EnteredDraft {
        let about = self.about.clone();
        EnteredDraft {
            account: self.senders.get(self.sender).map(|one| one.account).or(self.account),
            to: self.to.value().to_owned(),
            cc: self.cc.value().to_owned(),
            bcc: self.bcc.value().to_owned(),
            subject: self.subject.value().to_owned(),
            body: self.body.text(),
            in_reply_to: about.in_reply_to,
            references: about.references,
            reply_of: about.reply_of,
            forward_of: about.forward_of,
            for_record: about.for_record,
            enclosures: self.enclosures.clone(),
        }
    }

    /// Takes links out of the recipients ([`spread_links`]); answers with what of them is not heeded, or nothing where none stood there.
    pub(crate) fn spread(&mut self, now: Instant) -> Option<Vec<CleanText>> {
        let mut entered = self.entered();
        let ignored = spread_links(&mut entered);
        if (entered.to.as_str(), entered.cc.as_str(), entered.bcc.as_str()) == (self.to.value(), self.cc.value(), self.bcc.value()) {
            return None;
        }
        for (line, text) in [(&mut self.to, &entered.to), (&mut self.cc, &entered.cc), (&mut self.bcc, &entered.bcc)] {
            *line = Line::of(text);
        }
        if self.subject.value() != entered.subject {
            self.subject = Line::of(&entered.subject);
        }
        if self.body.text() != entered.body {
            self.body.replace(&entered.body);
        }
        (self.about.in_reply_to, self.about.references) = (entered.in_reply_to, entered.references);
        self.changed(now);
        Some(ignored)
    }

    /// The catalogue id of its title.
    pub(crate) fn title(&self) -> &'static str {
        match (self.about.reply_of, self.about.forward_of) {
            (Some(_), _) => "compose-title-reply",
            (None, Some(_)) => "compose-title-forward",
            (None, None) => "compose-title-new",
        }
    }

    /// The line of a header field; the text has none.
    pub(crate) fn line(&self, field: DraftField) -> Option<&Line> {
        match field {
            DraftField::To => Some(&self.to),
            DraftField::Cc => Some(&self.cc),
            DraftField::Bcc => Some(&self.bcc),
            DraftField::Subject => Some(&self.subject),
            DraftField::Body => None,
        }
    }

    fn line_mut(&mut self, field: DraftField) -> Option<&mut Line> {
        match field {
            DraftField::To => Some(&mut self.to),
            DraftField::Cc => Some(&mut self.cc),
            DraftField::Bcc => Some(&mut self.bcc),
            DraftField::Subject => Some(&mut self.subject),
            DraftField::Body => None,
        }
    }

    /// The spots above the text, from the top to the bottom; what goes along has a row where there is any.
    pub(crate) fn headers(&self) -> Vec<Spot> {
        let enclosures = (!self.enclosures.is_empty()).then_some(Spot::Enclosures);
        Spot::HEADERS.into_iter().chain(enclosures).collect()
    }

    /// The room of the text inside a composer of a size: columns and rows. A border, the rows above the text and a rule stand around it.
    pub(crate) fn room(&self, width: u16, height: u16) -> (usize, usize) {
        (usize::from(width.saturating_sub(4)).min(TEXT_COLUMNS), usize::from(height.saturating_sub(3)).saturating_sub(self.headers().len()))
    }

    /// Learns what is known of the mail that it answers.
    pub(crate) fn learn(&mut self, original: &Original) {
        if self.about.reply_of == Some(original.key) {
            self.known = original.domains();
            self.thread = Some(original.thread);
        }
    }

    /// The list of recipients under the cursor, else To.
    pub(crate) fn recipients(&self) -> DraftField {
        match self.spot {
            Spot::Field(field @ (DraftField::Cc | DraftField::Bcc)) => field,
            _ => DraftField::To,
        }
    }

    /// Somebody gets the mail, too: in place of what was half typed of the name.
    pub(crate) fn add_recipient(&mut self, who: &str, now: Instant) {
        let field = self.recipients();
        self.spot = Spot::Field(field);
        if let Some(line) = self.line_mut(field) {
            *line = Line::of(&with_recipient(line.value(), who));
        }
        self.changed(now);
    }

    /// A file goes along.
    pub(crate) fn enclose(&mut self, one: Enclosure, now: Instant) {
        self.enclosures.push(one);
        self.enclosure = self.enclosures.len() - 1;
        self.changed(now);
    }

    fn choose_enclosure(&mut self, press: KeyPress) -> Edit {
        let count = self.enclosures.len().max(1);
        match press.key {
            Key::Right | Key::Char(' ') => self.enclosure = (self.enclosure + 1) % count,
            Key::Left => self.enclosure = (self.enclosure + count - 1) % count,
            Key::Enter | Key::Down => self.step(true),
            Key::Up => self.step(false),
            Key::Backspace | Key::Delete if self.enclosure < self.enclosures.len() => {
                self.enclosures.remove(self.enclosure);
                self.enclosure = self.enclosure.min(self.enclosures.len().saturating_sub(1));
                if self.enclosures.is_empty() {
                    self.spot = Spot::Field(DraftField::Body);
                }
                return Edit::Changed;
            }
            _ => return Edit::NotMine,
        }
        Edit::Moved
    }

    /// Puts the cursor into the next or the previous field.
    pub(crate) fn step(&mut self, forward: bool) {
        let spots: Vec<Spot> = self.headers().into_iter().chain([Spot::Field(DraftField::Body)]).collect();
        let count = spots.len();
        let here = spots.iter().position(|spot| *spot == self.spot).unwrap_or(0);
        self.spot = spots[(here + if forward { 1 } else { count - 1 }) % count];
    }

    /// Takes a key that is no command. `columns` and `rows` are the room of the text.
    pub(crate) fn key(&mut self, press: KeyPress, columns: usize, rows: usize, now: Instant) {
        if self.sending {
            return;
        }
        let edit = match self.spot {
            Spot::From => self.choose_sender(press),
            Spot::Enclosures => self.choose_enclosure(press),
            Spot::Field(DraftField::Body) => self.body.key(press, columns, rows),
            Spot::Field(field) => match (press.key, self.line_mut(field)) {
                (Key::Enter | Key::Down, _) => {
                    self.step(true);
                    Edit::Moved
                }
                (Key::Up, _) => {
                    self.step(false);
                    Edit::Moved
                }
                (_, Some(line)) => line.key(press),
                (_, None) => Edit::NotMine,
            },
        };
        if edit == Edit::Changed {
            self.changed(now);
        }
    }

    /// Something of it was pressed: the cursor goes there; pressed again, the sender is the next one.
    pub(crate) fn press(&mut self, spot: Spot, at: TypedAt, now: Instant) {
        if self.sending {
            return;
        }
        let here = std::mem::replace(&mut self.spot, spot) == spot;
        match spot {
            Spot::From if here => {
                if self.choose_sender(KeyPress::plain(Key::Right)) == Edit::Changed {
                    self.changed(now);
                }
            }
            Spot::From => {}
            Spot::Enclosures if here => drop(self.choose_enclosure(KeyPress::plain(Key::Right))),
            Spot::Enclosures => {}
            Spot::Field(DraftField::Body) => self.body.press(at),
            Spot::Field(field) => {
                if let Some(line) = self.line_mut(field) {
                    line.go(at.byte_in(line.value()));
                }
            }
        }
    }

    fn choose_sender(&mut self, press: KeyPress) -> Edit {
        let count = self.senders.len().max(1);
        let before = self.sender;
        match press.key {
            Key::Right | Key::Char(' ') => self.sender = (self.sender + 1) % count,
            Key::Left => self.sender = (self.sender + count - 1) % count,
            Key::Enter | Key::Down => self.step(true),
            Key::Up => self.step(false),
            _ => return Edit::NotMine,
        }
        if self.sender == before {
            return Edit::Moved;
        }
        self.sign_anew();
        Edit::Changed
    }

    /// Puts a pasted text in at the cursor.
    pub(crate) fn paste(&mut self, text: &str, now: Instant) {
        if self.sending {
            return;
        }
        match self.spot {
            Spot::From | Spot::Enclosures => return,
            Spot::Field(DraftField::Body) => self.body.paste(text),
            Spot::Field(field) => {
                if let Some(line) = self.line_mut(field) {
                    line.paste(text);
                }
            }
        }
        self.changed(now);
    }

    /// Takes the text back from the person's own editor.
    pub(crate) fn edited(&mut self, text: &str, now: Instant) {
        self.body.replace(text);
        self.spot = Spot::Field(DraftField::Body);
        self.changed(now);
    }

    fn changed(&mut self, now: Instant) {
        if let Spot::Field(field) = self.spot {
            self.faults.retain(|(of, _)| *of != field && !(field != DraftField::Body && *of == DraftField::To));
        }
        self.agreed.clear();
        self.unkept.get_or_insert(now);
    }

    /// Whether something stands in it that is not kept.
    pub(crate) fn is_unkept(&self) -> bool {
        self.unkept.is_some()
    }

    /// When it is to be kept.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.unkept.filter(|_| self.saving.is_none() && !self.sending).map(|since| since.plus_ms(KEEP_AFTER))
    }

    /// A save begins: what is typed from now on is unkept again.
    pub(crate) fn begin_save(&mut self, then: AfterSave) {
        self.unkept = None;
        self.saving = Some(then);
    }

    /// A save failed: it is tried again after a while.
    pub(crate) fn save_failed(&mut self, now: Instant) {
        self.saving = None;
        self.unkept = Some(now.plus_ms(KEEP_AFTER * 10));
    }

    /// Shows what is wrong, and puts the cursor on the first of it.
    pub(crate) fn mark(&mut self, faults: &[DraftFault]) {
        self.faults = faults.iter().map(|fault| (fault.field, fault_text(&fault.kind))).collect();
        if let Some(first) = faults.first() {
            self.spot = Spot::Field(first.field);
        }
    }
}

fn fault_text(kind: &FaultKind) -> Text {
    match kind {
        FaultKind::NoRecipient => Text::of("compose-no-recipient-hint"),
        FaultKind::BadAddress(piece) => Text::of("compose-bad-address").with("piece", piece.as_str()),
        FaultKind::TooLong => Text::of("compose-too-long"),
    }
}

/// The accounts that can send, the default one first.
pub(crate) fn senders(accounts: &[AccountRow]) -> Vec<Sender> {
    let settings = accounts.iter().filter_map(|row| row.settings.as_ref()).filter(|one| one.enabled && one.outgoing.is_some());
    let mut found: Vec<(bool, Sender)> = settings
        .map(|one| {
            let from = crate::domain::mail::address::Address { name: one.display_name.clone(), address: one.email.clone() };
            let name = CleanText::line(one.name.as_str());
            (one.default, Sender { account: one.id, name, from, signature: one.signature.clone() })
        })
        .collect();
    found.sort_by_key(|(default, _)| !default);
    found.into_iter().map(|(_, sender)| sender).collect()
}

/// The columns of the labels at the left.
pub(crate) const COMPOSER_LABEL: u16 = 9;

/// What the From row shows.
pub(crate) fn sender_words(sender: &Sender) -> String {
    format_address(&sender.from)
}

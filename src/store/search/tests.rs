//! Search finds what a scan of the text finds, whatever is indexed yet.
#![allow(clippy::unwrap_used)]

use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::*;
use crate::domain::ids::MessageKey;
use crate::domain::mail::address::{Address, AddressRole};
use crate::domain::mail::body::Attachment;
use crate::domain::mail::message::ParsedMail;
use crate::domain::query::Query;
use crate::jobs::mail::{Anchor, ListView, WindowOf};
use crate::jobs::triage::{Targets, Triage, TriageAction, Within};
use crate::store::frozen::{NOW, World, world};
use crate::store::{StoreError, Write, Written};
use crate::text::{CleanText, search_form};

fn address(name: &str, address: &str) -> Address {
    Address { name: CleanText::line(name), address: address.parse().unwrap() }
}

impl World {
    fn written(&mut self, subject: &str, text: &str) -> ParsedMail {
        self.made += 1;
        let raw = format!("mail {}", self.made);
        let mut mail = ParsedMail::unread(raw.len() as u64, Sha256::digest(&raw).into());
        mail.unparsed = false;
        mail.message_id = Some(format!("m{}@sample.example", self.made));
        mail.subject = CleanText::line(subject);
        mail.text = CleanText::block(text);
        mail.addresses =
            vec![(AddressRole::From, address("Anna Berg", "anna@berg.example")), (AddressRole::To, address("", "me@sample.example"))];
        mail.date = Some(NOW.plus_ms(i64::from(self.made) * 60_000 - 86_400_000));
        mail
    }

    /// A mail with these words that is not stored.
    pub(super) fn parsed_again(&mut self, subject: &str, text: &str) -> ParsedMail {
        self.written(subject, text)
    }

    fn keep(&mut self, mail: ParsedMail) -> MessageKey {
        let number = mail.message_id.as_deref().and_then(|id| id.split(['m', '@']).nth(1)).unwrap();
        let bytes = format!("mail {number}");
        self.stored(mail, bytes.as_bytes())
    }

    pub(in crate::store) fn note(&mut self, subject: &str, text: &str) -> MessageKey {
        let mail = self.written(subject, text);
        self.keep(mail)
    }

    pub(in crate::store) fn index(&mut self, mails: usize) -> usize {
        let transaction = self.db.transaction().unwrap();
        let moved = index_some(&transaction, Budget { mails, bytes: usize::MAX }).unwrap();
        transaction.commit().unwrap();
        moved
    }

    fn try_find(&self, typed: &str) -> Result<Vec<MessageKey>, StoreError> {
        let asked = SearchRequest::query(&self.db, &Query::parse(typed, NOW, &TimeZone::UTC).unwrap())?;
        find(&self.db, &asked, &Scope::Usual, &Window::newest(0))
    }

    pub(in crate::store) fn find(&self, typed: &str) -> Vec<MessageKey> {
        self.try_find(typed).unwrap_or_else(|error| panic!("{typed}: {error}"))
    }

    pub(in crate::store) fn act(&mut self, keys: &[MessageKey], action: TriageAction) {
        Write::Triage(Triage::new(Targets::Messages(keys.to_vec()), action)).apply(&mut self.db, &mut self.context).unwrap();
    }
}

/// A small generator of numbers (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

const WORDS: [&str; 20] = [
    "offer",
    "Offer",
    "meeting",
    "meet",
    "ship",
    "well-known",
    "Café",
    "v2",
    "2026",
    "budget",
    "a",
    "i18n",
    "O'Brien",
    "ＡＢＣ",
    "Łódź",
    "Ægir",
    "ΟΔΌΣ",
    "Ёлка",
    "مُحَمَّد",
    "①",
];
const NOUNS: [&str; 14] =
    ["見積", "見積書", "会議", "資料", "の", "ﾒｰﾙ", "メール", "サーバー", "請求書", "株式会社", "ガス", "髙橋", "お世話", "한국어"];
const GAPS: [&str; 8] = [" ", "", "\n", "、", ", ", "/", "　", "・"];

fn prose(dice: &mut Dice, length: usize) -> String {
    let mut text = String::new();
    for _ in 0..length {
        let word = if dice.below(2) == 0 { dice.of(&WORDS) } else { dice.of(&NOUNS) };
        text.push_str(word);
        let gap = dice.of(&GAPS);
        text.push_str(if gap.is_empty() && NOUNS.iter().all(|noun| *noun != word) { " " } else { gap });
    }
    text
}

/// Whether a character is of a script without spaces.
fn dense(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The text as the scan compares it: in search form, one space wherever words end.
fn plain(text: &str) -> String {
    let folded = search_form(text);
    let mut out = String::new();
    let mut before = ' ';
    for c in folded.chars() {
        let c = if c.is_alphanumeric() || c == 'ー' { c } else { ' ' };
        if c != ' ' && before != ' ' && dense(c) != dense(before) {
            out.push(' ');
        }
        if !(c == ' ' && before == ' ') {
            out.push(c);
        }
        before = c;
    }
    out.trim().to_owned()
}

/// Whether a text has words next to each other: letters must not go on at either end, characters of scripts without spaces may.
fn scanned(text: &str, words: &str) -> bool {
    let (text, mut words) = (plain(text), plain(words));
    // A last long vowel's mark behind three kana says nothing.
    let short = words.trim_end_matches('ー');
    if short.chars().rev().take_while(|c| matches!(c, 'ぁ'..='ん' | 'ー')).count() > 2 {
        words.truncate(short.len());
    }
    text.match_indices(&words).any(|(at, _)| {
        let cut = |edge: Option<char>, beyond: Option<char>| {
            !(edge.is_some_and(|c| !dense(c)) && beyond.is_some_and(|c| c.is_alphanumeric() && !dense(c)))
        };
        cut(words.chars().next(), text[..at].chars().next_back()) && cut(words.chars().next_back(), text[at + words.len()..].chars().next())
    })
}

/// What is asked, beside the query that says it.
enum Question {
    Anywhere(String),
    Subject(String),
    Body(String),
    Both(Box<Question>, Box<Question>),
    Either(Box<Question>, Box<Question>),
    Without(Box<Question>),
}

impl Question {
    fn typed(&self) -> String {
        let quoted = |words: &str| format!("\"{}\"", words.replace('\n', " "));
        match self {
            Self::Anywhere(words) => quoted(words),
            Self::Subject(words) => format!("subject:{}", quoted(words)),
            Self::Body(words) => format!("body:{}", quoted(words)),
            Self::Both(one, other) => format!("{} {}", one.typed(), other.typed()),
            Self::Either(one, other) => format!("({} OR {})", one.typed(), other.typed()),
            Self::Without(one) => format!("-({})", one.typed()),
        }
    }

    fn fits(&self, subject: &str, body: &str) -> bool {
        match self {
            Self::Anywhere(words) => scanned(subject, words) || scanned(body, words),
            Self::Subject(words) => scanned(subject, words),
            Self::Body(words) => scanned(body, words),
            Self::Both(one, other) => one.fits(subject, body) && other.fits(subject, body),
            Self::Either(one, other) => one.fits(subject, body) || other.fits(subject, body),
            Self::Without(one) => !one.fits(subject, body),
        }
    }

    fn any(dice: &mut Dice, texts: &[String], depth: usize) -> Self {
        match dice.below(if depth == 0 { 6 } else { 10 }) {
            6 => Self::Both(Box::new(Self::any(dice, texts, depth - 1)), Box::new(Self::any(dice, texts, depth - 1))),
            7 => Self::Either(Box::new(Self::any(dice, texts, depth - 1)), Box::new(Self::any(dice, texts, depth - 1))),
            8 | 9 => Self::Without(Box::new(Self::any(dice, texts, depth - 1))),
            kind => {
                let words = loop {
                    // A piece of some text, of one character or more, so that most questions have an answer.
                    let chars: Vec<char> = texts[dice.below(texts.len())].chars().collect();
                    let from = dice.below(chars.len());
                    let length = 1 + dice.below(8);
                    let words: String = chars[from..(from + length).min(chars.len())].iter().collect();
                    if words.chars().any(char::is_alphanumeric) && !words.ends_with(['ﾞ', 'ﾟ', '"']) {
                        break words;
                    }
                };
                match kind {
                    0 | 1 => Self::Subject(words),
                    2 => Self::Body(words),
                    _ => Self::Anywhere(words),
                }
            }
        }
    }
}

#[test]
fn two_hundred_questions_get_the_answers_of_a_scan() {
    let mut dice = Dice(42);
    let mut world = world();
    let mut texts = Vec::new();
    let mut mails = Vec::new();
    for _ in 0..120 {
        let (subject, body) = (prose(&mut dice, 3).replace('\n', " "), prose(&mut dice, 20));
        let key = world.note(&subject, &body);
        texts.push(body.clone());
        texts.push(subject.clone());
        mails.push((key, subject, body));
    }
    let questions: Vec<Question> = (0..200).map(|_| Question::any(&mut dice, &texts, 2)).collect();
    let (mut hits, mut answered) = (0, 0);
    // Nothing is indexed yet, then some of it, then all.
    for (index, left) in [(0, 120), (40, 80), (120, 0)] {
        world.index(index);
        assert_eq!(tail_len(&world.db).unwrap(), left);
        for asked in &questions {
            let mut expected: Vec<MessageKey> =
                mails.iter().filter(|(_, subject, body)| asked.fits(subject, body)).map(|(key, ..)| *key).collect();
            expected.sort_unstable_by_key(|key| std::cmp::Reverse(*key));
            assert_eq!(world.find(&asked.typed()), expected, "{} with {left} in the tail", asked.typed());
            hits += expected.len();
            answered += usize::from(!expected.is_empty());
        }
    }
    assert!(hits > 5_000 && answered > 300, "{answered} of 600 questions had {hits} hits in all: too few to prove anything");
}

#[test]
fn what_people_do_not_see_is_forgiven_in_the_tail_and_in_the_index() {
    let mut world = world();
    let mut mail = world.written("渡邉様 第①回のご案内", "髙橋 ｻｰﾊﾞ Łódź œuvre");
    mail.addresses[0].1 = address("田中　太郎", "t@kaisha.example");
    let one = world.keep(mail);
    let two = world.note("Ёлка ΟΔΟΣ", "電話 03-1234-5678 שָׁלוֹם مُحَمَّد");
    let three = world.note("サーバー管理", "携帯 09011112222 ab\u{ad}normal");
    for indexed in [false, true] {
        if indexed {
            world.index(10);
        }
        for (typed, expected) in [
            ("from:田中太郎", vec![one]),
            ("\"田中 太郎\"", vec![one]),
            ("渡辺", vec![one]),
            ("第1回", vec![one]),
            ("高橋", vec![one]),
            ("さーばー", vec![three, one]),
            ("lodz oeuvre", vec![one]),
            ("елка", vec![two]),
            ("οδός", vec![two]),
            ("0312345678", vec![two]),
            ("(03) 1234 5678", vec![two]),
            ("+81-3-1234-5678", vec![two]),
            ("body:0312345678", vec![two]),
            ("-(0312345678)", vec![three, one]),
            ("090-1111-2222", vec![three]),
            ("+81 90 1111 2222", vec![three]),
            ("שלום محمد", vec![two]),
            ("abnormal", vec![three]),
            ("0612345678", vec![]),
        ] {
            assert_eq!(world.find(typed), expected, "{typed}, indexed: {indexed}");
        }
    }
}

#[test]
fn emoji_are_found_by_themselves_and_words_beside_them_as_before() {
    let mut world = world();
    let one = world.note("Party 🎉🎉 today", "契約更新🎉です ❤️ family 👨\u{200d}👩\u{200d}👧");
    let two = world.note("Party today", "契約更新です ★☆★ 🇯🇵 👍🏽");
    for indexed in [false, true] {
        if indexed {
            world.index(10);
        }
        for (typed, expected) in [
            ("🎉", vec![one]),
            ("subject:🎉", vec![one]),
            ("-🎉", vec![two]),
            ("🎉🎉", vec![one]),
            ("❤", vec![one]),
            ("❤\u{fe0f}", vec![one]),
            ("👩", vec![one]),
            ("👍", vec![two]),
            ("🇯🇵", vec![two]),
            ("party", vec![two, one]),
            ("契約更新", vec![two, one]),
            ("契約更新🎉", vec![one]),
            ("\"party 🎉\"", vec![one]),
            ("today", vec![two, one]),
            ("🚀", vec![]),
        ] {
            assert_eq!(world.find(typed), expected, "{typed}, indexed: {indexed}");
        }
    }
}

#[test]
fn japanese_is_found_from_one_character_and_in_every_writing() {
    let mut world = world();
    let one = world.note("お見積りのご依頼", "株式会社サンプルの田中です。");
    let two = world.note("ﾒｰﾙｻｰﾊﾞｰ", "ＦＡＸ番号は下記です");
    let three = world.note("市ケ谷", "3ヶ月後");
    let four = world.note("市が谷", "");
    for indexed in [false, true] {
        if indexed {
            world.index(10);
        }
        for (typed, expected) in [
            ("見", vec![one]),
            ("積", vec![one]),
            ("依頼", vec![one]),
            ("頼", vec![one]),
            ("㈱", vec![one]),
            ("田中です", vec![one]),
            ("メールサーバー", vec![two]),
            ("サーバ", vec![two]),
            ("fax番号", vec![two]),
            ("で", vec![two, one]),
            ("号番", vec![]),
            ("ケ谷", vec![four, three]),
            ("ヶ谷", vec![four, three]),
            ("市ケ", vec![four, three]),
            ("市ヶ", vec![four, three]),
            ("3ケ", vec![three]),
            ("ヶ月後", vec![three]),
            ("市が谷 -ヶ月", vec![four]),
        ] {
            assert_eq!(world.find(typed), expected, "{typed}, indexed: {indexed}");
        }
    }
}

#[test]
fn fields_states_and_dates_narrow_a_search() {
    let mut world = world();
    let mut offer = world.written("Offer", "See https://berg.example/offer for 10 EUR");
    offer.attachments = vec![Attachment {
        index: 1,
        name: CleanText::line("Angebot 2026.pdf"),
        media_type: CleanText::line("application/pdf"),
        size: 9,
        inline: false,
    }];
    offer.size = 5 << 20;
    let offer = world.keep(offer);
    let mut list = world.written("News", "weekly offer");
    list.addresses[0].1 = address("田中 太郎", "t.tanaka@kaisha.example");
    list.list = Some(crate::domain::mail::message::ListHeaders { id: CleanText::line("team.lists.example"), ..Default::default() });
    list.date = Some(NOW.plus_ms(-40 * 86_400_000));
    let list = world.keep(list);
    let mut mine = world.written("Re: Offer", "thanks");
    mine.addresses = vec![(AddressRole::From, address("Me", "me@sample.example")), (AddressRole::To, address("Anna", "anna@berg.example"))];
    let mine = world.keep(mine);
    world.act(&[offer], TriageAction::Star(true));
    world.act(&[offer, mine], TriageAction::Read(true));
    world.act(&[list], TriageAction::Label { add: vec![CleanText::line("Presse")], remove: vec![] });
    for indexed in [false, true] {
        if indexed {
            world.index(10);
        }
        for (typed, expected) in [
            ("", vec![mine, offer, list]),
            ("offer", vec![mine, offer, list]),
            ("offer -from:anna", vec![mine, list]),
            ("from:anna", vec![offer]),
            ("from:berg.example", vec![offer]),
            ("from:田中", vec![list]),
            ("from:tanaka@kaisha.example", vec![list]),
            ("with:anna", vec![mine, offer]),
            ("to:anna", vec![mine]),
            ("subject:offer", vec![mine, offer]),
            ("body:offer", vec![offer, list]),
            ("filename:pdf", vec![offer]),
            ("angebot", vec![offer]),
            ("list:team", vec![list]),
            ("is:unread", vec![list]),
            ("is:starred offer", vec![offer]),
            ("is:sent", vec![mine]),
            ("offer OR is:sent", vec![mine, offer, list]),
            ("thanks OR is:starred", vec![mine, offer]),
            ("-offer", vec![]),
            ("-weekly", vec![mine, offer]),
            ("NOT (weekly OR is:sent)", vec![offer]),
            ("has:attachment", vec![offer]),
            ("has:link", vec![offer]),
            ("size>1M", vec![offer]),
            ("size<1M", vec![mine, list]),
            ("label:presse", vec![list]),
            ("in:Inbox offer", vec![mine, offer, list]),
            ("in:sales/inbox is:unread", vec![list]),
            ("account:sales", vec![mine, offer, list]),
            ("newer_than:7d", vec![mine, offer]),
            ("older_than:7d offer", vec![list]),
            ("id:<m1@sample.example>", vec![offer]),
            ("no-reply:7d", vec![list]),
            ("no-reply:60d", vec![]),
            ("waiting:1h", vec![mine]),
        ] {
            assert_eq!(world.find(typed), expected, "{typed}, indexed: {indexed}");
        }
    }
}

#[test]
fn an_unknown_name_is_an_error_that_says_which_there_are() {
    let world = world();
    for typed in ["in:Nowhere", "x label:y", "-account:other"] {
        let Err(StoreError::Query(error)) = world.try_find(typed) else { panic!("{typed} was taken") };
        assert!(typed.ends_with(&error.at.text) && error.at.text.contains(':'), "{error:?}");
    }
}

#[test]
fn trash_and_spam_stay_out_unless_asked_for() {
    let mut world = world();
    let kept = world.note("kept offer", "");
    let gone = world.note("gone offer", "");
    world.act(&[gone], TriageAction::Delete);
    assert_eq!(world.find("offer"), [kept]);
    assert_eq!(world.find(""), [kept]);
    assert_eq!(world.find("in:Trash offer"), [gone]);
    assert_eq!(world.find("offer -in:Trash"), [kept]);
}

#[test]
fn a_long_list_is_read_in_windows_without_a_gap() {
    let mut world = world();
    let mut all: Vec<MessageKey> = (0..60).map(|n| world.note(&format!("offer {n}"), "")).collect();
    all.reverse();
    world.index(25);
    let asked = SearchRequest::query(&world.db, &Query::parse("offer", NOW, &TimeZone::UTC).unwrap()).unwrap();
    let mut read = Vec::new();
    loop {
        let window = Window { older_than: read.last().copied(), newer_than: None, limit: 7 };
        let next = find(&world.db, &asked, &Scope::Usual, &window).unwrap();
        read.extend(&next);
        if next.len() < 7 {
            break;
        }
    }
    assert_eq!(read, all);
    let newer = Window { older_than: None, newer_than: Some(all[10]), limit: 3 };
    assert_eq!(find(&world.db, &asked, &Scope::Usual, &newer).unwrap(), [all[9], all[8], all[7]]);
}

#[test]
fn words_by_their_first_letter_are_found_among_the_newest_mails_as_in_the_index() {
    let mut world = world();
    for n in 0..300 {
        let words = match n {
            3 | 5 => "zebra",
            n if n % 3 == 0 => "magic 会議",
            _ => "meadow の件",
        };
        let raw = format!("From: anna@berg.example\r\nSubject: s{n}\r\n\r\n{words} {n}\r\n");
        world.stored(crate::mime::parse(raw.as_bytes()), raw.as_bytes());
    }
    world.index(280);
    for typed in ["m*", "me*", "z*", "会", "の", "m* -me*", "ma* OR z*", "subject:s2*", "m* is:starred", "q*"] {
        let all = world.find(typed);
        let asked = SearchRequest::query(&world.db, &Query::parse(typed, NOW, &TimeZone::UTC).unwrap()).unwrap();
        for limit in [1, 7, 50, 130] {
            let find = |window: Window| find(&world.db, &asked, &Scope::Usual, &window).unwrap();
            assert_eq!(find(Window::newest(limit)), all[..limit.min(all.len())], "{typed}, {limit}");
            let Some(edge) = all.get(all.len() / 2) else { continue };
            let older: Vec<MessageKey> = all.iter().copied().filter(|key| key < edge).take(limit).collect();
            assert_eq!(find(Window { older_than: Some(*edge), newer_than: None, limit }), older, "{typed}, {limit}");
            let newer: Vec<MessageKey> = all.iter().rev().copied().filter(|key| key > edge).take(limit).collect();
            assert_eq!(find(Window { older_than: None, newer_than: Some(*edge), limit }), newer, "{typed}, {limit}");
        }
    }
}

#[test]
fn threads_found_stand_at_their_newest_hit_and_windows_meet() {
    let mut world = world();
    let mut roots = Vec::new();
    for n in 0..9 {
        let root = world.written(&format!("offer {n}"), "");
        roots.push(root.message_id.clone().unwrap());
        world.keep(root);
    }
    // Two more hits and a later mail that is none in the first thread.
    for text in ["offer again", "offer once more", "nothing"] {
        let mut answer = world.written("Re", text);
        answer.references = vec![roots[0].clone()];
        world.keep(answer);
    }
    world.index(5);
    let asked = SearchRequest::query(&world.db, &Query::parse("offer", NOW, &TimeZone::UTC).unwrap()).unwrap();
    let read = |anchor| {
        let of = WindowOf { view: ListView::Search { query: "offer".to_owned(), within: None }, anchor, limit: 4 };
        threads(&world.db, &of, &asked, &Scope::Usual).unwrap()
    };
    let first = read(Anchor::Newest);
    assert_eq!(first.rows.iter().map(|row| row.count).collect::<Vec<_>>(), [4, 1, 1, 1]);
    assert!(first.older && !first.newer);
    let second = read(Anchor::OlderThan(first.rows[3].place));
    let third = read(Anchor::OlderThan(second.rows[3].place));
    assert_eq!((second.rows.len(), third.rows.len(), third.older), (4, 1, false));
    let back = read(Anchor::NewerThan(third.rows[0].place));
    assert_eq!(back.rows, second.rows);
    let oldest = read(Anchor::Oldest);
    assert_eq!(oldest.rows.last(), third.rows.last());
    assert_eq!(oldest.rows.len(), 4);
}

#[test]
fn hostile_words_are_only_words() {
    let mut world = world();
    world.note("x", "y");
    world.index(5);
    for typed in ["\"* OR NEAR(\"", "subject:\"{body} : x\"", "multi-agent", "\"^x\"", "x*y*", "x'; DROP TABLE message; --x", "\"a + b\""] {
        world.find(typed);
    }
    assert_eq!(world.find("x"), world.find("y"));
}

#[test]
fn a_persons_mail_is_found_by_all_their_addresses() {
    let mut world = world();
    let theirs = world.note("one", "");
    let mut other = world.written("two", "");
    other.addresses[0].1 = address("", "Anna@Private.example");
    let private = world.keep(other);
    let mut stranger = world.written("three", "");
    stranger.addresses[0].1 = address("", "x@other.example");
    world.keep(stranger);
    let asked = SearchRequest::with(&["anna@berg.example".to_owned(), "anna@private.example".to_owned()]);
    assert_eq!(find(&world.db, &asked, &Scope::Usual, &Window::newest(0)).unwrap(), [private, theirs]);
}

#[test]
fn everything_a_query_finds_can_be_archived_at_once() {
    let mut world = world();
    let hits = [world.note("offer", ""), world.note("offer too", "")];
    world.note("other", "");
    let targets = Targets::Query { query: "offer newer_than:7d".to_owned(), within: Within::Mailboxes(vec![world.inbox]) };
    let written = Write::Triage(Triage::new(targets, TriageAction::Archive)).apply(&mut world.db, &mut world.context).unwrap();
    let Written::Changed(changed) = written else { panic!("{written:?}") };
    assert_eq!(changed.changed, 2);
    assert_eq!(world.find("in:Archive"), [hits[1], hits[0]]);
}

//! Invented mail in any number: the same seed gives the same bytes. Shaped like a business mailbox: threads of one to forty mails, log-normal sizes (median
//! about 6 KiB), every fifth with an HTML twin, every tenth Japanese, people by a Zipf law, six years of dates.

#[path = "../../src/text/numbers.rs"]
mod numbers;

use std::fmt::Write;

use base64::Engine;

use self::numbers::Numbers;

/// Words everybody uses; the first probe of the search benches is among them.
const COMMON: &str = "the to of and a in is it you that for on we with be this are have will not as from at please can our your if by or any would us all need so \
    out about up send next just was do has which time more new one week they what there when before know also find see meeting project order report contract team \
    attached regards update customer price quote delivery review issue release budget schedule server build test change request call";
const NOUNS: [&str; 24] = [
    "会議",
    "資料",
    "見積",
    "請求書",
    "納期",
    "契約更新",
    "予算",
    "仕様書",
    "東京本社",
    "大阪支店",
    "担当者",
    "検収",
    "在庫",
    "障害報告",
    "打合せ",
    "新製品",
    "議事録",
    "発注書",
    "顧客",
    "展示会",
    "サーバー",
    "メール",
    "スケジュール",
    "リリース",
];
const VERBS: [&str; 6] =
    ["を送付いたします", "を確認してください", "について相談したいです", "を更新しました", "の件で連絡いたします", "を共有します"];
const SYLLABLES: [&str; 20] =
    ["ba", "ke", "di", "fo", "gu", "lai", "mor", "nen", "pa", "re", "si", "to", "vu", "brai", "stor", "tren", "pla", "li", "de", "ka"];

/// A word of about two mails in a thousand.
pub const RARE: &str = "zorblaxian";

/// A small generator of numbers.
pub struct Dice(Numbers);

impl Dice {
    /// A generator with a seed.
    pub fn new(seed: u64) -> Self {
        Self(Numbers::of(seed))
    }

    /// A number below n.
    pub fn below(&mut self, n: usize) -> usize {
        self.0.below(n)
    }

    /// A number from 0 up to 1.
    fn unit(&mut self) -> f64 {
        (self.0.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().max(1e-12).ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// An index below n, the small ones far oftener.
    fn zipf(&mut self, n: usize) -> usize {
        ((n as f64 + 1.0).powf(self.unit()) - 1.0) as usize % n
    }
}

struct Thread {
    left: usize,
    japanese: bool,
    people: Vec<usize>,
    subject: String,
    ids: Vec<String>,
}

/// An endless mailbox.
pub struct Mails {
    dice: Dice,
    words: Vec<String>,
    active: Vec<Thread>,
    people: usize,
    step_seconds: i64,
    made: usize,
}

impl Mails {
    /// A mailbox that holds about `n` mails over its six years.
    pub fn new(n: usize, seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut words: Vec<String> = COMMON.split_whitespace().map(str::to_owned).collect();
        while words.len() < 30_000 {
            words.push((0..2 + dice.below(3)).map(|_| SYLLABLES[dice.below(SYLLABLES.len())]).collect());
        }
        Self { dice, words, active: Vec::new(), people: (n / 20).max(20), step_seconds: 6 * 365 * 86_400 / n.max(1) as i64, made: 0 }
    }

    fn word(&mut self) -> String {
        let at = self.dice.zipf(self.words.len());
        self.words[at].clone()
    }

    fn thread(&mut self) -> Thread {
        let left = if self.dice.unit() < 0.45 { 1 } else { (1.0 + self.dice.unit().max(1e-3).powf(-0.95)) as usize };
        let japanese = self.dice.below(10) == 0;
        let subject = if japanese {
            format!("{}の{}について", NOUNS[self.dice.below(24)], NOUNS[self.dice.below(24)])
        } else {
            (0..2 + self.dice.below(6)).map(|_| self.word()).collect::<Vec<_>>().join(" ")
        };
        let people = (0..2 + self.dice.below(4)).map(|_| self.dice.zipf(self.people)).collect();
        Thread { left: left.min(40), japanese, people, subject, ids: Vec::new() }
    }

    fn body(&mut self, bytes: usize, japanese: bool) -> String {
        let mut text = String::with_capacity(bytes + 200);
        while text.len() < bytes {
            if japanese {
                for _ in 0..2 + self.dice.below(4) {
                    let (one, other) = (NOUNS[self.dice.below(24)], NOUNS[self.dice.below(24)]);
                    let _ = write!(text, "{one}の{other}{}。", VERBS[self.dice.below(6)]);
                }
                text.push('\n');
            } else {
                for _ in 0..10 + self.dice.below(4) {
                    text.push_str(&self.word());
                    text.push(' ');
                }
                text.push_str(if self.dice.below(6) == 0 { ".\n\n" } else { "\n" });
            }
        }
        if self.dice.below(500) == 0 {
            let _ = writeln!(text, "Ask {RARE} about it.");
        }
        text
    }
}

fn person(at: usize) -> String {
    if at.is_multiple_of(8) {
        format!("\"田中 {at}\" <user{at}@kaisha{}.example>", at % 97)
    } else {
        format!("Person Number{at} <person.number{at}@firm{}.example>", at % 211)
    }
}

impl Iterator for Mails {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        while self.active.len() < 300 {
            let thread = self.thread();
            self.active.push(thread);
        }
        let at = self.dice.below(self.active.len());
        let mut thread = self.active.swap_remove(at);
        let n = self.made;
        self.made += 1;
        let from = thread.people[self.dice.below(thread.people.len())];
        let sent = 1_577_836_800 + n as i64 * self.step_seconds;
        let date = jiff::fmt::rfc2822::to_string(&jiff::Timestamp::from_second(sent).ok()?.to_zoned(jiff::tz::TimeZone::UTC)).ok()?;
        let id = format!("{sent:x}.{n:x}@firm{}.example", from % 211);
        let size = (8.3 + 0.85 * self.dice.normal()).exp().clamp(400.0, 300_000.0) as usize;
        let html = self.dice.below(5) == 0;
        let text = self.body(if html { size / 3 } else { size }, thread.japanese);
        let mut head = String::new();
        let answer = if thread.ids.is_empty() { "" } else { "Re: " };
        let _ = write!(
            head,
            "Return-Path: <x@example>\r\nReceived: from mx{}.example.net by mail.perf.example with ESMTPS id {n:016x};\r\n\t{date}\r\n",
            n % 99
        );
        let _ = write!(
            head,
            "Message-ID: <{id}>\r\nDate: {date}\r\nFrom: {}\r\nTo: {}, Me <me@sample.example>\r\n",
            person(from),
            person(thread.people[0])
        );
        let _ = write!(head, "Subject: {answer}{}\r\n", thread.subject);
        if let Some(last) = thread.ids.last() {
            let references: Vec<String> = thread.ids.iter().map(|id| format!("<{id}>")).collect();
            let _ = write!(head, "In-Reply-To: <{last}>\r\nReferences: {}\r\n", references.join("\r\n "));
        }
        head.push_str("MIME-Version: 1.0\r\n");
        let crlf = text.replace('\n', "\r\n");
        if html {
            let page: String = text.lines().map(|line| format!("<p class=\"m\">{line}<br></p>\r\n")).collect();
            let _ = write!(
                head,
                "Content-Type: multipart/alternative; boundary=\"b{n:x}\"\r\n\r\n--b{n:x}\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n{crlf}\r\n--b{n:x}\r\n\
                 Content-Type: text/html; charset=UTF-8\r\n\r\n<html><body>{page}</body></html>\r\n--b{n:x}--\r\n"
            );
        } else if thread.japanese {
            let encoded = base64::engine::general_purpose::STANDARD.encode(&crlf);
            head.push_str("Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
            encoded.as_bytes().chunks(76).for_each(|line| {
                head.push_str(&String::from_utf8_lossy(line));
                head.push_str("\r\n");
            });
        } else {
            let _ = write!(head, "Content-Type: text/plain; charset=UTF-8\r\n\r\n{crlf}");
        }
        thread.ids.push(id);
        thread.left -= 1;
        if thread.left > 0 {
            self.active.push(thread);
        }
        Some(head.into_bytes())
    }
}

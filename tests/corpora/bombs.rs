//! Mails made to cost time or memory (promises.md D3, D4): each is read by a process of its own, which says what it took.

use std::fs;
use std::io::{self, Read};
use std::process::Command;

use fumi::mime;

/// Names the bomb that a child process reads.
const BOMB: &str = "FUMI_BOMB";

/// A mail that is made while it is read, so that it takes no memory itself.
struct Made {
    pieces: Box<dyn Iterator<Item = Vec<u8>>>,
    held: Vec<u8>,
    at: usize,
}

impl Read for Made {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.held.len() {
            let Some(next) = self.pieces.next() else { return Ok(0) };
            self.held = next;
            self.at = 0;
        }
        let length = into.len().min(self.held.len() - self.at);
        into[..length].copy_from_slice(&self.held[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

fn made(pieces: impl Iterator<Item = String> + 'static) -> Made {
    Made { pieces: Box::new(pieces.map(String::into_bytes)), held: Vec::new(), at: 0 }
}

fn html(piece: &'static str) -> Made {
    made(std::iter::once("Content-Type: text/html\n\n".to_owned()).chain(std::iter::repeat_n(piece.to_owned(), 2_000_000 / piece.len())))
}

/// The bombs; `times` makes them larger (FUMI_BOMBS=10 for the figures of a release).
fn bomb(name: &str, times: usize) -> Made {
    let repeated = |head: &str, piece: &'static str, count: usize| {
        made(std::iter::once(head.to_owned()).chain(std::iter::repeat_n(piece.to_owned(), count * times)))
    };
    match name {
        "nested multiparts" => made((0..100_000 * times).map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))),
        "nested mails" => repeated("", "Content-Type: message/rfc822\n\n", 100_000),
        "many parts" => repeated("Content-Type: multipart/mixed; boundary=x\n\n", "--x\n\na\n", 1_000_000),
        "many headers" => repeated("", "X: abcd\n", 1_000_000),
        "one long header" => repeated("Subject: ", "=?utf-8?q?a?= ", 500_000),
        "many addresses" => repeated("To: ", "a@b.example, ", 500_000),
        "semicolons" => repeated("To: ", ";", 1_000_000),
        "comments" => repeated("To: ", "(", 1_000_000),
        "references" => repeated("References: ", "<a@b> ", 500_000),
        "parameters" => repeated("Content-Type: text/plain", "; a*0*=x''%41", 200_000),
        "one long line" => repeated("Subject: x\n\n", "aaaaaaaaaa", 1_000_000),
        "tabs" => repeated("Subject: x\n\n", "\t\t\t\t\t\t\t\t\t\t", 100_000),
        "marks" => repeated("Content-Type: text/plain; charset=utf-8\n\na", "\u{301}\u{301}", 200_000),
        "quotes" => repeated("Subject: x\n\n", ">>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>\n", 50_000),
        "attributions" => repeated("Subject: x\n\n", "On 2012-01-01 10:00 <a@b.example>\n", 50_000),
        "uuencode" => repeated("Subject: x\n\n", "begin 644 a\n#0V%T\n", 100_000),
        "soft line ends" => repeated("Content-Transfer-Encoding: quoted-printable\n\n", "=\n", 1_000_000),
        "nested elements" => html("<div>"),
        "nested tables" => html("<table><tr><td>"),
        "open emphasis" => html("<b id=1><p>x"),
        "links" => html("<a href='http://x.example'>x"),
        "open quotes" => html("<a b=\""),
        "comments in HTML" => html("<!--"),
        "references in HTML" => html("&#x41;&amp;&"),
        "attributes of one tag" => {
            made(std::iter::once("Content-Type: text/html\n\n<p ".to_owned()).chain((0..300_000).map(|n| format!("{n:x} "))))
        }
        "tags of many attributes" => made(
            std::iter::once("Content-Type: text/html\n\n".to_owned())
                .chain((0..200_000).map(|n| format!("{}{n:x} ", if n % 4_000 == 0 { ">x<p " } else { "" }))),
        ),
        "styles" => html("<style>.a{display:none}</style>"),
        "spans on one line" => html("<b></b>x"),
        _ => panic!("no bomb is called {name}"),
    }
}

const BOMBS: [&str; 28] = [
    "nested multiparts",
    "nested mails",
    "many parts",
    "many headers",
    "one long header",
    "many addresses",
    "semicolons",
    "comments",
    "references",
    "parameters",
    "one long line",
    "tabs",
    "marks",
    "quotes",
    "attributions",
    "uuencode",
    "soft line ends",
    "nested elements",
    "nested tables",
    "open emphasis",
    "links",
    "open quotes",
    "comments in HTML",
    "references in HTML",
    "attributes of one tag",
    "tags of many attributes",
    "styles",
    "spans on one line",
];

fn number_of(file: &str, field: &str) -> Option<u64> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()
}

/// What the child does: reads one bomb both ways and prints its processor time in ms and its peak memory over that of the start in KiB.
#[test]
fn a_child_reads_one_bomb() {
    let Ok(name) = std::env::var(BOMB) else { return };
    let times = std::env::var("FUMI_BOMBS").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    let memory = || number_of("/proc/self/status", "VmHWM:").unwrap_or(0);
    let cpu = || {
        fs::read_to_string("/proc/thread-self/schedstat")
            .ok()
            .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
            .unwrap_or(0)
    };
    let before = memory();
    let start = cpu();
    let mail = mime::parse_stream(bomb(&name, times)).unwrap();
    let arrival = cpu();
    assert!(!mail.unparsed && mail.text.as_str().len() <= 1 << 20 && mail.attachments.len() <= 1000);
    let reading = mime::read_stream(bomb(&name, times)).unwrap();
    assert!(reading.attachments.len() <= 1000);
    let end = cpu();
    println!("took {} {} {}", (arrival - start) / 1_000_000, (end - arrival) / 1_000_000, memory() - before);
}

#[test]
fn no_mail_costs_more_than_a_second_or_64_mib() {
    let bounds = if cfg!(debug_assertions) { 20_000 } else { 1_000 };
    let mut failed = Vec::new();
    for name in BOMBS {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "bombs::a_child_reads_one_bomb", "--nocapture"])
            .env(BOMB, name)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        let numbers: Option<Vec<u64>> = said
            .lines()
            .find_map(|line| line.split_once("took "))
            .map(|(_, rest)| rest.split_whitespace().filter_map(|number| number.parse().ok()).collect());
        let Some(&[parse, read, memory]) = numbers.as_deref() else {
            failed.push(format!("{name}: the child failed: {}", String::from_utf8_lossy(&child.stderr)));
            continue;
        };
        eprintln!("{name}: arrival {parse} ms, opening {read} ms of processor, {} MiB", memory / 1024);
        if parse > bounds || read > bounds || memory > 64 * 1024 {
            failed.push(format!("{name}: {parse} ms, {read} ms, {memory} KiB"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

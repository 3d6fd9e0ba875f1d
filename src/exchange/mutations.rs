//! No file of other programs makes a reader panic, hang, or hold more than a line.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::files::{all, base_of};
use super::maildir;
use super::mbox::MboxReader;
use super::records_in::RecordsIn;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::Reading;
use crate::domain::time::Instant;
use crate::text::mutated::try_mutations;

#[test]
fn mailboxes_in_one_file() {
    let plain: &[u8] = b"From a@b Mon Sep  1 10:00:00 2025\nSubject: one\nContent-Length: 6\n\nhello\n\nFrom b@c Mon Sep  1 10:00:01 2025\nSubject: two\n\n>From here\n>>From there\n\n";
    let odd: &[u8] = b"\xef\xbb\xbf\r\n\r\nFrom - Mon Sep 01 10:00:00 2025\r\nX-Mozilla-Status: 0001\r\nContent-Length: 99999999999999999999\r\n\r\nFrom \r\n\r\nFrom x";
    try_mutations("mbox", &[plain, odd, b"no mailbox", b"From "], |bytes| {
        let mut reader = MboxReader::new(bytes, None, "box");
        let mut taken = 0;
        while reader.begin().unwrap_or(false) {
            let mut mail = Vec::new();
            while reader.piece(&mut mail).unwrap_or(false) {}
            taken += mail.len();
            let _ = reader.end(None);
        }
        assert!(taken <= 2 * bytes.len() + 16, "{taken} of {} bytes", bytes.len());
    });
}

/// Reads a file of records to its end; each row is of a line of the file.
fn read_records(bytes: &[u8]) {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    let rules = CrmRules::default();
    let reading = Reading::of(&rules, Instant(1_795_399_200_000), jiff::tz::TimeZone::UTC);
    for kind in [RecordKind::Lead, RecordKind::Company, RecordKind::Deal] {
        let Ok(mut records) = RecordsIn::open(kind, file.path(), &[]) else { continue };
        let mut last = 0;
        while let Ok(Some(row)) = records.next(&reading) {
            assert!(row.line > last && row.line <= records.lines() + 2, "line {} behind {last} of {}", row.line, records.lines());
            last = row.line;
        }
    }
}

#[test]
fn tables_of_records() {
    let plain: &[u8] = b"Last Name,First Name,Email,Deal Name,Amount,Closing Date\r\nBerg,Anna,a@b.example,Pilot,\"1,000.50\",2027-01-31\r\n\r\n'=Cole,\"two\nlines\",,,,\r\n";
    let odd: &[u8] = b"\xff\xfeI\0d\0;\0N\0a\0m\0e\0\r\0\n\0\"\0;\0\"\0\"\0;\0";
    try_mutations("tables", &[plain, odd, b"\x90\xa9,\x96\xbc\n\x93c\x92\x86,\x91\xbe\x98Y\n"], read_records);
}

#[test]
fn cards_of_people() {
    let new: &[u8] = b"BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:01a21ca5-c682-7068-9058-c8fa87356a65\r\nFN:Anna Berg\r\nN:Berg;Anna;;;\r\nORG:Nordwind;Sales\r\nTEL;TYPE=cell:+49 30 1\r\nitem1.EMAIL;PREF=1:a@b.ex\r\n ample\r\nPHOTO:data:image/jpeg;base64,AAAA\r\n AAAA\r\nEND:VCARD\r\n";
    let old: &[u8] = b"BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=93c=92=86;=91=BE=98Y\nTEL;CELL;VOICE:090=\n-1\nADR;WORK:;;Street;City;;100-0001;Japan\nPHOTO;ENCODING=BASE64:\n AAAA\n\nEND:VCARD\nBEGIN:VCARD\nEND:VCARD";
    try_mutations("vcards", &[new, old], read_records);
}

#[test]
fn calendars() {
    let plain: &[u8] = b"BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:Ours\r\nX-LIC-LOCATION:Asia/Tokyo\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:a@b\r\nSUMMARY:Visit\\, all\r\nDTSTART;TZID=Ours:20270110T090000\r\nDURATION:PT1H30M\r\nRRULE:FREQ=WEEKLY;COUNT=3;BYDAY=MO\r\nEXDATE:20270117T000000Z\r\nATTENDEE;CN=\"A: B\":mailto:a@b.example\r\nBEGIN:VALARM\r\nTRIGGER;RELATED=END:-P1DT2H\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let odd: &[u8] = b"begin:vcalendar\nBEGIN:VTODO\nDUE;VALUE=DATE:99991231\nPRIORITY:-9223372036854775808\nRRULE:FREQ=YEARLY;UNTIL=00010101T000000Z;INTERVAL=0\nEND:VTODO\nBEGIN:VEVENT\nDTSTART:00000000T999999\nDTEND:10000101\nDURATION:-P4294967295W\nRECURRENCE-ID:20270110\nUID:x\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270110\nEND:VEVENT\n";
    let rules = CrmRules::default();
    try_mutations("calendars", &[plain, odd], |bytes| {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), bytes).unwrap();
        let reading = Reading::of(&rules, Instant(1_795_399_200_000), jiff::tz::TimeZone::get("Asia/Tokyo").unwrap());
        let Ok(mut records) = RecordsIn::calendar(file.path()) else { return };
        let mut entries = 0;
        while let Ok(Some(row)) = records.next(&reading) {
            assert!(row.line <= records.lines() + 1, "line {} of {}", row.line, records.lines());
            entries += 1;
        }
        assert!(entries <= bytes.len());
    });
}

fn pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
}

/// Each line is an entry: its first letter says what lies there and what becomes of it once it is listed, the rest is its name.
#[test]
fn folders_of_a_file_a_mail() {
    let sample: &[u8] = b"f1.a:2,S\nl2.b:2,FR\nd3.c\nl4.d\nx5.e\np6.f\no7.g\ng8.h\nm9.i\nr10.j\nf11.k:2,ST\nn.12\nf13;2,R!2,\nu14";
    let odd: &[u8] = b"f\xff\xfe:2,\nf:2,\nf;2,S\nf!2,T\nf\x1b[31m\nm\xe3\x81:2,:2,S\nr \nnf\nu:2,X\nff\nff:2,F\nff:2,R";
    try_mutations("maildir", &[sample, odd], |bytes| {
        let dir = tempfile::tempdir().unwrap();
        for name in ["cur", "new", "tmp"] {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        let target = dir.path().join("mail");
        fs::write(&target, "Subject: linked\n\nx\n").unwrap();
        let (mut later, mut mails) = (Vec::new(), BTreeSet::new());
        for line in bytes.split(|byte| *byte == b'\n').take(24) {
            let Some((kind, name)) = line.split_first() else { continue };
            let name: Vec<u8> = name.iter().copied().filter(|byte| !matches!(byte, 0 | b'/')).take(200).collect();
            let path = dir.path().join(if kind % 3 == 0 { "new" } else { "cur" }).join(OsStr::from_bytes(&name));
            if name.is_empty() || name == b"." || name == b".." || path.symlink_metadata().is_ok() {
                continue;
            }
            match kind {
                b'l' => symlink(&target, &path).unwrap(),
                b'o' => symlink(&path, &path).unwrap(),
                b'n' => symlink(dir.path().join("nothing"), &path).unwrap(),
                b'd' => fs::create_dir(&path).unwrap(),
                b'p' => pipe(&path),
                _ => fs::write(&path, "Subject: one\n\nx\n").unwrap(),
            }
            later.push((*kind, path));
        }
        let reader = maildir::open(dir.path()).unwrap();
        for (kind, path) in &later {
            let shown = !path.file_name().unwrap().as_bytes().starts_with(b".");
            // Which of several names a mail has is taken is another story; what matters here is that it is read.
            let (base, other) =
                (base_of(path).to_vec(), |mark: &[u8]| path.with_file_name(OsStr::from_bytes(&[base_of(path), mark].concat())));
            let only = later.iter().filter(|(_, one)| base_of(one) == base).count() == 1 && !other(b":2,").starts_with(".");
            let flags = &path.file_name().unwrap().as_bytes()[base.len()..];
            let there = match kind {
                b'x' => fs::remove_file(path).is_err(),
                b'g' => {
                    fs::remove_file(path).unwrap();
                    pipe(path);
                    false
                }
                b'm' => {
                    let seen = dir.path().join("cur").join(OsStr::from_bytes(&[&base[..], b":2,RS"].concat()));
                    seen.symlink_metadata().is_err() && fs::rename(path, seen).is_ok()
                }
                b'r' => fs::rename(path, dir.path().join("cur").join(OsStr::from_bytes(&[&base[..], b":2,S"].concat()))).is_ok(),
                b'o' | b'n' | b'd' | b'p' => false,
                _ => true,
            };
            if shown && only && there && !flags.contains(&b'T') {
                mails.insert(base);
            }
        }
        let read: BTreeSet<String> = all(reader).into_iter().filter_map(Result::ok).map(|mail| mail.at).collect();
        for base in mails {
            let base = String::from_utf8_lossy(&base).into_owned();
            assert!(read.iter().any(|at| at.starts_with(&base)), "{base:?} is not among {read:?}");
        }
    });
}

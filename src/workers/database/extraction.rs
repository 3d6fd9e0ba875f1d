//! What a mail says about its sender (S26): read on a reader's own thread, away from screen and writer.

use rusqlite::Connection;

use crate::domain::ids::MessageKey;
use crate::domain::mail::sender::of_mail;
use crate::domain::signature::{SenderMail, extract};
use crate::jobs::extraction::{Extract, Extracted};
use crate::jobs::{Outcome, Report};
use crate::mime;
use crate::store::{Result, accounts, messages, raw, stored};
use crate::workers::problems::of_store;

/// How many earlier mails of the sender are looked at: a signature that comes again is surer.
const EARLIER: u32 = 3;

/// Earlier mails beyond this are not worth their reading.
const EARLIER_BYTES: u64 = 256 * 1024;

pub(super) fn answer(db: &Connection, job: Extract) -> Outcome {
    let found = match job {
        Extract::Message(message) => of_message(db, message).map_err(|error| of_store(&error))?,
        Extract::Bytes(raw) => of_bytes(db, &raw).map_err(|error| of_store(&error))?,
    };
    Ok(Report::Extracted(Box::new(found)))
}

fn of_bytes(db: &Connection, raw: &[u8]) -> Result<Extracted> {
    let mail = mime::parse(raw);
    let whom = of_mail(&mail, &accounts::own(db)?);
    Ok(Extracted { message: None, extraction: extract(&SenderMail::of(&mail, &whom, &[])) })
}

fn of_message(db: &Connection, message: MessageKey) -> Result<Extracted> {
    // One reading: the sender's mails must not change in between.
    let reading = db.unchecked_transaction()?;
    let row = messages::row(&reading, message)?;
    if !row.parsed {
        return Ok(Extracted {
            message: Some(message),
            extraction: extract(&SenderMail { from: row.author.as_ref(), ..SenderMail::default() }),
        });
    }
    let mail = stored::parsed(&reading, message, row.size)?;
    let mut earlier = Vec::new();
    let whom = of_mail(&mail, &accounts::own(&reading)?);
    if let Some(author) = whom.authors.first() {
        for key in messages::earlier_from(&reading, message, &author.address, EARLIER, EARLIER_BYTES)? {
            earlier.push(mime::parse(&raw::whole(&reading, key)?).text.into_string());
        }
    }
    Ok(Extracted { message: Some(message), extraction: extract(&SenderMail::of(&mail, &whom, &earlier)) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    use crate::domain::signature::{Extraction, SenderField};

    use crate::store::frozen::{World, world};

    impl World {
        fn signed(&mut self, hour: u32, text: &str) -> MessageKey {
            let raw = format!(
                "From: Anna Berg <anna@sample.example>\r\nMessage-ID: <{hour}@sample.example>\r\nDate: Mon, 1 Sep 2025 {hour:02}:00:00 +0000\r\n\r\n{text}"
            );
            self.stored(mime::parse(raw.as_bytes()), raw.as_bytes())
        }

        fn extracted(&self, message: MessageKey) -> Extraction {
            match answer(&self.db, Extract::Message(message)).unwrap() {
                Report::Extracted(found) => {
                    assert_eq!(found.message, Some(message));
                    found.extraction
                }
                other => panic!("{other:?}"),
            }
        }
    }

    const SIGNED: &str = "It works.\r\n\r\n-- \r\nAnna Berg\r\nHead of Sales, Sample Works Ltd.\r\nTel +44 20 7946 0000\r\n";

    #[test]
    fn a_signature_that_stood_in_an_earlier_mail_is_surer_and_a_later_one_does_not_count() {
        let mut world = world();
        let first = world.signed(8, SIGNED);
        let second = world.signed(9, SIGNED);
        let (once, again) = (world.extracted(first), world.extracted(second));
        assert_eq!(once.get(SenderField::Phone).unwrap().value.as_str(), "+44 20 7946 0000");
        assert_eq!(once.signature, Some((3, 6)));
        assert!(again.get(SenderField::Phone).unwrap().confidence > once.get(SenderField::Phone).unwrap().confidence);
    }

    #[test]
    fn what_a_form_sends_is_from_whom_it_names_in_row_mark_and_new_record() {
        for (from, name) in
            [("Shop <me@sample.example>", "form"), ("Forms <noreply@forms.example>", "program"), ("me+web@sample.example", "tag")]
        {
            let mut world = world();
            let raw = format!(
                "From: {from}\r\nTo: me@sample.example\r\nReply-To: Taro Tanaka <taro@kunde.example>\r\nMessage-ID: <{name}@x.example>\r\nSubject: Inquiry\r\n\r\nHello.\r\n"
            );
            let key = world.stored(mime::parse(raw.as_bytes()), raw.as_bytes());
            let row = messages::row(&world.db, key).unwrap();
            assert!(!row.mine, "{name}");
            assert_eq!(row.sender(), "Taro Tanaka", "{name}");
            assert_ne!(row.from, row.author, "{name}: From stays what it is");
            let sql = "SELECT correspondent || ' ' || participants FROM mailbox_thread";
            let shown: String = world.db.query_row(sql, [], |found| found.get(0)).unwrap();
            assert_eq!(shown, "taro@kunde.example Taro Tanaka", "{name}");
            let found = world.extracted(key);
            assert_eq!(found.get(SenderField::Email).unwrap().value.as_str(), "taro@kunde.example", "{name}");
            assert_eq!(found.get(SenderField::LastName).unwrap().value.as_str(), "Tanaka", "{name}");
        }
    }

    #[test]
    fn a_mail_that_is_not_stored_is_read_as_well_and_a_missing_one_is_a_problem() {
        let world = world();
        let raw = format!("From: Anna Berg <anna@sample.example>\r\n\r\n{SIGNED}").into_bytes();
        match answer(&world.db, Extract::Bytes(raw)).unwrap() {
            Report::Extracted(found) => assert_eq!(found.extraction.get(SenderField::Company).unwrap().value.as_str(), "Sample Works Ltd."),
            other => panic!("{other:?}"),
        }
        assert!(answer(&world.db, Extract::Message(MessageKey(42))).is_err());
    }
}

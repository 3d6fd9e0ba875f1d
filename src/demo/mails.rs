//! The sample mails: invented people, with dates relative to now.

use crate::domain::time::Instant;
use crate::workers::clock;

/// The sample mails, oldest file name first.
const MAILS: &[&[u8]] = &[
    include_bytes!("../../assets/demo/mails/01-tanaka-estimate.eml"),
    include_bytes!("../../assets/demo/mails/02-tanaka-answer.eml"),
    include_bytes!("../../assets/demo/mails/03-tanaka-quantity.eml"),
    include_bytes!("../../assets/demo/mails/04-anna-pilot.eml"),
    include_bytes!("../../assets/demo/mails/05-anna-answer.eml"),
    include_bytes!("../../assets/demo/mails/06-anna-colours.eml"),
    include_bytes!("../../assets/demo/mails/07-jonas-showrooms.eml"),
    include_bytes!("../../assets/demo/mails/08-anna-contract.eml"),
    include_bytes!("../../assets/demo/mails/09-newsletter.eml"),
    include_bytes!("../../assets/demo/mails/10-order-notice.eml"),
    include_bytes!("../../assets/demo/mails/11-suzuki-meeting.eml"),
    include_bytes!("../../assets/demo/mails/12-kobayashi-invoice.eml"),
    include_bytes!("../../assets/demo/mails/13-marco-question.eml"),
    include_bytes!("../../assets/demo/mails/14-claire-order.eml"),
    include_bytes!("../../assets/demo/mails/15-jonas-invitation.eml"),
    include_bytes!("../../assets/demo/mails/16-magazine.eml"),
    include_bytes!("../../assets/demo/mails/17-list-widths.eml"),
    include_bytes!("../../assets/demo/mails/18-list-widths-answer.eml"),
    include_bytes!("../../assets/demo/mails/19-list-widths-other.eml"),
    include_bytes!("../../assets/demo/mails/20-list-widths-thanks.eml"),
    include_bytes!("../../assets/demo/mails/21-suspicious.eml"),
    include_bytes!("../../assets/demo/mails/22-sato-report.eml"),
    include_bytes!("../../assets/demo/mails/23-general-affairs.eml"),
    include_bytes!("../../assets/demo/mails/24-password-notice.eml"),
    include_bytes!("../../assets/demo/mails/25-yamada-inline.eml"),
    include_bytes!("../../assets/demo/mails/26-grace-thanks.eml"),
];

/// Opens a date placeholder; a signed number and `m`, `h` or `d` follow, then [`END`].
const BEGIN: &[u8] = b"@@DATE:";
const END: &[u8] = b"@@";

/// All sample mails as the server gives them: CRLF line ends, dates filled in.
pub fn all(now: Instant) -> Vec<Vec<u8>> {
    MAILS.iter().map(|mail| with_crlf(&with_dates(mail, now))).collect()
}

/// Fills `@@DATE:-2h@@` and its like with RFC 5322 dates relative to now.
fn with_dates(mail: &[u8], now: Instant) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len());
    let mut rest = mail;
    while let Some(at) = find(rest, BEGIN) {
        out.extend_from_slice(&rest[..at]);
        let after = &rest[at + BEGIN.len()..];
        let Some(end) = find(after, END) else {
            rest = &rest[at..];
            break;
        };
        let ms = std::str::from_utf8(&after[..end]).ok().and_then(offset_ms).unwrap_or(0);
        let date = now.plus_ms(ms).to_timestamp().to_zoned(clock::zone());
        out.extend_from_slice(date.strftime("%a, %d %b %Y %H:%M:%S %z").to_string().as_bytes());
        rest = &after[end + END.len()..];
    }
    out.extend_from_slice(rest);
    out
}

fn offset_ms(text: &str) -> Option<i64> {
    let unit = match text.chars().last()? {
        'm' => 60_000,
        'h' => 3_600_000,
        'd' => 86_400_000,
        _ => return None,
    };
    text[..text.len() - 1].parse::<i64>().ok().map(|number| number * unit)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn with_crlf(mail: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(mail.len() + mail.len() / 40);
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\n").map_or(line, |text| text.strip_suffix(b"\r").unwrap_or(text));
        out.extend_from_slice(text);
        out.extend_from_slice(b"\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::signature::{SenderField, SenderMail, extract};
    use crate::mime;

    #[test]
    fn dates_are_relative_to_now_and_line_ends_are_those_of_the_wire() {
        let now = Instant(1_790_000_000_000);
        let filled = with_crlf(&with_dates(b"Date: @@DATE:-2h@@\nSubject: x\n\nbody", now));
        let text = String::from_utf8_lossy(&filled);
        let date = text.lines().next().and_then(|line| line.strip_prefix("Date: ")).unwrap_or_default().to_owned();
        let read = jiff::fmt::rfc2822::parse(&date).map(|zoned| zoned.timestamp().as_millisecond());
        assert_eq!(read.ok(), Some(now.0 - 7_200_000));
        assert!(text.ends_with("\r\n\r\nbody\r\n"));
    }

    #[test]
    fn every_sample_reads_without_a_warning_and_its_sender_can_be_known() {
        for raw in all(Instant(1_790_000_000_000)) {
            let mail = mime::parse(&raw);
            assert!(mail.warnings.is_empty() && !mail.unparsed, "{}", mail.subject);
            assert!(mail.message_id.is_some() && mail.date.is_some() && mail.from().is_some() && !mail.text.is_empty(), "{}", mail.subject);
        }
    }

    #[test]
    fn the_first_sample_fills_the_form_of_a_lead() {
        let mail = mime::parse(&all(Instant(1_790_000_000_000))[0]);
        let found = extract(&SenderMail { from: mail.from(), text: mail.text.as_str(), ..SenderMail::default() });
        let value = |field| found.get(field).map(|one| one.value.as_str()).unwrap_or_default();
        assert_eq!([value(SenderField::LastName), value(SenderField::FirstName)], ["田中", "太郎"]);
        assert_eq!(
            [value(SenderField::Company), value(SenderField::Department), value(SenderField::Title)],
            ["株式会社サンプル", "営業部", "課長"]
        );
        assert_eq!([value(SenderField::Phone), value(SenderField::Email)], ["03-0000-1234", "t.tanaka@sample.example"]);
    }
}

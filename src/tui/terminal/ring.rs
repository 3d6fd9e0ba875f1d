//! What a terminal does to be noticed: its bell, and its own notifications (OSC 9, 99 and 777).

use std::io::{self, Write};

use crate::config::notify::{NotifySettings, Osc};
use crate::jobs::notice::Told;

/// Rings once, and shows each thing by the sequence of the settings. Terminals that do not know it show nothing.
pub(super) fn ring(out: &mut impl Write, settings: &NotifySettings, told: &[Told]) -> io::Result<()> {
    if settings.bell && !told.is_empty() {
        out.write_all(b"\x07")?;
    }
    if let Some(osc) = settings.osc {
        told.iter().try_for_each(|one| out.write_all(sequence(osc, one).as_bytes()))?;
    }
    out.flush()
}

/// Clean text has no character that could end a sequence; what separates its parts is taken out of the first.
fn sequence(osc: Osc, told: &Told) -> String {
    let (title, body) = (told.title.as_str().replace(';', ","), told.body.as_str());
    match osc {
        Osc::Nine => format!("\x1b]9;{title}: {body}\x1b\\"),
        Osc::SevenSevenSeven => format!("\x1b]777;notify;{title};{body}\x1b\\"),
        Osc::NinetyNine => format!("\x1b]99;i=fumi:d=0;{title}\x1b\\\x1b]99;i=fumi:d=1:p=body;{body}\x1b\\"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::CleanText;

    #[test]
    fn s12_the_bell_rings_once_and_each_mail_is_shown_whatever_its_subject_tries() {
        let told = |subject: &str| Told {
            event: "mail",
            account: None,
            person: None,
            message: None,
            record: None,
            subject: CleanText::line(subject),
            title: CleanText::line("Berg; Anna"),
            body: CleanText::line(subject),
        };
        let said = |bell, osc| {
            let mut out = Vec::new();
            let settings = NotifySettings { bell, osc, ..NotifySettings::default() };
            ring(&mut out, &settings, &[told("one"), told("\x1b\\\x07two")]).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(said(true, None), "\x07");
        assert_eq!(said(false, None), "");
        for osc in Osc::ALL {
            let all = said(false, Some(*osc));
            assert!(all.starts_with(&format!("\x1b]{};", osc.word())) && all.contains("Berg, Anna") && all.contains("two"), "{all:?}");
            let ends = if *osc == Osc::NinetyNine { 4 } else { 2 };
            assert_eq!((all.matches('\x1b').count(), all.matches('\x07').count()), (ends * 2, 0), "{all:?}");
        }
    }
}

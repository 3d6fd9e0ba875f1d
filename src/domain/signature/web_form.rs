//! Mails that a web form wrote: who filled it in stands in labelled lines, and From names only the form (S17, S129).

use super::automatic::{Writer, writer};
use super::block::Block;
use super::lines;
use super::marks::labelled;
use super::words::phrases;
use super::{SenderMail, web};
use crate::domain::mail::address::AddrSpec;

/// Who filled a form in, and the lines that say so.
pub(super) struct WebForm {
    /// Their address.
    pub address: AddrSpec,
    /// From the first labelled line to the last.
    pub block: Block,
}

/// The form that a mail is: its writer is no person, and among the labelled lines that stand together one names the person and one another address than the sender's.
pub(super) fn of(mail: &SenderMail<'_>, texts: &[String], own: &[bool]) -> Option<WebForm> {
    let from = mail.from.filter(|_| !mail.by_reply_to)?;
    let local = from.address.local_part().to_lowercase();
    let relays = writer(&local) != Writer::Person || local.contains("form") || local.contains("toiawase");
    if !relays {
        return None;
    }
    let is = |text: &str, tag: &str| labelled(lines::unframed(text), phrases(tag)).map(|(_, value)| value.trim().to_owned());
    let tags =
        ["label_name", "label_company", "label_department", "label_title", "label_address", "label_mail", "label_reading", "label_code"];
    let labelled_lines: Vec<usize> = (0..texts.len())
        .filter(|at| own[*at] && (tags.iter().any(|tag| is(&texts[*at], tag).is_some()) || has_phone_label(&texts[*at])))
        .collect();
    let (first, last) = (*labelled_lines.first()?, *labelled_lines.last()?);
    let named = labelled_lines.iter().any(|at| is(&texts[*at], "label_name").is_some());
    let address = labelled_lines.iter().filter_map(|at| is(&texts[*at], "label_mail")).find_map(|value| {
        let found = web::mails(&value).into_iter().next()?;
        found.value.parse::<AddrSpec>().ok()
    })?;
    let theirs = address.normalized() != from.address.normalized();
    (named && theirs && labelled_lines.len() >= 3 && last - first <= 3 * labelled_lines.len())
        .then_some(WebForm { address, block: Block { first, last, framed: true } })
}

fn has_phone_label(text: &str) -> bool {
    let Some((label, _)) = lines::unframed(text).split_once([':', ']', '】']) else { return false };
    let bare: String = label.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    super::phone_label::labels().iter().any(|(known, _)| *known == bare.trim_matches(['[', '【', '(', ')']))
}

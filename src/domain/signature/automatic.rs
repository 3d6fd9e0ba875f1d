//! Mails that no person wrote: notices, orders, magazines. Nothing of a person is taken from them.

use super::words::phrases;
use crate::domain::mail::automaton::is_machine;

/// What kind of writer an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    /// Nothing says that it is not one person.
    Person,
    /// Several people share the address.
    Shared,
    /// Nobody reads what is sent there: `noreply`, `mailer-daemon`.
    Machine,
}

/// Judges the local part of the sender's address.
pub(super) fn writer(local_part: &str) -> Writer {
    let lower = local_part.to_lowercase();
    if is_machine(&lower) {
        return Writer::Machine;
    }
    let pieces: Vec<&str> = lower.split(['.', '-', '_', '+', '=']).collect();
    let digits_off = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let shared = phrases("shared_address").contains(&digits_off)
        || pieces.len() > 1 && pieces.iter().any(|piece| phrases("shared_address").contains(piece) && piece.len() > 2);
    if shared { Writer::Shared } else { Writer::Person }
}

/// Whether the text says that a machine sent it.
pub(super) fn says_so(text: &str) -> bool {
    let lower = text.to_lowercase();
    phrases("machine_phrase").iter().any(|phrase| lower.contains(phrase))
}

/// Whether the text is about an order, a booking, a delivery or a payment of the reader: what shops send.
pub(super) fn is_order(text: &str) -> bool {
    let lower = text.to_lowercase();
    phrases("order_mark").iter().filter(|mark| lower.contains(**mark)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_tell_machines_and_posts() {
        assert_eq!(writer("no-reply"), Writer::Machine);
        assert_eq!(writer("notification+abc"), Writer::Machine);
        assert_eq!(writer("info"), Writer::Shared);
        assert_eq!(writer("sales2"), Writer::Shared);
        for person in ["t.tanaka", "anna", "abbott", "magnus", "autumn.reed"] {
            assert_eq!(writer(person), Writer::Person, "{person}");
        }
    }

    #[test]
    fn texts_tell_notices_and_orders() {
        assert!(says_so("※このメールは自動送信されています。") && says_so("Please do not reply to this email."));
        assert!(!says_so("ご返信をお待ちしております。"));
        assert!(is_order("注文番号: 1\nお届け先: 東京") && !is_order("注文番号を教えてください"));
    }
}

//! Notices of machines and shops that name no machine: known by what they are full of.

use super::script::has_cjk;
use super::words::phrases;

/// Whether a text that nobody in person seems to have signed reads like a notice: of an order, a booking, a payment, a parcel, a sign-in, a ticket.
///
/// Each trait says little; three together are seldom found in what a person writes.
pub(super) fn is_notice(lines: &[&str]) -> bool {
    let filled: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let lower: String = filled.join("\n").to_lowercase();
    let marks = phrases("order_mark").iter().filter(|mark| lower.contains(**mark)).count();
    let phrases_of_notices = phrases("notice_mark").iter().filter(|mark| lower.contains(**mark)).count();
    let data = filled.iter().filter(|line| is_data(line)).count();
    let headings = filled.iter().filter(|line| is_heading(line)).count();
    let money = filled.iter().filter(|line| has_money(line)).count();
    let links = filled.iter().filter(|line| line.matches("://").count() == 1 && line.len() > 30 && line.contains(['?', '='])).count();
    let weight = 2 * marks.min(2)
        + phrases_of_notices.min(3)
        + if data >= 3 { 2 } else { usize::from(data >= 1) }
        + usize::from(headings >= 2)
        + usize::from(money >= 1 && data >= 1)
        + usize::from(links >= 1);
    weight >= 3
}

/// `予約番号：A-1`, `Order number: 12`: a short label and a value that is no way to reach anybody.
fn is_data(line: &str) -> bool {
    let line = line.trim_start_matches(['■', '□', '◆', '◇', '●', '○', '・', '*', '-', '【', '▼', '▽', '＞', '>', ' ']);
    let Some((label, value)) = line.split_once([':', '】', '…']) else { return false };
    let label = label.trim();
    let size = label.chars().count();
    let short = if has_cjk(label) { (2..=10).contains(&size) } else { (2..=24).contains(&size) && label.split_whitespace().count() <= 3 };
    let contact = super::lines::lone_label(label).is_some();
    short && !contact && !value.trim().is_empty() && !value.starts_with("//") && value.chars().count() <= 60
}

fn is_heading(line: &str) -> bool {
    line.starts_with(['■', '□', '◆', '◇', '●', '▼', '▽', '【']) && line.chars().count() <= 30
}

fn has_money(line: &str) -> bool {
    let digit_beside = |at: usize, width: usize| {
        line[..at].ends_with(|c: char| c.is_ascii_digit()) || line[at + width..].trim_start().starts_with(|c: char| c.is_ascii_digit())
    };
    ["円", "¥", "￥", "$", "€", "£", "USD", "EUR", "GBP", "JPY"]
        .iter()
        .any(|sign| line.match_indices(sign).any(|(at, _)| digit_beside(at, sign.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_full_of_numbers_of_orders_is_a_notice() {
        for text in [
            "このたびはご利用ありがとうございます。\n■ご予約内容\n宿泊日：12月1日\nお部屋：和室\n料金：12,000円",
            "Your parcel is on its way.\nTracking: AB12\nService: Next day\nhttps://track.example/p?id=12345678901",
            "You have been charged.\nPlan: Team\nAmount: $12.00\nCard: **** 1234\nNext invoice: 1 May",
        ] {
            assert!(is_notice(&text.lines().collect::<Vec<_>>()), "{text}");
        }
        for text in [
            "お世話になっております。\n見積もりは12,000円です。\nよろしくお願いします。",
            "Hi Mika,\nthe pilot costs $12 a month. See https://sample.example/price?x=1 for more.\nTel: 020 7946 0000",
            "会議の件です。\n日時：12月1日\n場所：本社",
        ] {
            assert!(!is_notice(&text.lines().collect::<Vec<_>>()), "{text}");
        }
    }
}

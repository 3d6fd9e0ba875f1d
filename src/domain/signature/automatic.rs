//! Mails that no person wrote: notices, orders, magazines. Nothing of a person is taken from them.

/// Local parts of machines.
const MACHINES: &[&str] = &[
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "do_not_reply",
    "mailer-daemon",
    "postmaster",
    "bounce",
    "bounces",
    "bot",
    "robot",
    "notify",
    "notification",
    "notifications",
    "alert",
    "alerts",
    "auto",
    "autoreply",
    "auto-reply",
    "auto-confirm",
    "automailer",
    "newsletter",
    "newsletters",
    "mailmag",
    "mag",
    "magazine",
    "mailmagazine",
    "merumaga",
    "digest",
    "daemon",
    "system",
    "root",
    "nobody",
    "invoice-noreply",
    "mailing",
    "monitor",
    "monitoring",
    "cron",
    "jenkins",
    "ci",
];
/// Local parts that several people answer.
const SHARED: &[&str] = &[
    "info",
    "contact",
    "support",
    "sales",
    "office",
    "admin",
    "service",
    "help",
    "helpdesk",
    "order",
    "orders",
    "shop",
    "store",
    "hello",
    "team",
    "mail",
    "inquiry",
    "enquiries",
    "toiawase",
    "soumu",
    "jinji",
    "saiyo",
    "recruit",
    "jobs",
    "hr",
    "press",
    "pr",
    "news",
    "billing",
    "accounting",
    "keiri",
    "eigyo",
    "jimu",
    "jimukyoku",
    "reception",
    "uketsuke",
    "customer",
    "customerservice",
    "cs",
    "webmaster",
    "marketing",
    "member",
    "members",
    "reservation",
    "reserve",
    "yoyaku",
    "booking",
    "delivery",
    "shipping",
    "event",
    "events",
    "post",
    "receipt",
    "receipts",
    "account",
    "accounts",
    "security",
    "update",
    "updates",
    "care",
    "feedback",
    "list",
    "ml",
    "club",
    "kaihou",
    "community",
];
/// Phrases of machines, lower case.
const PHRASES: &[&str] = &[
    "自動送信",
    "自動配信",
    "自動で送信",
    "自動的に送信",
    "自動返信",
    "自動応答",
    "送信専用",
    "配信専用",
    "返信いただいても",
    "返信いただきまして",
    "返信できません",
    "返信はお受け",
    "返信しないで",
    "ご返信いただけません",
    "ご返信できません",
    "メールマガジン",
    "配信停止はこちら",
    "配信停止をご希望",
    "配信の停止",
    "配信解除",
    "do not reply",
    "don't reply to this",
    "please do not respond",
    "automatically generated",
    "auto-generated",
    "automated message",
    "automated email",
    "automatic notification",
    "this is an automated",
    "this mailbox is not monitored",
    "view this email in your browser",
    "view in browser",
    "unsubscribe from this",
    "manage your preferences",
    "you are receiving this",
    "you receive this because",
    "you received this email because",
    "update your preferences",
];

/// What kind of writer an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writer {
    /// Nothing says that it is not one person.
    Person,
    /// Several people share the address.
    Shared,
    /// A machine.
    Machine,
}

/// Judges the local part of the sender's address.
pub(super) fn writer(local_part: &str) -> Writer {
    let lower = local_part.to_lowercase();
    let squeezed: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
    let pieces: Vec<&str> = lower.split(['.', '-', '_', '+', '=']).collect();
    let machine = MACHINES.contains(&lower.as_str())
        || squeezed.contains("noreply")
        || squeezed.contains("donotreply")
        || pieces.iter().any(|piece| MACHINES.contains(piece) && *piece != "ci");
    if machine {
        return Writer::Machine;
    }
    let digits_off = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let shared = SHARED.contains(&digits_off) || pieces.len() > 1 && pieces.iter().any(|piece| SHARED.contains(piece) && piece.len() > 2);
    if shared { Writer::Shared } else { Writer::Person }
}

/// Whether the text says that a machine sent it.
pub(super) fn says_so(text: &str) -> bool {
    let lower = text.to_lowercase();
    PHRASES.iter().any(|phrase| lower.contains(phrase))
}

/// Whether the text is about an order, a booking, a delivery or a payment of the reader: what shops send.
pub(super) fn is_order(text: &str) -> bool {
    const MARKS: &[&str] = &[
        "ご注文番号",
        "注文番号",
        "ご注文内容",
        "お届け先",
        "予約番号",
        "ご予約を承り",
        "ご予約内容",
        "お支払い方法",
        "お支払方法",
        "伝票番号",
        "追跡番号",
        "配達予定",
        "ご利用明細",
        "ご請求金額",
        "会員番号",
        "認証コード",
        "ワンタイムパスワード",
        "order number",
        "order #",
        "tracking number",
        "tracking:",
        "ship to",
        "shipping address",
        "your order",
        "verification code",
        "booking reference",
        "confirmation number",
        "your reservation",
        "order confirmation",
    ];
    let lower = text.to_lowercase();
    MARKS.iter().filter(|mark| lower.contains(**mark)).count() >= 2
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

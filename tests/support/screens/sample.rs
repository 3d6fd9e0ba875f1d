//! The sample: a Japanese inquiry with a tree, an English thread, a newsletter, a mail with attachments, and the customers who wrote them.

use fumi::domain::crm::kind::RecordKind;
use fumi::domain::mail::mailbox::MailboxRole;

use super::letter::Mail;

/// A record as somebody typed it: the flags of the command line and their texts.
pub type Typed = (RecordKind, Vec<(&'static str, &'static str)>);

/// What lies in the store before the app opens.
pub struct Books {
    /// The mail, in any order; it arrives oldest first.
    pub mails: Vec<Mail>,
    /// The customers, oldest first.
    pub records: Vec<Typed>,
}

/// The mails and customers of most screens.
pub fn sample() -> Books {
    let tanaka = ("田中 太郎", "t.tanaka@sample.example");
    let anna = ("Anna Berg", "anna@nordwind.example");
    let me = ("Sales", "sales@example.com");
    let text = |lines: &[(u8, &str)]| lines.iter().map(|(quote, text)| (*quote, (*text).to_owned())).collect::<Vec<_>>();
    let mut inquiry = Mail::new(1, tanaka, "お見積りのご依頼", 3 * 24 * 60);
    inquiry.read = true;
    inquiry.body =
        text(&[(0, "お世話になっております。株式会社サンプルの田中です。"), (0, ""), (0, "製品Aを50台、見積書をお願いいたします。")]);
    let mut answer = Mail::new(1, me, "Re: お見積りのご依頼", 2 * 24 * 60);
    (answer.read, answer.depth) = (true, 1);
    answer.body = text(&[(0, "見積書をお送りします。"), (1, "製品Aを50台、見積書をお願いいたします。")]);
    let mut last = Mail::new(1, tanaka, "Re: お見積りのご依頼", 18);
    last.depth = 2;
    last.body = text(&[
        (0, "お世話になっております。株式会社サンプルの田中です。"),
        (0, "見積書を拝受いたしました。納期について、来週お電話でご相談できますでしょうか。どうぞよろしくお願いいたします。"),
        (0, ""),
        (0, "田中 太郎"),
        (0, "株式会社サンプル 営業部 課長"),
        (0, "TEL 03-1234-5678"),
        (0, ""),
        (1, "見積書をお送りします。"),
        (1, "ご確認ください。"),
        (1, "よろしくお願いいたします。"),
        (2, "製品Aを50台、見積書をお願いいたします。"),
    ]);
    let mut pilot = Mail::new(2, anna, "Re: Pilot in Q1", 105);
    (pilot.read, pilot.starred) = (true, true);
    pilot.cc = vec!["boss@sample.example"];
    pilot.body = text(&[
        (0, "Hi,"),
        (0, ""),
        (0, "the pilot can begin in January. The contract is attached; see the link for the plan."),
        (0, "https://nordwind.example/plan"),
    ]);
    pilot.attachments = vec![("contract.pdf", "application/pdf", 184_320), ("計画.xlsx", "application/vnd.ms-excel", 20_480)];
    let mut news = Mail::new(3, ("", "newsletter@shop.example"), "This week in the shop", 150);
    news.read = true;
    news.labels = vec!["news"];
    let suzuki =
        Mail::new(4, ("鈴木 花子", "hanako@suzuki.example"), "【重要】打ち合わせの日程変更のお願い(11月30日から12月2日へ)", 26 * 60);
    let mut old = Mail::new(5, ("Max Müller", "max@mueller.example"), "Invoice 2025-118", 400 * 24 * 60);
    old.read = true;
    answer.mailbox = MailboxRole::Sent;
    Books { mails: vec![inquiry, answer, last, pilot, news, suzuki, old], records: customers() }
}

fn customers() -> Vec<Typed> {
    vec![
        (
            RecordKind::Lead,
            vec![
                ("last-name", "田中"),
                ("first-name", "太郎"),
                ("company", "株式会社サンプル"),
                ("department", "営業部"),
                ("title", "課長"),
                ("phone", "03-1234-5678"),
                ("email", "t.tanaka@sample.example"),
            ],
        ),
        (RecordKind::Task, vec![("subject", "見積書を送る"), ("due-date", "2026-11-24"), ("related-to", "田中 太郎")]),
        (RecordKind::Note, vec![("title", "展示会"), ("content", "展示会で名刺交換"), ("related-to", "田中 太郎")]),
        (
            RecordKind::Contact,
            vec![("last-name", "Berg"), ("first-name", "Anna"), ("company", "Nordwind"), ("email", "anna@nordwind.example")],
        ),
    ]
}

/// A long list: so many threads of one mail each, the newest first in number.
pub fn many(count: i64) -> Books {
    let mails = (1..=count)
        .map(|number| {
            let mut one = Mail::new(number, ("Anna Berg", "anna@nordwind.example"), &format!("Mail number {number}"), number);
            one.read = true;
            one
        })
        .collect();
    Books { mails, ..sample() }
}

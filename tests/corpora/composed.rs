//! Composes mails with a signature: layouts x borders x label words x orders x noise, all drawn from a seed. What is put in is known.

use std::collections::BTreeMap;

use crate::numbers::Numbers;

/// A composed mail.
#[derive(Debug, Clone)]
pub struct Composed {
    /// Display name of From.
    pub name: String,
    /// Address of From.
    pub address: String,
    /// The text.
    pub text: String,
    /// Field of the form and the value put in; empty for a mail without a signature, but for the name.
    pub fields: BTreeMap<&'static str, String>,
    /// Whether a signature stands in it.
    pub signed: bool,
}

struct Draw(Numbers);

impl Draw {
    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.0.below(of.len())]
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.0.below(100) < percent
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'1' + u8::try_from(self.0.below(8)).unwrap_or(0))).collect()
    }
}

const BORDERS: &[&str] = &[
    "----------------------------",
    "━━━━━━━━━━━━━━━━",
    "==============================",
    "*--*--*--*--*--*--*--*--*",
    "◇◆◇◆◇◆◇◆◇◆",
    "□■□■□■□■□■□■",
    "+++++++++++++++++++",
    "＊＊＊＊＊＊＊＊＊＊＊＊",
    "…………………………………………",
    "~~~~~~~~~~~~~~~~~~~~",
    "∞∞∞∞∞∞∞∞∞∞∞∞",
    "・‥…━━━━━━━━━━━━━━…‥・",
    "/////////////////////",
];

/// The `index`th mail of the series that a seed begins.
pub fn mail(seed: u64) -> Composed {
    let mut draw = Draw(Numbers::of(seed.wrapping_mul(0x5851_f42d_4c95_7f2d)));
    let japanese = draw.chance(65);
    let signed = !draw.chance(20);
    let mut one = if japanese { japanese_mail(&mut draw, signed) } else { english_mail(&mut draw, signed) };
    if draw.chance(15) {
        one.text += if japanese {
            "\n2026年3月3日(火) 10:20 見本 宛 <ate@reader.example>:\n> ご連絡ください。\n> --\n> 株式会社読み手\n> 見本 宛\n> TEL 03-9999-8888\n"
        } else {
            "\nOn Tue, Mar 3, 2026 at 10:20 AM Rita Reader <rita@reader.example> wrote:\n> Please call.\n> -- \n> Rita Reader\n> Reader Ltd.\n> Tel 020 7946 0999\n"
        };
    }
    one
}

fn full_width(text: &str) -> String {
    text.chars().map(|c| if ('!'..='~').contains(&c) { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c }).collect()
}

fn japanese_mail(draw: &mut Draw, signed: bool) -> Composed {
    let (last, last_kana) = [
        ("荻野", "おぎの"),
        ("久米田", "くめだ"),
        ("春日井", "かすがい"),
        ("二階堂", "にかいどう"),
        ("原", "はら"),
        ("楠木", "くすのき"),
        ("蓮見", "はすみ"),
        ("五十嵐", "いがらし"),
        ("高遠", "たかとお"),
        ("鈴木", "すずき"),
        ("宇田川", "うだがわ"),
        ("志摩", "しま"),
    ][draw.0.below(12)];
    let (first, first_kana) = [
        ("健太", "けんた"),
        ("美沙子", "みさこ"),
        ("薫", "かおる"),
        ("さくら", "さくら"),
        ("誠一郎", "せいいちろう"),
        ("陽菜", "ひな"),
        ("翔", "しょう"),
        ("まり子", "まりこ"),
    ][draw.0.below(8)];
    let stem = draw.one(&["マルヨシ", "東雲", "ひだまり", "アクアリンク", "西海", "ノースフィールド", "翠嵐", "みどり野"]);
    let (company, formed) = match draw.0.below(7) {
        0 | 1 => (format!("株式会社{stem}"), true),
        2 => (format!("{stem}{}株式会社", draw.one(&["産業", "商事", "システム", "フーズ"])), true),
        3 => (format!("{}{stem}", draw.one(&["有限会社", "合同会社", "医療法人", "一般社団法人"])), true),
        4 => (format!("㈱{stem}"), true),
        5 => (format!("株式会社{stem}{}", draw.one(&["開発", "企画", "サービス", "販売"])), true),
        _ => (format!("{stem}{}", draw.one(&["酒店", "工房", "設計事務所", "製作所", "農園", "クリニック", "書房"])), false),
    };
    let department = draw.one(&[
        "営業部",
        "第二開発部",
        "総務課",
        "品質管理室",
        "人事部 採用課",
        "カスタマーサポート部",
        "海外事業本部 物流グループ",
        "大阪支店",
    ]);
    let title = draw.one(&[
        "課長",
        "主任",
        "代表取締役",
        "チームリーダー",
        "シニアマネージャー",
        "主任研究員",
        "部長代理",
        "係長",
        "代表・杜氏",
        "取締役 兼 工場長",
    ]);
    let (with_department, with_title, with_kana) = (draw.chance(60), draw.chance(60), draw.chance(25));
    let phone = match draw.0.below(3) {
        0 => format!("0{}-{}-{}", draw.one(&["3", "6"]), draw.digits(4), draw.digits(4)),
        1 => format!("0{}-{}-{}", draw.one(&["45", "75", "92"]), draw.digits(3), draw.digits(4)),
        _ => format!("0{}-{}-{}", draw.one(&["568", "776", "898"]), draw.digits(2), draw.digits(4)),
    };
    let fax = format!("{}{}", &phone[..phone.len() - 1], "0");
    let mobile = format!("0{}0-{}-{}", draw.one(&["6", "7", "8", "9"]), draw.digits(4), draw.digits(4));
    let code = format!("{}-{}", draw.digits(3), draw.digits(4));
    let place = draw.one(&[
        "東京都千代田区見本町1-2-3",
        "三重県四日市市浜見本2-5",
        "北海道余市郡余市町見本5番地",
        "京都府京都市中京区見本通下る12",
        "福岡県福岡市博多区見本3丁目4-5 サンプルビル2F",
        "横浜市西区見本1-1",
        "奈良県大和郡山市見本町10-1",
        "石川県野々市市見本9-9",
    ]);
    let local = format!("{}{}", draw.one(&["k", "sales", "h", "office"]), draw.digits(2));
    let address = format!("{local}@{}.example", draw.one(&["maruyoshi", "shinonome", "hidamari", "sample-works"]));
    let site = format!("https://www.{}", address.split('@').nth(1).unwrap_or_default());
    let mut fields = BTreeMap::from([("last_name", last.to_owned()), ("first_name", first.to_owned()), ("email", address.clone())]);
    let spaced = draw.chance(80);
    let gap = draw.one(&[" ", "　"]);
    let name_header = if draw.chance(70) { format!("{last} {first}") } else { last.to_owned() };
    let opening = draw.one(&["お世話になっております。", "いつもありがとうございます。", "ご連絡ありがとうございます。"]);
    let who = if draw.chance(50) { format!("{last}です。\n") } else { String::new() };
    let body = draw.one(&[
        "資料をお送りします。ご確認ください。",
        "来週の打ち合わせは10時からでお願いします。",
        "見積もりの金額は税込みです。",
        "現場には15人ほど入る予定です。",
    ]);
    let closing = draw.one(&[
        "よろしくお願いいたします。",
        "以上、よろしくお願いします。",
        "取り急ぎご連絡まで。",
        "引き続きよろしくお願い申し上げます。",
    ]);
    let mut text = format!("{}様\n\n{opening}\n{who}{body}\n\n{closing}\n\n", draw.one(&["皆川", "御担当", "読み手"]));
    if !signed {
        if name_header == last {
            fields.remove("first_name");
        }
        if draw.chance(50) {
            text += last;
            text += "\n";
        }
        return Composed { name: name_header, address, text, fields, signed };
    }
    let name = if spaced { format!("{last}{gap}{first}") } else { format!("{last}{first}") };
    let kana = format!("{last_kana} {first_kana}");
    let named = if with_kana { format!("{name}{}", draw.one(&["（K）", " (K)", "　K"]).replace('K', &kana)) } else { name };
    fields.insert("company", company.clone());
    fields.insert("phone", phone.clone());
    let separator = draw.one(&[" ", "　", "　　"]);
    let unit = if with_department { department.replace(' ', separator) } else { String::new() };
    let post = if with_title { title } else { "" };
    if with_department {
        fields.insert("department", department.to_owned());
    }
    if with_title {
        fields.insert("title", title.to_owned());
    }
    let join = |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(separator);
    let labelled = draw.chance(12);
    let mut lines: Vec<String> = if labelled {
        // In a list or a table the label stands above its value.
        let mark = draw.one(&["：", ":", " : ", "\n", "：\n"]);
        let mut lines = vec![format!("会社名{mark}{company}")];
        lines.extend((!unit.is_empty()).then(|| format!("部署{mark}{unit}")));
        lines.extend((!post.is_empty()).then(|| format!("役職{mark}{post}")));
        lines.push(format!("氏名{mark}{named}"));
        lines
    } else {
        match draw.0.below(if formed { 6 } else { 4 }) {
            0 => vec![company.clone(), unit.clone(), join(&[post, &named])],
            1 => vec![join(&[&company, &unit]), join(&[post, &named])],
            2 => vec![company.clone(), join(&[&unit, post]), named.clone()],
            3 => vec![company.clone(), join(&[&unit, post, &named])],
            4 => vec![named.clone(), join(&[&company, &unit, post])],
            _ => vec![join(&[&company, &unit, post, &named])],
        }
    };
    if with_kana && !lines.iter().any(|line| line.contains(&kana)) {
        lines.push(kana.clone());
    }
    let wide = draw.chance(15);
    let digits = |text: &str| if wide { full_width(text) } else { text.to_owned() };
    let tel = draw.one(&["TEL：", "Tel: ", "電話 ", "TEL ", "☎ ", "℡", "T: ", "電　話　", "[TEL] ", "電話番号：", "（電話）", ""]);
    let mut contact: Vec<String> = Vec::new();
    let has_fax = draw.chance(50);
    if has_fax && !tel.is_empty() {
        fields.insert("fax", fax.clone());
        let label = draw.one(&["FAX：", "Fax: ", "FAX ", "ファックス ", "F: "]);
        if draw.chance(50) {
            contact.push(format!("{tel}{}{}{label}{}", digits(&phone), draw.one(&["　", " / ", "  "]), digits(&fax)));
        } else {
            contact.push(format!("{tel}{}", digits(&phone)));
            contact.push(format!("{label}{}", digits(&fax)));
        }
    } else {
        contact.push(format!("{tel}{}", digits(&phone)));
    }
    if draw.chance(40) {
        fields.insert("mobile", mobile.clone());
        contact.push(format!("{}{}", draw.one(&["携帯：", "Mobile: ", "携帯電話 ", "M: ", "📱", ""]), digits(&mobile)));
    }
    if draw.chance(60) {
        fields.insert("postal_code", code.clone());
        fields.insert("address", place.to_owned());
        let line = match draw.0.below(3) {
            0 => vec![format!("〒{}", digits(&code)), place.to_owned()],
            1 => vec![format!("〒{} {place}", digits(&code))],
            _ => vec![format!("{}　{place}", digits(&code))],
        };
        if draw.chance(70) {
            contact.splice(0..0, line);
        } else {
            contact.extend(line);
        }
    }
    if draw.chance(60) {
        contact.push(format!("{}{address}", draw.one(&["E-mail：", "Mail: ", "メール：", "✉ ", ""])));
    }
    if draw.chance(40) {
        fields.insert("website", site.clone());
        contact.push(format!("{}{site}", draw.one(&["URL：", "HP: ", "Web ", ""])));
    }
    lines.extend(contact);
    lines.retain(|line| !line.is_empty());
    if draw.chance(15) {
        let aside = [
            "※営業時間 平日9:00〜17:30",
            "登録番号：T1234567890123",
            "振込先　見本銀行　本店営業部　普通 1234567",
            "建設業許可第12345号",
            "Instagram: @sample_works",
        ];
        lines.push(draw.one(&aside).to_owned());
    }
    if draw.chance(15) {
        lines = lines.into_iter().map(|line| format!("　{line}")).collect();
    }
    text += &framed(draw, &lines);
    if draw.chance(10) {
        text += draw.one(&["\niPhoneから送信\n", "\nこのメールには機密情報が含まれる場合があります。\n"]);
    }
    Composed { name: name_header, address, text, fields, signed }
}

fn framed(draw: &mut Draw, lines: &[String]) -> String {
    let body = lines.join("\n");
    let border = draw.one(BORDERS);
    match draw.0.below(10) {
        0..=4 => format!("{border}\n{body}\n{border}\n"),
        5 => format!("{border}\n{body}\n"),
        6 => format!("-- \n{body}\n"),
        _ => format!("{body}\n"),
    }
}

fn english_mail(draw: &mut Draw, signed: bool) -> Composed {
    let first = draw.one(&["Harriet", "Owen", "Lucia", "Dieter", "Marek", "Aoife", "Sunil", "Grace"]);
    let last = draw.one(&["Pemberton", "Lindqvist", "Ferraro", "Okonkwo", "Nowak", "Byrne", "Chaudhary", "Oakley"]);
    let stem = draw.one(&["Brightwater", "Kestrelmoor", "Tidewell", "Ashgrove", "Polarline"]);
    let company = format!(
        "{stem} {}",
        draw.one(&[
            "Ltd",
            "Inc.",
            "GmbH",
            "Instruments Ltd.",
            "B.V.",
            "Foundry LLC",
            "& Partners Limited",
            "S.r.l.",
            "Works",
            "Trust",
            "Brewing Company"
        ])
    );
    let title = draw.one(&[
        "Sales Manager",
        "Head of Logistics",
        "Chief Engineer",
        "Purchasing Assistant",
        "Director",
        "Senior Account Executive",
        "Product Designer",
        "Quality Lead",
    ]);
    let department = draw.one(&["Research and Development", "Customer Support", "Finance Department", "International Sales"]);
    let phone = match draw.0.below(4) {
        0 => format!("+44 20 7946 0{}", draw.digits(3)),
        1 => format!("(614) 555-01{}", draw.digits(2)),
        2 => format!("+49 30 23125 {}", draw.digits(3)),
        _ => format!("0161 496 0{}", draw.digits(3)),
    };
    let mobile = format!("07700 900{}", draw.digits(3));
    let local = match draw.0.below(3) {
        0 => format!("{}.{}", first.to_lowercase(), last.to_lowercase()),
        1 => first.to_lowercase(),
        _ => format!("{}{}", &first.to_lowercase()[..1], last.to_lowercase()),
    };
    let address = format!("{local}@{}.example", stem.to_lowercase());
    let mut fields = BTreeMap::from([("last_name", last.to_owned()), ("first_name", first.to_owned()), ("email", address.clone())]);
    let name = match draw.0.below(4) {
        0 => format!("{last}, {first}"),
        _ => format!("{first} {last}"),
    };
    let body = draw.one(&[
        "The crates left this morning and should be with you on Friday.",
        "Could you send the drawings again? The file was cut off.",
        "Tuesday at ten works for us.",
    ]);
    let closing = draw.one(&["Best regards,", "Kind regards", "Many thanks,", "Cheers,", "Sincerely,"]);
    let mut text = format!("{} Mika,\n\n{body}\n\n{closing}\n{first}\n\n", draw.one(&["Hi", "Dear", "Hello"]));
    if !signed {
        return Composed { name, address, text, fields, signed };
    }
    fields.insert("company", company.clone());
    fields.insert("phone", phone.clone());
    let full = match draw.0.below(6) {
        0 => format!("{first} {last}, PhD"),
        1 => format!("{first} {last} (she/her)"),
        _ => format!("{first} {last}"),
    };
    let with_title = draw.chance(75);
    let with_department = draw.chance(25);
    if with_title {
        fields.insert("title", title.to_owned());
    }
    let bar = draw.one(&[" | ", " • ", " · ", " / "]);
    let mut lines = match draw.0.below(5) {
        0 if with_title => vec![format!("{full}{bar}{title}{bar}{company}")],
        1 if with_title => vec![full, format!("{title}, {company}")],
        2 if with_title => vec![format!("{full}, {title}"), company.clone()],
        3 if with_title => vec![format!("Name: {full}"), format!("Title: {title}"), format!("Company: {company}")],
        _ if with_title && with_department => {
            fields.insert("department", department.to_owned());
            vec![full, title.to_owned(), department.to_owned(), company.clone()]
        }
        _ if with_title => vec![full, title.to_owned(), company.clone()],
        _ => vec![full, company.clone()],
    };
    if draw.chance(8) {
        lines.insert(1, draw.one(&["they/them", "Pronouns: she/her"]).to_owned());
    }
    if draw.chance(40) {
        fields.insert("address", "5 Mill Lane, Leeds".to_owned());
        fields.insert("postal_code", "LS1 4AB".to_owned());
        lines.push("5 Mill Lane, Leeds LS1 4AB".to_owned());
    }
    let tel = draw.one(&["Tel: ", "T ", "Phone ", "P: ", "☎ ", "Tel. ", "Direct: ", ""]);
    if draw.chance(40) {
        fields.insert("mobile", mobile.clone());
        let label = draw.one(&["Mobile: ", "M ", "Cell ", "m: "]);
        if draw.chance(50) {
            lines.push(format!("{tel}{phone}{bar}{label}{mobile}"));
        } else {
            lines.push(format!("{tel}{phone}"));
            lines.push(format!("{label}{mobile}"));
        }
    } else {
        lines.push(format!("{tel}{phone}"));
    }
    if draw.chance(50) {
        lines.push(format!("{}{address}", draw.one(&["E: ", "Email: ", ""])));
    }
    if draw.chance(40) {
        let site = format!("www.{}.example", stem.to_lowercase());
        lines.push(site.clone());
        fields.insert("website", site);
    }
    if draw.chance(10) {
        lines.push(draw.one(&["VAT No. GB 123 4567 89", "Registered in England No. 01234567", "Office hours: 9 to 5"]).to_owned());
    }
    if draw.chance(10) {
        lines = lines.into_iter().map(|line| format!("    {line}")).collect();
    }
    text += &framed(draw, &lines);
    if draw.chance(15) {
        text += draw.one(&["\nSent from my iPhone\n", "\nThis e-mail is confidential and intended only for the person named.\n"]);
    }
    Composed { name, address, text, fields, signed }
}

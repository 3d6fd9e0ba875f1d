//! Separators and blocks of header lines, as Outlook and others put them above quoted text that bears no marks.

/// How many lines from here introduce a quote whose lines bear no marks: a separator, a block of header lines, or both.
pub(super) fn unmarked_quote(lines: &[(u8, &str)], at: usize) -> Option<usize> {
    let first = lines[at].1.trim();
    let separator = is_separator(first);
    if !separator && header_name(first).is_none() && !is_long_rule(first) {
        return None;
    }
    let mut next = at;
    if separator || is_long_rule(first) {
        next += 1;
        while lines.get(next).is_some_and(|(quote, text)| *quote == 0 && text.trim().is_empty()) {
            next += 1;
        }
    }
    let block = header_block(lines, next);
    match block {
        Some(length) => Some(next + length - at),
        None if separator => Some(1),
        None => None,
    }
}

/// `-----Original Message-----` and what other programs and languages make of it.
fn is_separator(text: &str) -> bool {
    const WORDS: [&str; 22] = [
        "Original Message",
        "Original message",
        "original message",
        "ORIGINAL MESSAGE",
        "Original Appointment",
        "Ursprüngliche Nachricht",
        "Urspruengliche Nachricht",
        "Originalnachricht",
        "Message d'origine",
        "Message original",
        "Mensaje original",
        "Mensagem original",
        "Messaggio originale",
        "Oorspronkelijk bericht",
        "Исходное сообщение",
        "Oprindelig meddelelse",
        "Ursprungligt meddelande",
        "元のメッセージ",
        "Original Nachricht",
        "Forwarded message",
        "Forwarded Message",
        "转发的邮件",
    ];
    let wrote = text.starts_with("----") && text.ends_with("----") && text.contains('@');
    wrote
        || (text.starts_with("--") || text.starts_with("——") || text.starts_with("==") || text.starts_with("__"))
            && WORDS.iter().any(|word| text.contains(word))
}

fn is_long_rule(text: &str) -> bool {
    text.len() >= 20 && text.bytes().all(|byte| byte == b'_') || text.len() >= 20 && text.bytes().all(|byte| byte == b'-')
}

/// How many lines are a block of quoted headers: a sender, and a date or subject or recipient, at least three fields in all.
fn header_block(lines: &[(u8, &str)], at: usize) -> Option<usize> {
    let mut seen = [false; 4];
    let mut fields = 0;
    let mut length = 0;
    for (index, (quote, text)) in lines[at..].iter().take(12).enumerate() {
        let text = text.trim();
        if *quote > 0 || text.is_empty() {
            break;
        }
        match header_name(text) {
            Some(field) => {
                seen[field as usize] = true;
                fields += 1;
                length = index + 1;
            }
            // A folded To or Cc.
            None if fields > 0 && (text.contains('@') || text.ends_with([';', '>'])) => length = index + 1,
            None => break,
        }
    }
    (seen[HeaderName::From as usize] && fields >= 3 && (seen[HeaderName::Date as usize] || seen[HeaderName::Subject as usize]))
        .then_some(length)
}

#[derive(Clone, Copy)]
enum HeaderName {
    From,
    Date,
    To,
    Subject,
}

/// No name of a header field is longer, in bytes.
const LONGEST_NAME: usize = 24;

fn header_name(text: &str) -> Option<HeaderName> {
    const NAMES: [(HeaderName, &[&str]); 4] = [
        (
            HeaderName::From,
            &[
                "From",
                "Von",
                "De",
                "Da",
                "Van",
                "Från",
                "Fra",
                "Od",
                "От",
                "Kimden",
                "Lähettäjä",
                "差出人",
                "送信者",
                "发件人",
                "寄件者",
                "보낸 사람",
            ],
        ),
        (
            HeaderName::Date,
            &[
                "Date",
                "Sent",
                "Gesendet",
                "Datum",
                "Envoyé",
                "Envoyé le",
                "Enviado",
                "Enviado el",
                "Fecha",
                "Inviato",
                "Data",
                "Verzonden",
                "Skickat",
                "Sendt",
                "Wysłano",
                "Дата",
                "Отправлено",
                "Lähetetty",
                "送信日時",
                "日時",
                "日付",
                "送信日",
                "发送时间",
                "日期",
                "보낸 날짜",
                "Date d'envoi",
            ],
        ),
        (
            HeaderName::To,
            &[
                "To",
                "An",
                "À",
                "A",
                "Para",
                "Aan",
                "Till",
                "Til",
                "Do",
                "Кому",
                "Kime",
                "Vastaanottaja",
                "宛先",
                "宛て先",
                "收件人",
                "받는 사람",
                "Cc",
                "CC",
                "Kopie",
                "Reply-To",
                "Bcc",
                "同報",
                "抄送",
            ],
        ),
        (
            HeaderName::Subject,
            &[
                "Subject",
                "Betreff",
                "Objet",
                "Asunto",
                "Assunto",
                "Oggetto",
                "Onderwerp",
                "Ämne",
                "Emne",
                "Temat",
                "Тема",
                "Konu",
                "Aihe",
                "件名",
                "主题",
                "主旨",
                "제목",
                "Sujet",
                "Importance",
                "Attachments",
                "Organization",
            ],
        ),
    ];
    let text = text.trim_start_matches(['*', '＊']);
    let beginning = &text[..text.floor_char_boundary(2 * LONGEST_NAME)];
    // Few lines have a colon so early; of a wide one this is the first byte.
    memchr::memchr2(b':', '：'.encode_utf8(&mut [0; 3]).as_bytes()[0], beginning.as_bytes())?;
    let name = &beginning[..beginning.find([':', '：'])?];
    let name = name.trim().trim_end_matches('*').trim();
    if name.len() > LONGEST_NAME || name.is_empty() {
        return None;
    }
    NAMES.iter().find(|(_, words)| words.contains(&name)).map(|(field, _)| *field)
}

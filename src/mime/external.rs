//! `message/external-body` (RFC 2046 5.2.3, RFC 2017): a part whose content lies elsewhere, as the place where it lies. Nothing is fetched from there.

/// Where the content lies, by the parameters of the Content-Type: an address of the web or of FTP, a file, a mail that asks for it; none where they say nothing.
pub(super) fn place(content_type: &[u8]) -> Option<String> {
    let value = String::from_utf8_lossy(content_type).replace(['\r', '\n'], "");
    let params = mailparse::parse_content_type(&value).params;
    let said = |key: &str| params.get(key).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let (name, site) = (said("name"), said("site"));
    let path = || {
        let directory = said("directory").map(|directory| format!("{}/", directory.trim_matches('/')));
        format!("{}{}", directory.unwrap_or_default(), name.clone().unwrap_or_default())
    };
    let place = match said("access-type").unwrap_or_default().to_ascii_lowercase().as_str() {
        // A long address is folded into words (RFC 2017 3.1).
        "url" => said("url")?.split_whitespace().collect(),
        "ftp" | "anon-ftp" => format!("ftp://{}/{}", site?, path()),
        "tftp" => format!("tftp://{}/{}", site?, path()),
        "mail-server" => match (said("server")?, said("subject")) {
            (server, Some(subject)) => format!("mailto:{server} ({subject})"),
            (server, None) => format!("mailto:{server}"),
        },
        _ => [said("url"), name.clone(), site].into_iter().flatten().collect::<Vec<_>>().join(" · "),
    };
    (!place.is_empty()).then_some(place)
}

#[cfg(test)]
mod tests {
    use crate::domain::mail::body::BodyNotice;
    use crate::mime;

    #[test]
    fn a_part_that_lies_elsewhere_says_where_and_that_nothing_is_fetched() {
        for (params, place) in [
            ("access-type=URL;\r\n URL=\"http://files.example/long/\r\n path.txt\"", "http://files.example/long/path.txt"),
            ("access-type=anon-ftp; site=ftp.files.example; directory=\"/pub/a\"; name=\"x.txt\"", "ftp://ftp.files.example/pub/a/x.txt"),
            ("access-type=\"mail-server\"; server=\"list@files.example\"; subject=\"get 7\"", "mailto:list@files.example (get 7)"),
            ("access-type=local-file; name=\"/u/x.ps\"; site=host.example", "/u/x.ps · host.example"),
        ] {
            let mail = format!(
                "From: a@b.example\r\nContent-Type: message/external-body; {params}\r\n\r\nContent-Type: text/plain\r\nContent-ID: <a@b>\r\n\r\n"
            );
            let read = mime::read(mail.as_bytes());
            let shown: String = read.body.lines.iter().flat_map(|line| &line.spans).map(|span| span.text.as_str()).collect();
            assert_eq!(shown, place);
            assert_eq!(read.body.notices, [BodyNotice::Elsewhere]);
            assert_eq!(mime::parse(mail.as_bytes()).text.as_str().trim(), place);
        }
        let bare = mime::read(b"Content-Type: message/external-body\r\n\r\nContent-Type: text/plain\r\n\r\n");
        assert_eq!(bare.body.notices, [BodyNotice::Elsewhere, BodyNotice::NoText]);
    }
}

//! How a mail says that its list is left: `List-Unsubscribe` (RFC 2369), and `List-Unsubscribe-Post` where one request does it (RFC 8058).

use crate::text::CleanText;

/// A way off a list. Nothing of it is done without the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayOff {
    /// A mail to write, by its `mailto:` link.
    Mail(CleanText),
    /// A page to open.
    Page(CleanText),
}

/// The way that a header's value names: a mail before a page, since it is shown before it goes and tells nobody what is opened. Plain http is no way.
pub fn way_off(value: &str) -> Option<WayOff> {
    let links: Vec<&str> = value.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(link, _)| link.trim()).collect();
    let of = |scheme: &str| {
        let has = |link: &&&str| link.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
        links.iter().find(has).map(|link| CleanText::line(link))
    };
    of("mailto:").map(WayOff::Mail).or_else(|| of("https://").map(WayOff::Page))
}

/// The one value that `List-Unsubscribe-Post` may have, which is also what the page gets (RFC 8058 3.1).
pub const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// A page that takes somebody off a list by one request, without being looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneClick {
    /// Where the request goes, as the mail writes it: https, printable ASCII.
    pub page: String,
    /// The host that gets it, without its port.
    pub host: String,
}

/// The page that the values of both headers name for one request. A user name before the host, or anything but a name behind it, would show another host than the one that is asked,
/// so that is no page; neither is an address without a name, which is nobody's list.
pub fn one_click(unsubscribe: &str, post: &str) -> Option<OneClick> {
    if !post.trim().eq_ignore_ascii_case(ONE_CLICK) {
        return None;
    }
    let links = unsubscribe.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(link, _)| link);
    // Blanks within a link come from folding (RFC 2369 2).
    let links = links.map(|link| link.chars().filter(|c| !c.is_ascii_whitespace()).collect::<String>());
    links.into_iter().find_map(|page| {
        let scheme = page.get(..8).filter(|begin| begin.eq_ignore_ascii_case("https://"))?.len();
        let authority = page[scheme..].split(['/', '?', '#']).next()?;
        let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
        let named = host.contains('.') && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        let numbers = host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let plain = page.bytes().all(|byte| byte.is_ascii_graphic()) && port.parse::<u16>().is_ok_and(|port| port > 0);
        let host = (named && !numbers && plain).then(|| host.to_ascii_lowercase())?;
        Some(OneClick { page, host })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_goes_only_to_a_named_host_by_https_and_only_where_the_list_says_so() {
        let page = |value: &str| one_click(value, "List-Unsubscribe=One-Click").map(|one| (one.host, one.page));
        let found = |host: &str, page: &str| Some((host.to_owned(), page.to_owned()));
        assert_eq!(page("<mailto:off@l.example>, <https://L.example/u?x=1>"), found("l.example", "https://L.example/u?x=1"));
        assert_eq!(page("<HTTPS://l.example:8443/a\n b>"), found("l.example", "HTTPS://l.example:8443/ab"));
        assert_eq!(page("<http://l.example/u>, <https://l.example/v>"), found("l.example", "https://l.example/v"));
        for none in [
            "<http://l.example/u>",
            "<mailto:off@l.example>",
            "<https://bank.example@evil.example/u>",
            "<https://user:pass@l.example/u>",
            "<https://127.0.0.1/u>",
            "<https://[::1]/u>",
            "<https://localhost/u>",
            "<https://l.example:0/u>",
            "<https://l.example:x/u>",
            "<https://l.example\\@evil.example/u>",
            "<https://bücher.example/u>",
            "<https://l.example/\u{202e}u>",
            "<https:///u>",
            "https://l.example/u",
            "",
        ] {
            assert_eq!(page(none), None, "{none}");
        }
        assert_eq!(one_click("<https://l.example/u>", " list-unsubscribe=one-click ").map(|one| one.host).as_deref(), Some("l.example"));
        for post in ["", "List-Unsubscribe", "List-Unsubscribe=One-Click&x=1", "One-Click"] {
            assert_eq!(one_click("<https://l.example/u>", post), None, "{post}");
        }
    }

    #[test]
    fn a_mail_goes_before_a_page_and_nothing_else_is_a_way() {
        let mail = |link| Some(WayOff::Mail(CleanText::line(link)));
        let page = |link| Some(WayOff::Page(CleanText::line(link)));
        assert_eq!(way_off("<https://l.example/u?x=1>, <mailto:off@l.example?subject=off>"), mail("mailto:off@l.example?subject=off"));
        assert_eq!(way_off("<HTTPS://l.example/u>"), page("HTTPS://l.example/u"));
        for none in ["", "<http://l.example/u>", "https://l.example/u", "<file:///etc/passwd>", "<mailto:a@b.example", "<javascript:x>"] {
            assert_eq!(way_off(none), None, "{none}");
        }
    }
}

//! How a mail says that its list is left: `List-Unsubscribe` (RFC 2369).

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

#[cfg(test)]
mod tests {
    use super::*;

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

//! What a page would load from elsewhere when a browser shows it.

use std::collections::BTreeSet;

use html5gum::{Token, Tokenizer};

use crate::domain::mail::mixed_scripts::shown_domain;

/// Hosts of one page; more are not named.
const MAX_HOSTS: usize = 100;

/// The hosts that a browser would ask when it shows a page, in the order of their letters. Links count only for what opens by itself.
pub fn remote_hosts(html: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut style = false;
    for token in Tokenizer::new(html) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).to_ascii_lowercase();
                style = name == "style";
                for (attribute, value) in &tag.attributes {
                    let attribute = String::from_utf8_lossy(attribute).to_ascii_lowercase();
                    if loads(&name, &attribute) {
                        hosts(&String::from_utf8_lossy(value), &mut found);
                    }
                }
            }
            Token::EndTag(_) => style = false,
            Token::String(text) if style => hosts(&String::from_utf8_lossy(&text), &mut found),
            _ => {}
        }
    }
    found.into_iter().take(MAX_HOSTS).collect()
}

/// Whether a browser follows an attribute by itself.
fn loads(element: &str, attribute: &str) -> bool {
    match attribute {
        "href" | "xlink:href" => !matches!(element, "a" | "area"),
        "action" | "formaction" | "cite" | "longdesc" | "alt" | "title" | "xmlns" => false,
        "content" => element == "meta",
        _ => !attribute.starts_with("xmlns") && !attribute.starts_with("on") && !attribute.starts_with("aria-"),
    }
}

/// The hosts of the addresses in a value: whole ones, and those that begin with two slashes.
fn hosts(value: &str, found: &mut BTreeSet<String>) {
    for (at, _) in value.match_indices("//") {
        let before = value[..at].to_ascii_lowercase();
        let own = before.ends_with("http:") || before.ends_with("https:");
        let bare = before.trim_end().is_empty() || before.ends_with(['(', '"', '\'', ',', ' ', '=']);
        let host = value[at + 2..].split(['/', '?', '#', '"', '\'', ')', ',', '\\', ' ', '\n', '\t', ';']).next().unwrap_or_default();
        let host = host.rsplit('@').next().unwrap_or_default();
        let host = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
        if (own || bare) && host.contains(['.', ':']) {
            found.insert(shown_domain(host));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_browser_loads_by_itself_is_named_and_links_are_not() {
        let page = "<html><head><style>@import url(//fonts.example/f.css); p { background: url('https://css.example/b.png') }</style>\
            <link rel=stylesheet href=https://link.example/s.css><meta http-equiv=refresh content='0; url=https://refresh.example/'></head>\
            <body background='http://back.example:8080/b.gif'><img src='https://pixel.example/t.gif?u=1' srcset='https://two.example/2x.png 2x'>\
            <a href='https://click.example/'>https://words.example</a><td style='background:url(\"https://style.example/x\")'>\
            <video poster=//poster.example/p.jpg></video><img src=cid:inside><img src=data:image/gif;base64,R0lG//8=></body>";
        let wanted = [
            "back.example",
            "css.example",
            "fonts.example",
            "link.example",
            "pixel.example",
            "poster.example",
            "refresh.example",
            "style.example",
            "two.example",
        ];
        assert_eq!(remote_hosts(page), wanted);
        assert!(remote_hosts("<p>words <a href='https://x.example'>x</a></p>").is_empty());
    }
}

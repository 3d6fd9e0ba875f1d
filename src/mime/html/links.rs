//! Where the links of a mail really go.

use crate::domain::mail::body::Link;
use crate::domain::mail::mixed_scripts::shown_domain;
use crate::text::CleanText;

/// A link to the web, to a mail address or to a phone; others (javascript, file, data, fragments) are none.
pub fn link(target: &str) -> Option<Link> {
    let target = CleanText::line(&target.split_whitespace().collect::<String>());
    let text = target.as_str();
    let (scheme, rest) = text.split_once(':')?;
    let host = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            let authority = rest.trim_start_matches('/').split(['/', '?', '#', '\\']).next().unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            let host = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
            if host.is_empty() {
                return None;
            }
            CleanText::line(&shown_domain(host))
        }
        "mailto" | "tel" => CleanText::default(),
        _ => return None,
    };
    Some(Link { label: CleanText::default(), target, host })
}

//! Whether a mail may be taken at its word that one request takes somebody off its list (RFC 8058 4): its headers say so, and whoever signed the mail signed them.

use super::charset;
use super::headers::Headers;
use crate::domain::mail::authentication::AuthClaims;
use crate::domain::mail::unsubscribe::{OneClick, one_click};

/// What RFC 8058 4 wants signed.
const SIGNED: [&str; 2] = ["list-unsubscribe", "list-unsubscribe-post"];

/// The page for one request. Both headers stand once, and the server whose word about senders is believed (`named`, else the one that took the mail) says that a domain's
/// signature is good, all signatures of which cover both headers: so the good one does, whichever it is.
pub(super) fn of_headers(headers: &Headers, claims: &AuthClaims, named: &[String]) -> Option<OneClick> {
    let once = |name: &'static str| {
        let mut all = headers.all(name);
        all.next().filter(|_| all.next().is_none()).map(charset::undeclared)
    };
    let found = one_click(&once("List-Unsubscribe")?, &once("List-Unsubscribe-Post")?)?;
    let signatures: Vec<Signature> = headers.all("DKIM-Signature").map(|value| Signature::read(&charset::undeclared(value))).collect();
    let covered = |signer: &&str| {
        let mut of_signer = signatures.iter().filter(|one| one.is_of(signer)).peekable();
        of_signer.peek().is_some() && of_signer.all(Signature::covers)
    };
    claims.signers(named).iter().any(covered).then_some(found)
}

/// What a DKIM-Signature says of itself (RFC 6376 3.5).
struct Signature {
    /// The domain that signs, lower case.
    domain: String,
    /// The headers it covers, lower case.
    headers: Vec<String>,
}

impl Signature {
    fn read(value: &str) -> Self {
        let tag = |wanted: &str| {
            let found = value.split(';').filter_map(|tag| tag.split_once('=')).find(|(name, _)| name.trim() == wanted);
            found.map(|(_, value)| value.chars().filter(|c| !c.is_ascii_whitespace()).collect::<String>().to_ascii_lowercase())
        };
        let headers = tag("h").unwrap_or_default().split(':').map(str::to_owned).collect();
        Self { domain: tag("d").unwrap_or_default(), headers }
    }

    /// Whether it is of a domain, which a server may have named by the one below it that wrote (`header.i`).
    fn is_of(&self, signer: &str) -> bool {
        !self.domain.is_empty()
            && (signer == self.domain || signer.strip_suffix(self.domain.as_str()).is_some_and(|rest| rest.ends_with('.')))
    }

    fn covers(&self) -> bool {
        SIGNED.iter().all(|wanted| self.headers.iter().any(|name| name == wanted))
    }
}

#[cfg(test)]
mod tests {
    use crate::mime::one_click;

    const RECEIVED: &str = "Received: from mail.list.example (mail.list.example [192.0.2.1])\r\n by mx.me.example (Postfix) with ESMTPS id 1; Mon, 1 Sep 2025 08:00:00 +0000\r\n";
    const PASS: &str = "Authentication-Results: mx.me.example; dkim=pass header.d=list.example\r\n";
    const SIGNED: &str = "DKIM-Signature: v=1; a=rsa-sha256; d=list.example; s=k;\r\n h=From:List-Unsubscribe :\r\n List-Unsubscribe-Post;\r\n bh=x; b=y\r\n";
    const WAY: &str = "List-Unsubscribe: <https://list.example/off?id=1>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";

    fn host(headers: &[&str]) -> Option<String> {
        let mail = format!("{}From: News <news@list.example>\r\nSubject: x\r\n\r\ntext\r\n", headers.concat());
        one_click(mail.as_bytes(), &[]).map(|one| one.host)
    }

    #[test]
    fn a_request_needs_a_good_signature_of_both_headers_by_the_word_of_the_own_server() {
        assert_eq!(host(&[PASS, RECEIVED, SIGNED, WAY]).as_deref(), Some("list.example"));
        let below = PASS.replace("header.d=", "header.i=@mail.");
        assert_eq!(host(&[&below, RECEIVED, SIGNED, WAY]).as_deref(), Some("list.example"));
        let other = SIGNED.replace("list.example", "sender.example");
        assert_eq!(host(&[PASS, RECEIVED, &other, SIGNED, WAY]).as_deref(), Some("list.example"), "others may sign too");
        for (why, headers) in [
            ("nobody says that it is good", vec![RECEIVED, SIGNED, WAY]),
            ("the sender says so", vec![RECEIVED, PASS, SIGNED, WAY]),
            ("nobody took the mail", vec![PASS, SIGNED, WAY]),
            ("no signature", vec![PASS, RECEIVED, WAY]),
            ("the signature of another", vec![PASS, RECEIVED, &other, WAY]),
            ("said twice", vec![PASS, RECEIVED, SIGNED, WAY, WAY]),
            ("no header for a request", vec![PASS, RECEIVED, SIGNED, "List-Unsubscribe: <https://list.example/off>\r\n"]),
        ] {
            assert_eq!(host(&headers), None, "{why}");
        }
        let fail = PASS.replace("pass", "fail");
        assert_eq!(host(&[&fail, RECEIVED, SIGNED, WAY]), None);
        for bare in [SIGNED.replace("List-Unsubscribe-Post", "Subject"), SIGNED.replace("List-Unsubscribe :", "Subject :")] {
            assert_eq!(host(&[PASS, RECEIVED, &bare, WAY]), None, "one of both is not signed");
            // A good old signature, and one that somebody wrote beside it to cover what they added.
            assert_eq!(host(&[PASS, RECEIVED, SIGNED, &bare, WAY]), None);
            assert_eq!(host(&[PASS, RECEIVED, &bare, SIGNED, WAY]), None);
        }
    }

    #[test]
    fn whoever_is_named_in_the_config_is_believed_in_place_of_the_server() {
        let mail = [PASS, RECEIVED, SIGNED, WAY, "From: a@list.example\r\n\r\n"].concat();
        assert!(one_click(mail.as_bytes(), &["mx.me.example".to_owned()]).is_some());
        assert!(one_click(mail.as_bytes(), &["other.example".to_owned()]).is_none());
        assert!(one_click(b"", &[]).is_none());
    }
}

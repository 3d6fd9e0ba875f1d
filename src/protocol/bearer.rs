//! SASL with a token that an identity provider gave: OAUTHBEARER (RFC 7628) and XOAUTH2, which the same providers had before it. A refusal comes as a challenge that
//! says why; one more response has to follow before the server says no.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::domain::account::Secret;

/// A way to log in with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Bearer {
    /// RFC 7628.
    OauthBearer,
    /// As Google and Microsoft describe it.
    Xoauth2,
}

impl Bearer {
    /// In the order in which they are tried.
    pub const ALL: [Self; 2] = [Self::OauthBearer, Self::Xoauth2];

    /// The name of the mechanism.
    pub fn word(self) -> &'static str {
        match self {
            Self::OauthBearer => "OAUTHBEARER",
            Self::Xoauth2 => "XOAUTH2",
        }
    }

    /// The whole response, in base64.
    pub fn response(self, user: &str, token: &Secret) -> Zeroizing<String> {
        let token = token.expose();
        let plain = Zeroizing::new(match self {
            Self::OauthBearer => {
                let name = user.replace('=', "=3D").replace(',', "=2C");
                format!("n,a={name},\u{1}auth=Bearer {token}\u{1}\u{1}")
            }
            Self::Xoauth2 => format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"),
        });
        Zeroizing::new(STANDARD.encode(plain.as_bytes()))
    }

    /// What is said to the challenge that tells why the token is refused: nothing, or a single control character (RFC 7628 3.2.3).
    pub fn after_a_refusal(self) -> &'static str {
        match self {
            Self::OauthBearer => "AQ==",
            Self::Xoauth2 => "",
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn responses_are_those_of_the_documents() {
        // The example of Google's page about XOAUTH2.
        let token = Secret::new("ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg".to_owned());
        assert_eq!(
            *Bearer::Xoauth2.response("someuser@example.com", &token),
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
        );
        let said = STANDARD.decode(&*Bearer::OauthBearer.response("a=b,c", &Secret::new("t".to_owned()))).unwrap();
        assert_eq!(said, b"n,a=a=3Db=2Cc,\x01auth=Bearer t\x01\x01");
    }
}

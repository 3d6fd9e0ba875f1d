//! Whether the sender is real: what the server that took a mail says of SPF, DKIM and DMARC (RFC 8601), and whether it is believed.

use super::shown_host::same_site;
use crate::text::worded;

worded! {
    /// What is known about a mail's sender.
    pub enum Auth {
        /// Nothing that can be believed, or nothing clear.
        None = "none",
        /// The mail comes from the domain that it names.
        Pass = "pass",
        /// It does not.
        Fail = "fail",
    }
}

impl Auth {
    /// The small number the store keeps; never renumber.
    pub fn code(self) -> i64 {
        match self {
            Self::None => 0,
            Self::Pass => 1,
            Self::Fail => 2,
        }
    }

    /// What a number of the store means.
    pub fn of_code(code: i64) -> Self {
        Self::ALL.iter().copied().find(|auth| auth.code() == code).unwrap_or(Self::None)
    }
}

/// What stands above the topmost Received field of a mail: only the server that wrote that field, or one behind it, can have put it there. Whatever stands below may be
/// the sender's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthClaims {
    /// The host that wrote the topmost Received field; empty when there is none.
    pub host: String,
    /// The domains of From, normalised.
    pub from: Vec<String>,
    /// What servers say, the topmost first.
    pub said: Vec<AuthSaid>,
}

/// One Authentication-Results field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthSaid {
    /// Who says so (authserv-id), lower case.
    pub server: String,
    /// What.
    pub results: Vec<AuthResult>,
}

/// The result of one method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthResult {
    /// `spf`, `dkim`, `dmarc` and others, lower case.
    pub method: String,
    /// `pass`, `fail`, `none` and others, lower case.
    pub result: String,
    /// The domains that it is about, lower case.
    pub domains: Vec<String>,
}

impl AuthClaims {
    /// What is believed: the word of the servers that the person named, or of the one that took the mail when none is named.
    ///
    /// DMARC decides where it says anything; else a signature or a sending host of the sender's own domain is a pass, and a failure without such a pass a failure. A mail
    /// that names several senders never passes.
    pub fn judge(&self, named: &[String]) -> Auth {
        let results = self.believed(named);
        // What DMARC says about another From than the one that is shown says nothing about this one.
        let about_this = |one: &&AuthResult| {
            one.method != "dmarc" || one.domains.is_empty() || one.domains.iter().any(|domain| self.from.contains(domain))
        };
        let results: Vec<&AuthResult> = results.into_iter().filter(about_this).collect();
        let any = |method: &str, result: &str| results.iter().any(|one| one.method == method && one.result == result);
        let of_sender = |domain: &String| is_of_somebody(domain) && self.from.iter().all(|from| same_site(from, domain));
        let aligned = |one: &&AuthResult| one.domains.iter().any(of_sender);
        let passed = any("dmarc", "pass")
            || results.iter().filter(|one| matches!(one.method.as_str(), "dkim" | "spf") && one.result == "pass").any(aligned);
        if any("dmarc", "fail") {
            Auth::Fail
        } else if passed {
            if self.from.len() == 1 { Auth::Pass } else { Auth::None }
        } else if any("dkim", "fail") || any("spf", "fail") {
            Auth::Fail
        } else {
            Auth::None
        }
    }

    /// The domains whose DKIM signature of this mail is good by the word of whom [`judge`](Self::judge) believes.
    pub fn signers(&self, named: &[String]) -> Vec<&str> {
        let good = |one: &&AuthResult| one.method == "dkim" && one.result == "pass";
        self.believed(named).into_iter().filter(good).flat_map(|one| one.domains.iter().map(String::as_str)).collect()
    }

    /// What those servers say who are believed; nothing where no server took the mail.
    fn believed(&self, named: &[String]) -> Vec<&AuthResult> {
        let is = |server: &str, name: &str| server.eq_ignore_ascii_case(name.trim().trim_end_matches('.'));
        let believed = |said: &&AuthSaid| {
            !self.host.is_empty()
                && if named.is_empty() { is(&said.server, &self.host) } else { named.iter().any(|name| is(&said.server, name)) }
        };
        self.said.iter().filter(believed).flat_map(|said| &said.results).collect()
    }
}

/// Second labels under which countries give names to anybody.
const OF_COUNTRIES: [&str; 24] = [
    "ac", "ad", "co", "com", "ed", "edu", "go", "gob", "gov", "govt", "gr", "id", "lg", "ltd", "me", "mil", "ne", "net", "nom", "or",
    "org", "plc", "sch", "web",
];

/// Whether a domain is somebody's, and not one under which names are given to anybody (`jp`, `co.jp`): a signature of that says nothing about who wrote.
fn is_of_somebody(domain: &str) -> bool {
    let mut labels = domain.rsplit('.');
    let (top, second, third) = (labels.next().unwrap_or_default(), labels.next(), labels.next());
    match second {
        None => false,
        Some(second) => third.is_some() || top.len() != 2 || !OF_COUNTRIES.contains(&second),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Method, result and domain.
    type Results<'a> = &'a [(&'a str, &'a str, &'a str)];

    fn claims(host: &str, said: &[(&str, Results<'_>)]) -> AuthClaims {
        let said = said
            .iter()
            .map(|(server, results)| AuthSaid {
                server: (*server).to_owned(),
                results: results
                    .iter()
                    .map(|(method, result, domain)| AuthResult {
                        method: (*method).to_owned(),
                        result: (*result).to_owned(),
                        domains: vec![(*domain).to_owned()],
                    })
                    .collect(),
            })
            .collect();
        AuthClaims { host: host.to_owned(), from: vec!["bank.example".to_owned()], said }
    }

    #[test]
    fn dmarc_decides_and_else_only_the_senders_own_domain_counts() {
        let judge = |results: &[(&str, &str, &str)]| claims("mx.me.example", &[("mx.me.example", results)]).judge(&[]);
        assert_eq!(judge(&[("dmarc", "pass", "bank.example")]), Auth::Pass);
        assert_eq!(judge(&[("dkim", "pass", "bank.example"), ("dmarc", "fail", "bank.example")]), Auth::Fail);
        assert_eq!(judge(&[("dkim", "pass", "mail.bank.example")]), Auth::Pass);
        assert_eq!(judge(&[("dkim", "pass", "evil.example")]), Auth::None, "signed by somebody else");
        assert_eq!(judge(&[("spf", "pass", "bank.example"), ("dkim", "fail", "bank.example")]), Auth::Pass);
        assert_eq!(judge(&[("spf", "fail", "bank.example")]), Auth::Fail);
        assert_eq!(judge(&[("dmarc", "pass", "other.example")]), Auth::None, "of another From");
        assert_eq!(judge(&[("dmarc", "fail", "other.example")]), Auth::None);
        assert_eq!(judge(&[("dkim", "pass", "example")]), Auth::None, "everybody's");
        let mut of_country = claims("mx.me.example", &[("mx.me.example", &[("dkim", "pass", "co.jp")])]);
        of_country.from = vec!["bank.co.jp".to_owned()];
        assert_eq!(of_country.judge(&[]), Auth::None);
        of_country.said[0].results[0].domains = vec!["bank.co.jp".to_owned()];
        assert_eq!(of_country.judge(&[]), Auth::Pass);
        assert_eq!(judge(&[("spf", "softfail", "bank.example"), ("dkim", "none", "")]), Auth::None);
        let mut two = claims("mx.me.example", &[("mx.me.example", &[("dmarc", "pass", "bank.example")])]);
        two.from.push("evil.example".to_owned());
        assert_eq!(two.judge(&[]), Auth::None, "two senders");
    }

    #[test]
    fn only_the_server_that_took_the_mail_or_one_that_is_named_is_believed() {
        let pass: &[(&str, &str, &str)] = &[("dmarc", "pass", "bank.example")];
        assert_eq!(claims("mx.me.example", &[("other.example", pass)]).judge(&[]), Auth::None);
        assert_eq!(claims("MX.me.example", &[("mx.me.example", pass)]).judge(&[]), Auth::Pass);
        assert_eq!(claims("mx.me.example", &[("me.example", pass)]).judge(&["Me.Example.".to_owned()]), Auth::Pass);
        assert_eq!(claims("mx.me.example", &[("mx.me.example", pass)]).judge(&["me.example".to_owned()]), Auth::None);
        assert_eq!(claims("", &[("", pass)]).judge(&["".to_owned()]), Auth::None, "no server is known");
    }
}

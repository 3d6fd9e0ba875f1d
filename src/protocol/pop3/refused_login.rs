//! What a refused login means where the server gives no code: RFC 1939 section 8 has none, so that most servers say in words whether it is for now or for good.

/// What a refused login means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginRefusal {
    /// A lock, use, load, a limit, time, or trouble of the server: it may pass.
    ForNow,
    /// Name or password, or nothing that tells.
    ForGood,
}

/// Words of time and place that make a refusal pass, whatever else it speaks of.
const PASSES: [&str; 27] = [
    "temporar",
    "transient",
    "later",
    "unavailable",
    "not available",
    "in use",
    "inuse",
    "in-use",
    "being used",
    "used by another",
    "busy",
    "too many",
    "too much",
    "too often",
    "too frequent",
    "too fast",
    "too soon",
    "overload",
    "maintenance",
    "shutting down",
    "shutdown",
    "timed out",
    "timeout",
    "time out",
    "exceed",
    "another session",
    "already open",
];

/// Nouns of a server's insides, and what befalls them: one of each tells of the server's own trouble.
const INSIDES: [&str; 14] = [
    "system", "server", "internal", "backend", "back-end", "service", "database", "ldap", "disk", "memory", "resource", "spool",
    "maildrop", "i/o",
];
const TROUBLE: [&str; 14] = [
    "error",
    "problem",
    "trouble",
    "failure",
    "down",
    "unreachable",
    "full",
    "unable",
    "cannot",
    "can't",
    "could not",
    "not ready",
    "not respond",
    "insufficient",
];

/// Words that make a refusal pass where it does not speak of name or password.
const MAY_PASS: [&str; 25] = [
    "lock",
    "again",
    "retry",
    "wait",
    "minute",
    "second",
    "hour",
    "moment",
    "at this time",
    "right now",
    "limit",
    "maximum",
    "quota",
    "rate",
    "frequen",
    "load",
    "concurrent",
    "simultaneous",
    "connection",
    "session",
    "open mailbox",
    "access mailbox",
    "blocked",
    "throttl",
    "restart",
];

/// The same in other languages.
const PASSES_ELSEWHERE: [&str; 16] = [
    "後ほど",
    "しばらく",
    "混雑",
    "使用中",
    "一時",
    "メンテナンス",
    "频率",
    "稍后",
    "繁忙",
    "später",
    "vorübergehend",
    "überlast",
    "temporaire",
    "plus tard",
    "más tarde",
    "indisponible",
];

/// Words of names and passwords.
const CREDENTIALS: [&str; 17] = [
    "password",
    "passwd",
    "passphrase",
    "pass phrase",
    "pass word",
    "credential",
    "authenti",
    "authoriz",
    "authoris",
    "username",
    "user name",
    "userid",
    "user id",
    "login name",
    "user",
    "account",
    "logon",
];
const WRONG: [&str; 13] = [
    "invalid",
    "incorrect",
    "wrong",
    "bad ",
    "unknown",
    "no such",
    "mismatch",
    "not match",
    "does not exist",
    "doesn't exist",
    "not found",
    "illegal",
    "expired",
];

/// Reads what a server said when it refused a login without a code.
pub fn read_refusal(said: &str) -> LoginRefusal {
    let said = said.to_lowercase();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let any = |words: &[&str]| words.iter().any(|word| begins_a_word(&said, word));
    let credentials = any(&CREDENTIALS);
    let wrong = credentials && any(&WRONG);
    let passes = any(&PASSES) || (any(&INSIDES) && any(&TROUBLE)) || PASSES_ELSEWHERE.iter().any(|word| said.contains(word));
    let for_now = match (wrong, credentials) {
        (true, _) => any(&["temporar"]),
        (false, true) => passes || any(&["lock"]),
        (false, false) => passes || any(&MAY_PASS),
    };
    if for_now { LoginRefusal::ForNow } else { LoginRefusal::ForGood }
}

/// Whether a word of the text begins like this: `lock` is in "locked" and not in "clock".
fn begins_a_word(text: &str, start: &str) -> bool {
    text.match_indices(start).any(|(at, _)| !text[..at].ends_with(|before: char| before.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_told_from_a_wrong_password() {
        for passes in [
            "maildrop already locked",
            "lock busy! Is another session active?",
            "unable to lock mailbox",
            "[me@sample.example] mailbox locked by another process",
            "Mailbox is in use",
            "mailbox in-use by another client",
            "System error",
            "system busy!",
            "Internal server error",
            "authentication failed: internal error",
            "Temporary authentication failure",
            "Authentication service is unavailable",
            "Unable to reach the authentication server: LDAP server down",
            "too many connections for user me",
            "Too many failed login attempts",
            "User has exceeded the login limit",
            "Login rate limit reached",
            "Maximum number of connections reached",
            "please wait a few minutes",
            "Try again",
            "please try again later",
            "login frequency too high",
            "server is overloaded",
            "load average too high",
            "POP3 service not available",
            "Down for maintenance",
            "Cannot open the database",
            "disk full",
            "connection timed out",
            "quota exceeded",
            "account is locked",
            "Account temporarily disabled",
            "現在混雑しています。後ほどお試しください",
        ] {
            assert_eq!(read_refusal(passes), LoginRefusal::ForNow, "{passes}");
        }
        for stays in [
            "",
            "no",
            "Login failed",
            "Login failed.",
            "login refused",
            "Access denied",
            "invalid password",
            "Invalid user name or password",
            "Invalid username or password. Please try again.",
            "Authentication failed",
            "Authentication failed. Check your credentials and try again",
            "Unknown user",
            "no such account on this server",
            "bad login: user me",
            "Incorrect password, 2 attempts remaining before the account is locked",
            "password expired",
            "Wrong password, try again later",
            "user unknown to the system",
            "the clock strikes",
            "Please download our app",
            "-unlimited-",
        ] {
            assert_eq!(read_refusal(stays), LoginRefusal::ForGood, "{stays}");
        }
    }
}

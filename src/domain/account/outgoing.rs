//! Where an account sends when nobody said it: hosts beside the one that it fetches from (S59).

/// The first labels of hosts that bring mail in, in whose place `smtp` often stands.
const INCOMING: [&str; 8] = ["pop", "pop3", "pops", "imap", "imap4", "imaps", "in", "incoming"];

/// The hosts that may take outgoing mail, likeliest first, for the host that brings mail in; every one is at or below the same name. Empty for no host.
pub fn outgoing_hosts(incoming: &str) -> Vec<String> {
    let host = incoming.trim().trim_end_matches('.').to_lowercase();
    if host.is_empty() {
        return Vec::new();
    }
    if host.parse::<std::net::IpAddr>().is_ok() || !host.contains('.') {
        return vec![host];
    }
    let (first, rest) = host.split_once('.').unwrap_or(("", &host));
    let home = if rest.contains('.') && INCOMING.contains(&first) { rest } else { &host };
    let mut found = vec![format!("smtp.{home}")];
    if first == "mail" && rest.contains('.') {
        // One host for both is as common here.
        found = vec![host.clone(), format!("smtp.{rest}")];
    } else if first == "smtp" {
        found = vec![host.clone()];
    } else {
        found.push(host.clone());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s59_the_outgoing_host_stands_beside_the_incoming_one() {
        assert_eq!(outgoing_hosts("pop.sample.example"), ["smtp.sample.example", "pop.sample.example"]);
        assert_eq!(outgoing_hosts("IMAP.sample.example."), ["smtp.sample.example", "imap.sample.example"]);
        assert_eq!(outgoing_hosts("mail.sample.example"), ["mail.sample.example", "smtp.sample.example"]);
        assert_eq!(outgoing_hosts("sample.example"), ["smtp.sample.example", "sample.example"]);
        assert_eq!(outgoing_hosts("pop.example"), ["smtp.pop.example", "pop.example"], "nothing beside a name of its own");
        assert_eq!(outgoing_hosts("127.0.0.1"), ["127.0.0.1"]);
        assert_eq!(outgoing_hosts("localhost"), ["localhost"]);
        assert!(outgoing_hosts(" ").is_empty());
    }
}

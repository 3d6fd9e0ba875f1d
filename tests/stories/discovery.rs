//! Somebody knows an address and no servers (S52): what is found, where it comes from, and who is asked.

use super::domain::{Domains, Page};
use super::world::{Said, World};

const DOMAIN: &str = "kaisha.example";

/// A home that asks the servers of this test.
fn home(domains: &Domains) -> World {
    let world = World::new();
    let ca_file = world.home().parent().unwrap().join("roots.pem");
    std::fs::write(&ca_file, &domains.certificate).unwrap();
    let config =
        format!("[discovery]\ndns = \"127.0.0.1:{}\"\nhttps_port = {}\nca_file = \"{}\"\n", domains.dns, domains.https, ca_file.display());
    std::fs::write(world.home().join("config.toml"), config).unwrap();
    world
}

fn look(domains: &Domains, address: &str) -> Said {
    home(domains).json(&format!("account discover {address}"))
}

fn file(incoming: &str, socket: &str) -> Page {
    Page::File(format!(
        "<?xml version=\"1.0\"?><clientConfig version=\"1.1\"><emailProvider id=\"{DOMAIN}\">\
         <incomingServer type=\"imap\"><hostname>imap.kaisha.example</hostname><port>993</port><socketType>{socket}</socketType>\
         <username>%EMAILLOCALPART%</username></incomingServer>\
         <incomingServer type=\"pop3\"><hostname>{incoming}</hostname><port>995</port><socketType>{socket}</socketType>\
         <username>%EMAILLOCALPART%</username></incomingServer>\
         <outgoingServer type=\"smtp\"><hostname>smtp.kaisha.example</hostname><port>465</port><socketType>SSL</socketType></outgoingServer>\
         </emailProvider></clientConfig>"
    ))
}

fn domains() -> Domains {
    let domains = Domains::start(&[DOMAIN, "autoconfig.kaisha.example", "autoconfig.hoster.example", "hoster.example"]);
    domains.host(DOMAIN).host("autoconfig.kaisha.example");
    domains
}

#[test]
fn s52_the_best_source_stands_first_and_each_says_where_it_is_from() {
    let domains = domains();
    domains.page("autoconfig.kaisha.example/mail/config-v1.1.xml", file("pop.kaisha.example", "SSL"));
    domains.srv("_pop3s._tcp.kaisha.example", "mail.kaisha.example", 995).srv(
        "_submissions._tcp.kaisha.example",
        "out.kaisha.example",
        465,
    );
    domains.host("pop.kaisha.example").host("smtp.kaisha.example");
    let found = look(&domains, "taro@kaisha.example").good();
    let rows: Vec<_> = found.as_array().unwrap().iter().map(|row| (row["source"].as_str().unwrap(), &row["incoming"])).collect();
    let sources: Vec<_> = rows.iter().map(|(source, _)| *source).collect();
    assert_eq!(sources, ["autoconfig", "autoconfig", "srv", "guess"], "{found}");
    assert_eq!(rows[0].1, &serde_json::json!({ "host": "pop.kaisha.example", "port": 995, "security": "tls", "protocol": "pop3" }));
    assert_eq!((found[0]["username"].as_str(), found[0]["outgoing"]["host"].as_str()), (Some("taro"), Some("smtp.kaisha.example")));
    assert_eq!(found[2]["outgoing"], serde_json::json!({ "host": "out.kaisha.example", "port": 465, "security": "tls" }));
    assert_eq!((found[2]["from"].as_str(), found[0]["outside"].as_array().unwrap().len()), (Some("_pop3s._tcp.kaisha.example"), 0));
}

#[test]
fn b5_nobody_is_asked_but_the_domain_and_who_takes_its_mail_and_no_secret_is_sent() {
    let domains = domains();
    domains.mx(DOMAIN, "mx1.hoster.example").host("hoster.example").host("autoconfig.hoster.example");
    domains.page("autoconfig.hoster.example/mail/config-v1.1.xml", file("pop.hoster.example", "SSL"));
    let found = look(&domains, "taro@kaisha.example").good();
    assert_eq!((found[0]["source"].as_str(), found[0]["outside"][0].as_str()), (Some("mx"), Some("pop.hoster.example")), "{found}");
    for name in domains.asked() {
        assert!(name.ends_with(DOMAIN) || name.ends_with("hoster.example"), "{name} was asked");
    }
    for request in domains.requests() {
        assert!(request.starts_with("GET ") && !request.to_lowercase().contains("authorization"), "{request}");
        assert!(
            !request.contains("taro")
                || request.contains("Host: autoconfig.kaisha.example")
                || request.contains("host: autoconfig.kaisha.example"),
            "{request}"
        );
    }
}

#[test]
fn b5_what_cannot_be_believed_is_refused_and_said() {
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><clientConfig>&a;</clientConfig>".to_owned();
    let cases = [
        (Page::Moved("http://kaisha.example/c.xml"), "leads elsewhere"),
        (Page::Moved("https://evil.example/c.xml"), "leads elsewhere"),
        (Page::Moved("/mail/config-v1.1.xml"), "leads elsewhere"),
        (Page::File(bomb), "cannot be read"),
        (Page::Long(100 << 20), "too long"),
        (file("pop.kaisha.example", "plain"), "not encrypted"),
    ];
    for (page, said) in cases {
        let domains = domains();
        domains.page("autoconfig.kaisha.example/mail/config-v1.1.xml", page);
        assert_eq!(look(&domains, "taro@kaisha.example").error(), "not_found");
        let words = home(&domains).run("account discover taro@kaisha.example");
        assert!(words.code == 1 && words.err.contains(said), "{said}: {}", words.err);
        assert!(!domains.asked().iter().any(|name| name.contains("evil")), "{:?}", domains.asked());
    }
    let strangers = Domains::start(&["other.example"]);
    strangers.host("autoconfig.kaisha.example").page("autoconfig.kaisha.example/mail/config-v1.1.xml", file("pop.kaisha.example", "SSL"));
    let answer = home(&strangers).run("account discover taro@kaisha.example");
    assert!(answer.code == 1 && answer.err.contains("certificate is not trusted"), "{}", answer.err);
    assert!(strangers.requests().is_empty(), "not a byte of a question went there");
}

#[test]
fn a_redirect_within_the_domain_is_followed() {
    let domains = domains();
    domains.page("autoconfig.kaisha.example/mail/config-v1.1.xml", Page::Moved("/real.xml"));
    domains.page("autoconfig.kaisha.example/real.xml", file("pop.kaisha.example", "STARTTLS"));
    let found = look(&domains, "taro@kaisha.example").good();
    assert_eq!(found[0]["incoming"]["security"], "starttls");
}

#[test]
fn the_provider_that_takes_a_domains_mail_is_known() {
    let domains = domains();
    domains.mx(DOMAIN, "aspmx.l.google.com");
    let found = look(&domains, "taro@kaisha.example").good();
    assert_eq!((found[0]["source"].as_str(), found[0]["incoming"]["host"].as_str()), (Some("mx"), Some("pop.gmail.com")), "{found}");
    let hoster = self::domains();
    hoster.mx(DOMAIN, "sv123.xserver.jp");
    let found = look(&hoster, "taro@kaisha.example").good();
    assert_eq!(
        (found[0]["incoming"]["host"].as_str(), found[0]["outgoing"]["host"].as_str()),
        (Some("sv123.xserver.jp"), Some("sv123.xserver.jp"))
    );
}

#[test]
fn a_known_provider_is_asked_nothing_and_an_unknown_one_leads_to_the_administrator() {
    let domains = domains();
    let found = look(&domains, "taro@gmail.com").good();
    assert_eq!((found[0]["source"].as_str(), found[0]["incoming"]["host"].as_str()), (Some("preset"), Some("pop.gmail.com")));
    assert!(domains.asked().is_empty() && domains.requests().is_empty());
    let nothing = look(&domains, "taro@nowhere.example");
    assert!(nothing.error() == "not_found" && nothing.json()["error"]["hint"].as_str().unwrap().contains("administrator"), "{nothing:?}");
    assert_eq!(look(&domains, "taro").error(), "invalid_field");
}

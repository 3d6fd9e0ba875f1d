#![allow(clippy::unwrap_used)]
use super::*;
use crate::domain::account::{AccountName, OnServer, SecretSource, ServerSettings, SharingLevel};
use crate::domain::ids::Id;
use crate::present::key::{Key, KeyPress};
use crate::tui::app::forms::Handled;

/// The person types into a field; what stood there goes.
fn typed(form: &mut Form, name: &'static str, text: &str) {
    let field = form.field_mut(name).unwrap();
    field.set("");
    field.paste(text);
    follow(form, name);
}

/// The person turns a field to another choice.
fn chosen(form: &mut Form, name: &'static str, word: &str) {
    let field = form.field_mut(name).unwrap();
    field.set(word);
    field.touched = true;
    follow(form, name);
}

fn texts<const N: usize>(form: &Form, names: [&str; N]) -> [String; N] {
    names.map(|name| form.text(name))
}

fn about(form: &Form) -> AccountForm {
    let FormKind::Account(about) = &form.kind else { panic!("an account form") };
    (**about).clone()
}

fn saved(port: u16, outgoing: bool) -> AccountSettings {
    let server = |port| ServerSettings {
        host: "mail.kaisha.example".to_owned(),
        port,
        security: Security::Tls,
        username: "me".to_owned(),
        certificate: None,
    };
    AccountSettings {
        id: Id::v7(1, [1; 10]),
        name: AccountName::new("sales").unwrap(),
        display_name: CleanText::default(),
        email: "me@kaisha.example".parse().unwrap(),
        protocol: Incoming::Pop3,
        incoming: server(port),
        incoming_secret: SecretSource::Kept,
        outgoing: outgoing.then(|| server(465)),
        outgoing_secret: SecretSource::Kept,
        smtp_same_credentials: true,
        on_server: OnServer::Leave,
        recent_mode: false,
        sharing: SharingLevel::Private,
        excluded_domains: Vec::new(),
        aliases: Vec::new(),
        color: None,
        signature: CleanText::default(),
        magnet: None,
        ends: None,
        ca_file: None,
        enabled: true,
        default: false,
        plaintext_confirmed: false,
    }
}

#[test]
fn another_provider_replaces_what_the_old_one_filled_and_nothing_that_was_typed() {
    let mut form = form(None, &SharingPolicy::default());
    typed(&mut form, "email", "taro@gmail.com");
    assert_eq!(texts(&form, ["preset", "host", "smtp-host"]), ["gmail", "pop.gmail.com", "smtp.gmail.com"]);
    typed(&mut form, "smtp-host", "relay.kaisha.example");
    chosen(&mut form, "preset", "outlook");
    let servers = ["host", "port", "smtp-host", "smtp-port", "smtp-security"];
    assert_eq!(texts(&form, servers), ["outlook.office365.com", "995", "relay.kaisha.example", "587", "starttls"]);
    typed(&mut form, "smtp-host", "");
    chosen(&mut form, "preset", "zoho");
    assert_eq!(texts(&form, servers), ["pop.zoho.com", "995", "smtp.zoho.com", "465", "tls"], "an emptied field was nobody's choice");
    chosen(&mut form, "preset", "");
    assert_eq!(texts(&form, ["host", "username", "smtp-host"]), ["", "", ""]);
    assert!(form.remarks.is_empty());
}

#[test]
fn a_provider_that_an_address_named_goes_with_the_address() {
    let mut form = form(None, &SharingPolicy::default());
    typed(&mut form, "email", "taro@gmail.com");
    typed(&mut form, "email", "taro@kaisha.example");
    assert_eq!(texts(&form, ["preset", "host"]), ["", ""]);
    typed(&mut form, "email", "taro@docomo.ne.jp");
    assert_eq!(
        texts(&form, ["preset", "protocol", "host", "port"]),
        ["docomo", "imap", "imap.spmode.ne.jp", "993"],
        "it offers IMAP alone"
    );
    assert!(form.field("on-server").is_some_and(|field| field.hidden), "what is deleted here is deleted there");
    typed(&mut form, "email", "taro@gmail.com");
    assert_eq!(texts(&form, ["protocol", "host", "port"]), ["pop3", "pop.gmail.com", "995"]);
    chosen(&mut form, "protocol", "imap");
    assert_eq!(texts(&form, ["protocol", "host", "port"]), ["imap", "imap.gmail.com", "993"]);
    assert_eq!(entered(&form, &about(&form)).protocol, "imap");
}

#[test]
fn s59_with_the_same_login_the_outgoing_server_is_found() {
    let mut form = form(None, &SharingPolicy::default());
    typed(&mut form, "email", "me@kaisha.example");
    typed(&mut form, "host", "pop.kaisha.example");
    assert_eq!(form.text("smtp-host"), "smtp.kaisha.example");
    assert_eq!(entered(&form, &about(&form)).outgoing_guesses(), ["smtp.kaisha.example", "pop.kaisha.example"], "the test tries them");
    take_outgoing(
        &mut form,
        &ServerSettings {
            host: "pop.kaisha.example".to_owned(),
            port: 587,
            security: Security::Starttls,
            username: String::new(),
            certificate: None,
        },
    );
    assert_eq!(texts(&form, ["smtp-host", "smtp-port", "smtp-security"]), ["pop.kaisha.example", "587", "starttls"]);
    let found = entered(&form, &about(&form));
    assert_eq!((found.smtp_host.as_str(), found.outgoing_guesses().len()), ("pop.kaisha.example", 0), "what a test found is known");
}

#[test]
fn s59_the_guess_follows_the_host_until_somebody_types_another() {
    let mut form = form(None, &SharingPolicy::default());
    typed(&mut form, "host", "pop.one.example");
    typed(&mut form, "host", "pop.two.example");
    assert_eq!(form.text("smtp-host"), "smtp.two.example");
    chosen(&mut form, "smtp-same-credentials", "false");
    assert_eq!(form.text("smtp-host"), "", "with a login of its own the server is typed");
    chosen(&mut form, "smtp-same-credentials", "true");
    typed(&mut form, "smtp-host", "out.kaisha.example");
    typed(&mut form, "host", "pop.three.example");
    assert_eq!(form.text("smtp-host"), "out.kaisha.example");
    let entered = entered(&form, &about(&form));
    assert_eq!((entered.smtp_host.as_str(), entered.outgoing_guesses().len()), ("out.kaisha.example", 0));
}

#[test]
fn a_customer_of_a_host_with_many_names_types_one_of_them() {
    let mut form = form(None, &SharingPolicy::default());
    typed(&mut form, "email", "info@kaisha.example");
    chosen(&mut form, "preset", "xserver");
    assert_eq!(texts(&form, ["host", "smtp-host"]), ["", ""]);
    typed(&mut form, "host", "sv123.xserver.jp");
    assert_eq!(form.text("smtp-host"), "sv123.xserver.jp", "one host for both");
}

#[test]
fn the_port_follows_the_security_until_somebody_typed_one() {
    for new in [true, false] {
        let mut form = form((!new).then(|| saved(995, true)), &SharingPolicy::default());
        chosen(&mut form, "security", "starttls");
        chosen(&mut form, "smtp-security", "starttls");
        assert_eq!(texts(&form, ["port", "smtp-port"]), ["110", "587"], "new: {new}");
        typed(&mut form, "port", "1110");
        chosen(&mut form, "security", "tls");
        assert_eq!(form.text("port"), "1110");
    }
    let mut own = form(Some(saved(10_995, true)), &SharingPolicy::default());
    chosen(&mut own, "security", "starttls");
    assert_eq!(own.text("port"), "10995", "a port of the server's own was typed once");
    assert_eq!(own.text("smtp-port"), "465");
}

#[test]
fn an_account_that_sends_or_is_new_is_not_silently_saved_without_a_way_to_send() {
    let mut new = form(None, &SharingPolicy::default());
    assert!(cannot_send(&new));
    typed(&mut new, "host", "pop.kaisha.example");
    assert!(!cannot_send(&new), "one is found");
    receive_only(&mut new);
    assert!(cannot_send(&new) && entered(&new, &about(&new)).smtp_host.is_empty());
    let receiving = form(Some(saved(995, false)), &SharingPolicy::default());
    assert!(!cannot_send(&receiving) && receiving.text("smtp-host").is_empty(), "one that only receives stays so without a question");
    let mut sending = form(Some(saved(995, true)), &SharingPolicy::default());
    typed(&mut sending, "smtp-host", "");
    assert!(cannot_send(&sending));
}

#[test]
fn enter_confirms_the_last_field_and_goes_on_in_the_others() {
    let mut form = form(None, &SharingPolicy::default());
    typed(&mut form, "email", "taro@gmail.com");
    typed(&mut form, "password", "x");
    assert_eq!(form.key(KeyPress::plain(Key::Enter)), Handled::Done);
    form.focus_on("ca-file");
    assert_eq!(form.key(KeyPress::plain(Key::Enter)), Handled::Save);
    let field = FormField::secret("passphrase", Label::Text(Text::of("passphrase-field"))).required();
    let mut one = Form::new(FormKind::Passphrase { new: false }, Label::Text(Text::of("passphrase-open")), vec![field]);
    assert_eq!(one.key(KeyPress::plain(Key::Enter)), Handled::Done, "an empty one is asked for");
    one.field_mut("passphrase").unwrap().paste("open sesame");
    assert_eq!(one.key(KeyPress::plain(Key::Enter)), Handled::Save);
}

#[test]
fn s75_the_steps_to_a_new_account_are_ticked_as_they_are_done() {
    let mut form = form(None, &SharingPolicy::default());
    let done = |form: &Form| -> String { checklist(form).iter().map(|(_, done)| if *done { 'x' } else { '.' }).collect() };
    assert_eq!(done(&form), "......");
    typed(&mut form, "email", "taro@gmail.com");
    assert_eq!(done(&form), "x.x...", "the provider brings its servers");
    typed(&mut form, "password", "x");
    chosen(&mut form, "sharing", "public");
    assert_eq!(done(&form), "xxx.x.");
    let passed = connection(&form);
    if let FormKind::Account(about) = &mut form.kind {
        about.tested = Some(passed);
    }
    assert_eq!(done(&form), "xxxxxx");
    typed(&mut form, "password", "another");
    assert_eq!(done(&form), "xxx.x.", "another password was not tested");
    assert!(checklist(&super::form(Some(saved(995, true)), &SharingPolicy::default())).is_empty());
}

//! The form of a mail account: what stands in it, and what it says when it is read (S41 to S67).

use super::forms::{AccountForm, Form, FormField, FormKind, Value};
use super::label::Label;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::account::{
    AccountColor, AccountSettings, EnteredAccount, EnteredSecret, Incoming, Secret, Security, ServerSettings, outgoing_hosts,
    submission_port,
};
use crate::domain::discovery::{FoundServer, Proposal};
use crate::domain::mail::typed_address::typed_address;
use crate::domain::provider::{self, Provider, ProviderServer};
use crate::i18n::Text;
use crate::present;
use crate::text::CleanText;

const SECURITIES: [(&str, &str); 3] =
    [("tls", "account-security-tls"), ("starttls", "account-security-starttls"), ("none", "account-security-none")];
const PROTOCOLS: [(&str, &str); 2] = [("pop3", "account-protocol-pop3"), ("imap", "account-protocol-imap")];
const RULES: [(&str, &str); 4] = [
    ("leave", "account-rule-leave"),
    ("on-fetch", "account-rule-on-fetch"),
    ("after-days", "account-rule-after-days"),
    ("on-local-delete", "account-rule-on-local-delete"),
];
const WAYS: [(&str, &str); 2] = [("password", "account-auth-password"), ("oauth2", "account-auth-oauth2")];
const LEVELS: [(&str, &str); 3] =
    [("private", "account-sharing-private"), ("custom", "account-sharing-custom"), ("public", "account-sharing-public")];

const MAGNETS: [(&str, &str); 3] = [("off", "account-magnet-off"), ("folder", "account-magnet-folder"), ("label", "account-magnet-label")];

/// The form, filled from an account or empty.
pub(crate) fn form(editing: Option<AccountSettings>, policy: &SharingPolicy) -> Form {
    let entered = editing.as_ref().map(EnteredAccount::of).unwrap_or_default();
    let label = |id: &'static str| Label::Text(Text::of(id));
    let options = |words: &[(&str, &'static str)]| words.iter().map(|(word, id)| ((*word).to_owned(), label(id))).collect::<Vec<_>>();
    let mut presets = vec![(String::new(), label("account-preset-other"))];
    presets.extend(provider::all().iter().map(|one| (one.id.clone(), Label::Words(CleanText::line(&one.name)))));
    let preset = provider::by_host(&entered.host).map(|one| one.id.clone()).unwrap_or_default();
    let (rule, days) = match entered.on_server.split_once('=') {
        Some((rule, days)) => (rule.to_owned(), days.to_owned()),
        None => (entered.on_server.clone(), "14".to_owned()),
    };
    let (magnet, magnet_name) = entered.magnet.split_once('=').unwrap_or(("off", ""));
    let new = editing.is_none();
    let own = editing.as_ref().map(|account| account.sharing).unwrap_or_default();
    let effective = policy.effective(own).level;
    // What the administrator decides is the only choice.
    let chosen = |(word, _): &&(&str, &str)| policy.leaves_level() || *word == effective.word();
    let levels = LEVELS.iter().filter(chosen).map(|(word, id)| ((*word).to_owned(), label(id))).collect();
    let signs_in = entered.incoming_secret == EnteredSecret::Tokens;
    let mut colors = vec![(String::new(), label("account-color-none"))];
    colors.extend(AccountColor::ALL.iter().map(|color| (color.word().to_owned(), Label::Text(present::account::color(*color)))));
    let mut fields = vec![
        FormField::line("email", label("account-form-email"), &entered.email).required(),
        FormField::secret("password", label("account-form-password")).hinted(label(if new {
            "account-hint-password"
        } else {
            "account-hint-unchanged"
        })),
        FormField::choice("auth", label("account-form-auth"), options(&WAYS), if signs_in { "oauth2" } else { "password" })
            .hinted(label("account-hint-auth")),
        FormField::choice("preset", label("account-form-preset"), presets, &preset),
        FormField::line("name", label("account-form-name"), &entered.name).required().hinted(label("account-hint-name")),
        FormField::line("display-name", label("account-form-display-name"), &entered.display_name)
            .hinted(label("account-hint-display-name")),
        FormField::choice(
            "protocol",
            label("account-form-protocol"),
            options(&PROTOCOLS),
            if entered.protocol.is_empty() { "pop3" } else { &entered.protocol },
        )
        .hinted(label("account-hint-protocol"))
        .under(Text::of("account-form-incoming")),
        FormField::line("host", label("account-form-host"), &entered.host).required().hinted(label("account-hint-host")),
        FormField::choice("security", label("account-form-security"), options(&SECURITIES), &entered.security),
        FormField::line("port", label("account-form-port"), if new { "995" } else { &entered.port }).required(),
        FormField::line("username", label("account-form-username"), &entered.username).hinted(label("account-hint-username")),
        FormField::line("smtp-host", label("account-form-host"), &entered.smtp_host)
            .hinted(label("account-hint-smtp-host"))
            .under(Text::of("account-form-outgoing")),
        FormField::choice("smtp-security", label("account-form-security"), options(&SECURITIES), &entered.smtp_security),
        FormField::line("smtp-port", label("account-form-port"), if new { "465" } else { &entered.smtp_port }),
        FormField::check("smtp-same-credentials", label("account-form-same"), entered.smtp_same_credentials != Some(false)),
        FormField::line("smtp-username", label("account-form-username"), &entered.smtp_username),
        FormField::secret("smtp-password", label("account-form-password")).hinted(label(if new {
            "account-hint-password"
        } else {
            "account-hint-unchanged"
        })),
        FormField::choice("on-server", label("account-form-on-server"), options(&RULES), &rule).under(Text::of("account-form-rules")),
        FormField::line("days", label("account-form-days"), &days),
        FormField::check("recent-mode", label("account-form-recent"), entered.recent_mode).hinted(label("account-hint-recent")),
        FormField::choice("sharing", label("account-form-sharing"), levels, effective.word())
            .hinted(Label::Text(present::account::policy_said(policy))),
        FormField::line("exclude-domain", label("account-form-exclude"), &entered.excluded_domains.join(" "))
            .hinted(label("account-hint-exclude")),
        FormField::choice("magnet", label("account-form-magnet"), options(&MAGNETS), magnet).hinted(label("account-hint-magnet")),
        FormField::line("magnet-name", label("account-form-magnet-name"), magnet_name).required(),
        FormField::lines("signature", label("account-form-signature"), &entered.signature)
            .hinted(label("account-hint-signature"))
            .under(Text::of("account-form-look")),
        FormField::choice("color", label("account-form-color"), colors, &entered.color),
        FormField::line("ca-file", label("account-form-ca-file"), &entered.ca_file).hinted(label("account-hint-ca-file")),
        FormField::line("certificate", label("account-form-certificate"), &entered.certificate).hinted(label("account-hint-certificate")),
        FormField::line("smtp-certificate", label("account-form-smtp-certificate"), &entered.smtp_certificate)
            .hinted(label("account-hint-certificate")),
    ];
    if new {
        fields[1] = fields[1].clone().required();
    }
    if !policy.leaves_domains() {
        fields.retain(|field| field.name != "exclude-domain");
    }
    let title = match &editing {
        Some(account) => Text::of("account-form-edit").with("name", account.name.as_str()),
        None => Text::of("account-form-new"),
    };
    let about = AccountForm { plaintext_confirmed: entered.plaintext_confirmed, editing: editing.map(Box::new), ..AccountForm::default() };
    let own_port = |port: &str, usual: Option<u16>| !new && !port.is_empty() && usual.is_some_and(|usual| usual.to_string() != port);
    let of = |security: &str| Security::from_word(security);
    let typed_ports = [
        ("port", own_port(&entered.port, of(&entered.security).map(|security| protocol_of(&entered.protocol).default_port(security)))),
        ("smtp-port", own_port(&entered.smtp_port, of(&entered.smtp_security).map(submission_port))),
    ];
    let mut form = Form::new(FormKind::Account(Box::new(about)), Label::Text(title), fields);
    for name in EXCEPTIONS {
        if let Some(field) = form.field_mut(name) {
            field.hidden = field.text().is_empty();
        }
    }
    for (name, typed) in typed_ports {
        // Somebody typed a port of the server's own: another security does not take it away.
        if let Some(field) = form.field_mut(name).filter(|_| typed) {
            field.touched = true;
        }
    }
    show_and_hide(&mut form);
    form
}

fn protocol_of(word: &str) -> Incoming {
    Incoming::from_word(word).unwrap_or(Incoming::Pop3)
}

/// A magnet is offered to an account that works (S108): before its test was good, *off* is the only choice, and the field says why.
pub(crate) fn offer_magnet(form: &mut Form, works: bool) {
    let Some(field) = form.field_mut("magnet") else { return };
    let on = field.text() != "off";
    let hint = if works || on { "account-hint-magnet" } else { "account-hint-magnet-untested" };
    field.hint = Some(Label::Text(Text::of(hint)));
    if let Value::Choice { options, .. } = &mut field.value {
        let all = if works || on { MAGNETS.len() } else { 1 };
        *options = MAGNETS.iter().take(all).map(|(word, id)| ((*word).to_owned(), Label::Text(Text::of(id)))).collect();
    }
    let text = field.text();
    field.set(&text);
    show_and_hide(form);
}

/// The fields of exceptions for certificates stand in the form once there is something to except.
pub(crate) const EXCEPTIONS: [&str; 2] = ["certificate", "smtp-certificate"];

/// Brings the field of an exception out of hiding.
pub(crate) fn offer_exception(form: &mut Form, name: Option<&str>) {
    if let Some(field) = name.filter(|name| EXCEPTIONS.contains(name)).and_then(|name| form.field_mut(name)) {
        field.hidden = false;
    }
}

/// What depends on a field that changed follows it.
pub(crate) fn follow(form: &mut Form, name: &'static str) {
    match name {
        "preset" => match provider::by_id(&form.text("preset")) {
            Some(provider) => take_preset(form, provider),
            None => leave_preset(form),
        },
        "email" => follow_address(form),
        "host" => guess_outgoing(form),
        "protocol" => match provider::by_id(&form.text("preset")) {
            Some(provider) => take_preset(form, provider),
            None => usual_port(form),
        },
        "security" => usual_port(form),
        "smtp-security" => {
            let port = Security::from_word(&form.text("smtp-security")).map(submission_port);
            form.prefill("smtp-port", &port.unwrap_or(465).to_string(), None);
        }
        "smtp-same-credentials" => guess_outgoing(form),
        _ => {}
    }
    show_and_hide(form);
}

fn usual_port(form: &mut Form) {
    let protocol = protocol_of(&form.text("protocol"));
    let security = Security::from_word(&form.text("security")).unwrap_or(Security::Tls);
    form.prefill("port", &protocol.default_port(security).to_string(), None);
}

fn follow_address(form: &mut Form) {
    let Ok(address) = typed_address(&form.text("email")) else { return };
    form.prefill("name", address.local_part(), None);
    if is_editing(form) {
        return;
    }
    match provider::by_address(&address) {
        Some(provider) => {
            form.prefill("preset", &provider.id, None);
            if form.text("preset") == provider.id {
                take_preset(form, provider);
            }
        }
        // The one that an earlier address named goes with what it filled.
        None if provider::by_id(&form.text("preset")).is_some_and(|one| !one.domains.is_empty()) => {
            form.prefill("preset", "", None);
            if form.text("preset").is_empty() {
                leave_preset(form);
            }
        }
        None => {}
    }
}

fn is_editing(form: &Form) -> bool {
    matches!(&form.kind, FormKind::Account(about) if about.editing.is_some())
}

/// Fills the servers of a provider in, in place of what another one filled; what the person typed stays.
fn take_preset(form: &mut Form, provider: &'static Provider) {
    set_guess(form, None);
    // Who takes no password any more is signed in at.
    let only_tokens = provider.auth.iter().all(|way| way == "oauth2");
    let hint = form.field("auth").and_then(|field| field.hint.clone());
    form.prefill("auth", if only_tokens { "oauth2" } else { "password" }, hint);
    form.remarks = present::account::advice(provider).into_iter().map(Label::Text).collect();
    let address = typed_address(&form.text("email")).ok();
    let login = address.as_ref().and_then(|address| provider.login_name(address)).unwrap_or_default();
    // POP3 where there is both, until the person chooses; who offers one alone is fetched over that.
    let usual = if provider.pop3.is_some() { Incoming::Pop3 } else { Incoming::Imap };
    let hint = form.field("protocol").and_then(|field| field.hint.clone());
    form.prefill("protocol", usual.word(), hint);
    let protocol = protocol_of(&form.text("protocol"));
    let incoming = provider.incoming(protocol);
    let host = incoming.and_then(|server| server.host_for(address.as_ref())).unwrap_or_default();
    let security = incoming.map_or(Security::Tls, ProviderServer::security);
    let smtp = &provider.smtp;
    // The outgoing host of a customer's own follows the incoming one, also when that is typed.
    let outgoing = provider.outgoing_host(address.as_ref(), &host).unwrap_or_default();
    fill(
        form,
        [
            ("host", host),
            ("security", security.word().to_owned()),
            ("port", incoming.map_or_else(|| protocol.default_port(security), |server| server.port).to_string()),
            ("username", login),
            ("smtp-host", outgoing),
            ("smtp-security", smtp.security().word().to_owned()),
            ("smtp-port", smtp.port.to_string()),
        ],
    );
}

/// Fills in what a search found; what the person typed stays. Each server says where it comes from.
pub(crate) fn take_found(form: &mut Form, found: &Proposal) {
    set_guess(form, None);
    let from = Label::Text(Text::of("discovery-from").with("from", found.from.as_str()));
    let server = |server: &FoundServer| (server.host.clone(), server.security.word().to_owned(), server.port.to_string());
    let (host, security, port) = server(&found.incoming);
    fill(
        form,
        [
            ("protocol", found.protocol.word().to_owned()),
            ("host", host),
            ("security", security),
            ("port", port),
            ("username", found.username.clone().unwrap_or_default()),
        ],
    );
    let mut hinted = vec!["host"];
    match &found.outgoing {
        Some(outgoing) => {
            let (host, security, port) = server(outgoing);
            fill(form, [("smtp-host", host), ("smtp-security", security), ("smtp-port", port)]);
            hinted.push("smtp-host");
        }
        None => {
            fill(form, [("smtp-host", String::new())]);
            guess_outgoing(form);
        }
    }
    for name in hinted {
        if let Some(field) = form.field_mut(name).filter(|field| !field.touched) {
            field.hint = Some(from.clone());
        }
    }
    show_and_hide(form);
}

/// The address that servers were found for is another one now: what was found goes.
pub(crate) fn leave_found(form: &mut Form) {
    if form.text("preset").is_empty() {
        leave_preset(form);
        for (name, hint) in [("host", "account-hint-host"), ("smtp-host", "account-hint-smtp-host")] {
            if let Some(field) = form.field_mut(name) {
                field.hint = Some(Label::Text(Text::of(hint)));
            }
        }
        show_and_hide(form);
    }
}

/// No provider any more: what it filled goes.
fn leave_preset(form: &mut Form) {
    form.remarks.clear();
    let hint = form.field("auth").and_then(|field| field.hint.clone());
    form.prefill("auth", "password", hint);
    let empty = String::new;
    let (tls, pop3, smtp) = (|| Security::Tls.word().to_owned(), "995".to_owned(), "465".to_owned());
    fill(
        form,
        [
            ("protocol", Incoming::Pop3.word().to_owned()),
            ("host", empty()),
            ("security", tls()),
            ("port", pop3),
            ("username", empty()),
            ("smtp-host", empty()),
            ("smtp-security", tls()),
            ("smtp-port", smtp),
        ],
    );
    usual_port(form);
    guess_outgoing(form);
}

fn fill<const N: usize>(form: &mut Form, values: [(&'static str, String); N]) {
    for (name, value) in values {
        // What was typed and taken out again is no choice of the person.
        if let Some(field) = form.field_mut(name).filter(|field| field.touched && field.text().trim().is_empty()) {
            field.touched = false;
        }
        let hint = form.field(name).and_then(|field| field.hint.clone());
        form.prefill(name, &value, hint);
    }
}

/// With the same login for both servers the outgoing one is found (S59): beside the incoming one, as the test will try it, until somebody types another.
fn guess_outgoing(form: &mut Form) {
    let host = form.text("host");
    let (known, ours) = match provider::by_id(&form.text("preset")).or_else(|| provider::by_host(&host)) {
        Some(provider) => (true, provider.outgoing_host(typed_address(&form.text("email")).ok().as_ref(), &host)),
        None => (false, None),
    };
    let same = form.text("smtp-same-credentials") == "true";
    let before = guess(form).map(str::to_owned);
    let now = form.text("smtp-host");
    // A receiving account that is edited stays one.
    if !now.is_empty() && before.as_deref() != Some(&now) && !known || (is_editing(form) && before.is_none()) {
        return;
    }
    if known {
        if let Some(host) = ours {
            form.prefill("smtp-host", &host, Some(hint_of_outgoing(false)));
        }
        return;
    }
    let found = if same { outgoing_hosts(&host).into_iter().next() } else { None };
    form.prefill("smtp-host", found.as_deref().unwrap_or_default(), Some(hint_of_outgoing(found.is_some())));
    let taken = found.filter(|found| form.text("smtp-host") == *found);
    set_guess(form, taken);
}

fn hint_of_outgoing(guessed: bool) -> Label {
    Label::Text(Text::of(if guessed { "account-hint-smtp-guess" } else { "account-hint-smtp-host" }))
}

/// The outgoing host that nobody typed and no test has found yet.
fn guess(form: &Form) -> Option<&str> {
    match &form.kind {
        FormKind::Account(about) => about.guess.as_deref(),
        _ => None,
    }
}

fn set_guess(form: &mut Form, guess: Option<String>) {
    if let FormKind::Account(about) = &mut form.kind {
        about.guess = guess;
    }
}

/// Whether the outgoing server that stands in the form is one that the test shall find.
fn is_guess(form: &Form) -> bool {
    let untouched = |name: &str| form.field(name).is_some_and(|field| !field.touched);
    let same = form.text("smtp-same-credentials") == "true";
    same && guess(form).is_some_and(|guess| form.text("smtp-host") == guess)
        && ["smtp-host", "smtp-security", "smtp-port"].into_iter().all(untouched)
}

/// The test found the outgoing server: it stands in the form from now on.
pub(crate) fn take_outgoing(form: &mut Form, server: &ServerSettings) {
    set_guess(form, None);
    for (name, value) in
        [("smtp-host", server.host.clone()), ("smtp-security", server.security.word().to_owned()), ("smtp-port", server.port.to_string())]
    {
        form.prefill(name, &value, None);
    }
    show_and_hide(form);
}

/// The person agreed that the account only receives.
pub(crate) fn receive_only(form: &mut Form) {
    set_guess(form, None);
    if let Some(field) = form.field_mut("smtp-host") {
        field.set("");
        field.touched = true;
    }
    show_and_hide(form);
}

/// Whether the account would lose, or never have, a way to send.
pub(crate) fn cannot_send(form: &Form) -> bool {
    let sent_before = match &form.kind {
        FormKind::Account(about) => about.editing.as_ref().is_none_or(|before| before.outgoing.is_some()),
        _ => false,
    };
    sent_before && form.text("smtp-host").is_empty()
}

/// What is shared with everyone leaves out the own domain first (S90): the hint names it.
fn suggest_own_domain(form: &mut Form) {
    let Ok(address) = typed_address(&form.text("email")) else { return };
    if let Some(field) = form.field_mut("exclude-domain") {
        field.hint = Some(Label::Text(Text::of("account-hint-exclude-own").with("domain", address.domain())));
    }
}

fn show_and_hide(form: &mut Form) {
    let same = form.text("smtp-same-credentials") == "true";
    let sends = !form.text("smtp-host").is_empty();
    let after_days = form.text("on-server") == "after-days";
    let over_imap = protocol_of(&form.text("protocol")) == Incoming::Imap;
    let signs_in = form.text("auth") == "oauth2";
    let provider = provider::by_id(&form.text("preset")).or_else(|| provider::by_host(&form.text("host")));
    let can_sign_in = provider.is_some_and(|one| one.auth.iter().any(|way| way == "oauth2"));
    suggest_own_domain(form);
    let public = form.text("sharing") == "public" || form.field("exclude-domain").is_some_and(|field| !field.text().is_empty());
    let google = provider::by_host(&form.text("host")).is_some_and(|one| one.recent_mode);
    let recent = form.field("recent-mode").is_some_and(|field| field.text() == "true");
    for (name, shown) in [
        ("smtp-username", !same && sends),
        ("smtp-password", !same && sends),
        ("on-server", !over_imap),
        ("days", after_days && !over_imap),
        ("recent-mode", (google || recent) && !over_imap),
        ("exclude-domain", public),
        ("magnet-name", form.text("magnet") != "off"),
        ("password", !signs_in),
        ("auth", signs_in || can_sign_in),
    ] {
        if let Some(field) = form.field_mut(name) {
            field.hidden = !shown;
        }
    }
}

/// The steps to a new account, and which of them are done (S75); none where one is edited. They are read off the form, so that a form that was kept half-filled comes back
/// with them.
pub(crate) fn checklist(form: &Form) -> Vec<(Text, bool)> {
    let FormKind::Account(about) = &form.kind else { return Vec::new() };
    if about.editing.is_some() {
        return Vec::new();
    }
    let tested = about.tested.as_ref().is_some_and(|tested| *tested == connection(form));
    let chosen = |name: &str| tested || form.field(name).is_some_and(|field| field.touched);
    vec![
        (Text::of("account-check-address"), typed_address(&form.text("email")).is_ok()),
        (Text::of("account-check-password"), !form.text("password").is_empty() || form.text("auth") == "oauth2"),
        (Text::of("account-check-servers"), !form.text("host").is_empty()),
        (Text::of("account-check-rule"), chosen("on-server") || protocol_of(&form.text("protocol")) == Incoming::Imap),
        (Text::of("account-check-sharing"), chosen("sharing")),
        (Text::of("account-check-test"), tested),
    ]
}

/// What the person typed, over the account as it was.
pub(crate) fn entered(form: &Form, about: &AccountForm) -> EnteredAccount {
    let before = about.editing.as_ref().map(|account| EnteredAccount::of(account)).unwrap_or_default();
    let sends = !form.text("smtp-host").is_empty();
    let same = form.text("smtp-same-credentials") == "true";
    let secret = |name: &str, kept: &EnteredSecret| match form.field(name).map(FormField::text) {
        Some(text) if !text.is_empty() => EnteredSecret::Password(Secret::new(text)),
        _ => kept.clone(),
    };
    let rule = form.text("on-server");
    let over_imap = protocol_of(&form.text("protocol")) == Incoming::Imap;
    let typed = !is_guess(form);
    let outgoing = |name: &str| if sends && typed { form.text(name) } else { String::new() };
    EnteredAccount {
        name: form.text("name"),
        email: form.text("email"),
        display_name: form.text("display-name"),
        preset: String::new(),
        protocol: form.text("protocol"),
        host: form.text("host"),
        port: form.text("port"),
        security: form.text("security"),
        username: form.text("username"),
        incoming_secret: match (form.text("auth") == "oauth2", &before.incoming_secret) {
            (true, _) => EnteredSecret::Tokens,
            (false, EnteredSecret::Tokens) => secret("password", &EnteredSecret::Missing),
            (false, kept) => secret("password", kept),
        },
        smtp_host: outgoing("smtp-host"),
        smtp_port: outgoing("smtp-port"),
        smtp_security: outgoing("smtp-security"),
        smtp_username: outgoing("smtp-username"),
        smtp_same_credentials: sends.then_some(same),
        outgoing_secret: if sends && !same { secret("smtp-password", &before.outgoing_secret) } else { EnteredSecret::Missing },
        on_server: if over_imap {
            "leave".to_owned()
        } else if rule == "after-days" {
            format!("after-days={}", form.text("days"))
        } else {
            rule
        },
        recent_mode: !over_imap && form.text("recent-mode") == "true",
        // A level that the administrator decides is not the person's own: that one stays as it was.
        sharing: match form.field("sharing").map(|field| &field.value) {
            Some(Value::Choice { options, .. }) if options.len() > 1 => form.text("sharing"),
            _ => before.sharing,
        },
        excluded_domains: form.field("exclude-domain").map_or(before.excluded_domains, |field| domains(&field.text())),
        aliases: before.aliases,
        color: form.text("color"),
        signature: form.text("signature"),
        magnet: match form.text("magnet").as_str() {
            kind @ ("folder" | "label") => format!("{kind}={}", form.text("magnet-name")),
            _ => String::new(),
        },
        ends_on: before.ends_on,
        ends_as: before.ends_as,
        ca_file: form.text("ca-file"),
        certificate: form.text("certificate"),
        smtp_certificate: outgoing("smtp-certificate"),
        plaintext_confirmed: about.plaintext_confirmed,
    }
}

/// Domains as they are typed: with blanks or commas between them, in either width.
fn domains(typed: &str) -> Vec<String> {
    typed
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、' | '，'))
        .filter(|one| !one.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What stands in the fields that a connection depends on, to know whether a test still holds.
pub(crate) fn connection(form: &Form) -> Vec<String> {
    const FIELDS: [&str; 14] = [
        "email",
        "auth",
        "protocol",
        "host",
        "security",
        "port",
        "username",
        "password",
        "smtp-host",
        "smtp-security",
        "smtp-port",
        "smtp-same-credentials",
        "smtp-username",
        "smtp-password",
    ];
    FIELDS.iter().chain(&["ca-file"]).chain(&EXCEPTIONS).map(|name| form.field(name).map(FormField::text).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests;

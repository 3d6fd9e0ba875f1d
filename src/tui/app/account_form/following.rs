//! What follows from what is typed: the servers of a provider, of a search and of a test, and which fields stand there. Nothing that a person typed is overwritten.

use crate::domain::account::{Incoming, Security, ServerSettings, outgoing_hosts, submission_port};
use crate::domain::discovery::{FoundServer, Proposal};
use crate::domain::mail::typed_address::typed_address;
use crate::domain::provider::{self, Provider, ProviderServer};
use crate::i18n::Text;
use crate::present;
use crate::tui::app::forms::{Form, FormKind};
use crate::tui::app::label::Label;

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
pub(super) fn is_guess(form: &Form) -> bool {
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

/// What is shared with everyone leaves out the own domain first (S90): the hint names it.
fn suggest_own_domain(form: &mut Form) {
    let Ok(address) = typed_address(&form.text("email")) else { return };
    if let Some(field) = form.field_mut("exclude-domain") {
        field.hint = Some(Label::Text(Text::of("account-hint-exclude-own").with("domain", address.domain())));
    }
}

pub(super) fn show_and_hide(form: &mut Form) {
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
        ("ends-as", !form.text("ends-on").trim().is_empty()),
        ("password", !signs_in),
        ("auth", signs_in || can_sign_in),
    ] {
        if let Some(field) = form.field_mut(name) {
            field.hidden = !shown;
        }
    }
}

fn is_editing(form: &Form) -> bool {
    matches!(&form.kind, FormKind::Account(about) if about.editing.is_some())
}

pub(super) fn protocol_of(word: &str) -> Incoming {
    Incoming::from_word(word).unwrap_or(Incoming::Pop3)
}

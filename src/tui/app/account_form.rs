//! The form of a mail account: what stands in it, and what it says when it is read (S41 to S67).

mod following;

pub(crate) use self::following::{follow, leave_found, receive_only, take_found, take_outgoing};
use self::following::{is_guess, protocol_of, show_and_hide};
use super::forms::{AccountForm, Form, FormField, FormKind, Value};
use super::label::Label;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::account::{AccountColor, AccountSettings, EnteredAccount, EnteredSecret, Incoming, Secret, Security, submission_port};
use crate::domain::mail::typed_address::typed_address;
use crate::domain::provider;
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

const MEMBERSHIPS: [(&str, &str); 2] = [("member", "account-ends-member"), ("trial", "account-ends-trial")];
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
        FormField::line("ends-on", label("account-form-ends-on"), &entered.ends_on).hinted(label("account-hint-ends-on")),
        FormField::choice(
            "ends-as",
            label("account-form-ends-as"),
            options(&MEMBERSHIPS),
            if entered.ends_as.is_empty() { "member" } else { &entered.ends_as },
        ),
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

/// Whether the account would lose, or never have, a way to send.
pub(crate) fn cannot_send(form: &Form) -> bool {
    let sent_before = match &form.kind {
        FormKind::Account(about) => about.editing.as_ref().is_none_or(|before| before.outgoing.is_some()),
        _ => false,
    };
    sent_before && form.text("smtp-host").is_empty()
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
        ends_as: if form.text("ends-on").trim().is_empty() { String::new() } else { form.text("ends-as") },
        ends_on: form.text("ends-on"),
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

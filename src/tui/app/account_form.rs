//! The form of a mail account: what stands in it, and what it says when it is read (S41 to S67).

use super::forms::{AccountForm, Form, FormField, FormKind};
use super::label::Label;
use crate::domain::account::{AccountSettings, EnteredAccount, EnteredSecret, Secret, Security, submission_port};
use crate::domain::mail::typed_address::typed_address;
use crate::domain::provider::{self, Provider};
use crate::i18n::Text;
use crate::text::CleanText;

const SECURITIES: [(&str, &str); 3] =
    [("tls", "account-security-tls"), ("starttls", "account-security-starttls"), ("none", "account-security-none")];
const RULES: [(&str, &str); 4] = [
    ("leave", "account-rule-leave"),
    ("on-fetch", "account-rule-on-fetch"),
    ("after-days", "account-rule-after-days"),
    ("on-local-delete", "account-rule-on-local-delete"),
];
const LEVELS: [(&str, &str); 3] =
    [("private", "account-sharing-private"), ("custom", "account-sharing-custom"), ("public", "account-sharing-public")];

/// The form, filled from an account or empty.
pub(crate) fn form(editing: Option<AccountSettings>) -> Form {
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
    let new = editing.is_none();
    let mut fields = vec![
        FormField::line("email", label("account-form-email"), &entered.email).required(),
        FormField::secret("password", label("account-form-password")).hinted(label(if new {
            "account-hint-password"
        } else {
            "account-hint-unchanged"
        })),
        FormField::choice("preset", label("account-form-preset"), presets, &preset),
        FormField::line("name", label("account-form-name"), &entered.name).required().hinted(label("account-hint-name")),
        FormField::line("display-name", label("account-form-display-name"), &entered.display_name)
            .hinted(label("account-hint-display-name")),
        FormField::line("host", label("account-form-host"), &entered.host)
            .required()
            .hinted(label("account-hint-host"))
            .under(Text::of("account-form-incoming")),
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
        FormField::choice("sharing", label("account-form-sharing"), options(&LEVELS), &entered.sharing)
            .hinted(label("account-hint-sharing")),
        FormField::line("ca-file", label("account-form-ca-file"), &entered.ca_file).hinted(label("account-hint-ca-file")),
        FormField::line("certificate", label("account-form-certificate"), &entered.certificate).hinted(label("account-hint-certificate")),
        FormField::line("smtp-certificate", label("account-form-smtp-certificate"), &entered.smtp_certificate)
            .hinted(label("account-hint-certificate")),
    ];
    if new {
        fields[1] = fields[1].clone().required();
    }
    let title = match &editing {
        Some(account) => Text::of("account-form-edit").with("name", account.name.as_str()),
        None => Text::of("account-form-new"),
    };
    let about = AccountForm { plaintext_confirmed: entered.plaintext_confirmed, editing: editing.map(Box::new), ..AccountForm::default() };
    let mut form = Form::new(FormKind::Account(Box::new(about)), Label::Text(title), fields);
    for name in EXCEPTIONS {
        if let Some(field) = form.field_mut(name) {
            field.hidden = field.text().is_empty();
        }
    }
    show_and_hide(&mut form);
    form
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
        "preset" => {
            if let Some(provider) = provider::by_id(&form.text("preset")) {
                take_preset(form, provider, true);
            }
        }
        "email" => {
            let Ok(address) = typed_address(&form.text("email")) else { return };
            let local: &crate::domain::mail::address::AddrSpec = &address;
            form.prefill("name", local.local_part(), None);
            if let Some(provider) = provider::by_address(&address) {
                form.prefill("preset", &provider.id, None);
                take_preset(form, provider, false);
            }
        }
        "security" => {
            let port =
                Security::from_word(&form.text("security")).map(|security| crate::domain::account::Incoming::Pop3.default_port(security));
            form.prefill("port", &port.unwrap_or(995).to_string(), None);
        }
        "smtp-security" => {
            let port = Security::from_word(&form.text("smtp-security")).map(submission_port);
            form.prefill("smtp-port", &port.unwrap_or(465).to_string(), None);
        }
        _ => {}
    }
    show_and_hide(form);
}

/// Fills the servers of a provider in: over everything when the person chose it, else only where nothing was typed.
fn take_preset(form: &mut Form, provider: &Provider, chosen: bool) {
    let Some(pop3) = &provider.pop3 else { return };
    let username = typed_address(&form.text("email")).ok().map(|address| provider.login_name(&address)).unwrap_or_default();
    let values = [
        ("host", pop3.host.clone()),
        ("security", pop3.security().word().to_owned()),
        ("port", pop3.port.to_string()),
        ("username", username),
        ("smtp-host", provider.smtp.host.clone()),
        ("smtp-security", provider.smtp.security().word().to_owned()),
        ("smtp-port", provider.smtp.port.to_string()),
    ];
    for (name, value) in values {
        if chosen && let Some(field) = form.field_mut(name) {
            field.touched = false;
            field.problem = None;
        }
        form.prefill(name, &value, None);
    }
    let advice = if provider.auth.iter().all(|one| one == "oauth2") {
        Some(Text::of("account-warn-oauth2"))
    } else if provider.wants_app_password() {
        Some(Text::of("account-warn-app-password"))
    } else {
        None
    };
    form.remarks = advice.map(Label::Text).into_iter().collect();
}

fn show_and_hide(form: &mut Form) {
    let same = form.text("smtp-same-credentials") == "true";
    let sends = !form.text("smtp-host").is_empty();
    let after_days = form.text("on-server") == "after-days";
    let google = provider::by_host(&form.text("host")).is_some_and(|one| one.recent_mode);
    let recent = form.field("recent-mode").is_some_and(|field| field.text() == "true");
    for (name, shown) in
        [("smtp-username", !same && sends), ("smtp-password", !same && sends), ("days", after_days), ("recent-mode", google || recent)]
    {
        if let Some(field) = form.field_mut(name) {
            field.hidden = !shown;
        }
    }
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
    let outgoing = |name: &str| if sends { form.text(name) } else { String::new() };
    EnteredAccount {
        name: form.text("name"),
        email: form.text("email"),
        display_name: form.text("display-name"),
        preset: String::new(),
        protocol: before.protocol,
        host: form.text("host"),
        port: form.text("port"),
        security: form.text("security"),
        username: form.text("username"),
        incoming_secret: secret("password", &before.incoming_secret),
        smtp_host: outgoing("smtp-host"),
        smtp_port: outgoing("smtp-port"),
        smtp_security: outgoing("smtp-security"),
        smtp_username: outgoing("smtp-username"),
        smtp_same_credentials: sends.then_some(same),
        outgoing_secret: if sends && !same { secret("smtp-password", &before.outgoing_secret) } else { EnteredSecret::Missing },
        on_server: if rule == "after-days" { format!("after-days={}", form.text("days")) } else { rule },
        recent_mode: form.text("recent-mode") == "true",
        sharing: form.text("sharing"),
        excluded_domains: before.excluded_domains,
        ca_file: form.text("ca-file"),
        certificate: form.text("certificate"),
        smtp_certificate: outgoing("smtp-certificate"),
        plaintext_confirmed: about.plaintext_confirmed,
    }
}

/// What stands in the fields that a connection depends on, to know whether a test still holds.
pub(crate) fn connection(form: &Form) -> Vec<String> {
    const FIELDS: [&str; 12] = [
        "email",
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

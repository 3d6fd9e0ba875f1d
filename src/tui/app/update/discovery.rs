//! The search for the servers of an address that was typed into the account form (S52): it begins when the cursor leaves the address, says what it tries, fills what nobody
//! typed, and ends with Esc.

use crate::domain::account::Incoming;
use crate::domain::discovery::{Discovery, Outcome, Proposal};
use crate::domain::mail::typed_address::typed_address;
use crate::domain::provider;
use crate::i18n::Text;
use crate::jobs::account::{DiscoverServers, StopDiscovery};
use crate::present;
use crate::tui::app::account_form;
use crate::tui::app::forms::{AccountForm, Form, FormKind};
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Effect, Label, purpose};

/// The cursor left a field: behind the address of an unknown provider its servers are looked for.
pub(super) fn left(app: &mut App, field: Option<&'static str>) -> Vec<Effect> {
    let Some(form) = app.top_form().filter(|form| field == Some("email") && form.focused() != field) else { return Vec::new() };
    let Ok(address) = typed_address(&form.text("email")) else { return Vec::new() };
    let FormKind::Account(about) = &form.kind else { return Vec::new() };
    if about.editing.is_some() || about.looked.as_ref() == Some(&address) {
        return Vec::new();
    }
    if about.looked.is_some() {
        account_form::leave_found(form);
    }
    let known = provider::by_address(&address).is_some() || ["preset", "host"].into_iter().any(|name| !form.text(name).is_empty());
    if let Some(about) = about_of(form) {
        (about.looked, about.looking) = (Some(address.clone()), !known);
    }
    if known {
        return Vec::new();
    }
    form.remarks = vec![looking(address.domain())];
    vec![app.ask(purpose::Discover, DiscoverServers(address))]
}

/// Whether servers are being looked for.
pub(super) fn is_looking(form: &Form) -> bool {
    matches!(&form.kind, FormKind::Account(about) if about.looking)
}

/// The person has seen enough: what was found so far stays.
pub(super) fn stop(app: &mut App) -> Vec<Effect> {
    if let Some(form) = app.top_form() {
        if let Some(about) = about_of(form) {
            about.looking = false;
        }
        form.remarks.clear();
    }
    vec![app.ask(purpose::StopDiscovery, StopDiscovery)]
}

/// More is known: it stands in the form that waits for it, and nowhere else.
pub(super) fn take(app: &mut App, found: &Discovery) -> Vec<Effect> {
    let waits = |overlay: &&mut Overlay| {
        matches!(overlay, Overlay::Form(form) if matches!(&form.kind, FormKind::Account(about)
            if about.looking && about.looked.as_ref() == Some(&found.address)))
    };
    let Some(Overlay::Form(form)) = app.overlays.iter_mut().rev().find(waits) else { return Vec::new() };
    // POP3 stands before IMAP in one source; a better source stands before both.
    let best = found.proposals.iter().find(|one| one.protocol == Incoming::Pop3).or_else(|| found.proposals.first());
    let Some(about) = about_of(form) else { return Vec::new() };
    about.looking = !found.done;
    // What is tested or saved already is not changed under the person's hands.
    let free = about.testing.is_none() && about.tested.is_none() && form.saving.is_none();
    if let Some(best) = best.filter(|_| free) {
        account_form::take_found(form, best);
    }
    if free {
        form.remarks = said(found, best);
    }
    Vec::new()
}

fn looking(domain: &str) -> Label {
    Label::Text(Text::of("discovery-looking").with("domain", domain))
}

fn said(found: &Discovery, best: Option<&Proposal>) -> Vec<Label> {
    let domain = found.address.domain();
    let mut lines = Vec::new();
    if let Some(best) = best {
        let source = present::discovery::source(best.source);
        lines.push(Label::Text(Text::of("discovery-best").text("source", source).with("from", best.from.as_str())));
        let outside = best.outside(domain);
        if !outside.is_empty() {
            lines.push(Label::Text(Text::of("discovery-outside").with("hosts", outside.join(", "))));
        }
    }
    match (found.done, best.is_some()) {
        (false, _) => {
            lines.insert(0, looking(domain));
            lines.extend(found.tried.iter().map(|tried| Label::Text(present::discovery::tried(tried))));
        }
        (true, true) => {}
        (true, false) => {
            lines.push(Label::Text(Text::of("discovery-nothing").with("domain", domain)));
            let refused = found.tried.iter().filter(|tried| matches!(tried.outcome, Outcome::Refused(_)));
            lines.extend(refused.map(|tried| Label::Text(present::discovery::tried(tried))));
            lines.push(Label::Text(Text::of("discovery-nothing-hint")));
        }
    }
    lines
}

fn about_of(form: &mut Form) -> Option<&mut AccountForm> {
    match &mut form.kind {
        FormKind::Account(about) => Some(about),
        _ => None,
    }
}

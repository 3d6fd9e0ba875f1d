//! Half-filled forms: kept when the app ends, offered at the next start.

use super::{account, conversion, records};
use crate::domain::crm::record::Record;
use crate::i18n::Text;
use crate::jobs::crm::ShowRecord;
use crate::problem::Problem;
use crate::text::CleanText;
use crate::tui::app::forms::{Form, FormKind, RecordForm};
use crate::tui::app::kept_form::{FoundForm, KeptAbout, KeptForm};
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Then, conversion_form, purpose};

/// The app ends: each half-filled form is kept. One that is being saved waits for its answer.
pub(super) fn ending(app: &mut App) -> Vec<Effect> {
    let mut effects = Vec::new();
    let words = std::sync::Arc::clone(&app.words);
    app.overlays.retain(|overlay| match overlay {
        Overlay::Form(form) if form.saving.is_none() => {
            effects.extend(KeptForm::of(form, &words).map(|kept| Effect::KeepForm(Box::new(kept))));
            false
        }
        _ => true,
    });
    effects
}

/// A form of an app that is gone: it is offered.
pub(super) fn found(app: &mut App, found: FoundForm) -> Vec<Effect> {
    let none = || Label::Words(CleanText::default());
    let title = Label::Text(Text::of("form-found").with("title", CleanText::line(&found.form.title).as_str()));
    let choices = vec![
        Choice { label: Label::Text(Text::of("form-found-take")), detail: none(), then: Then::TakeForm(Box::new(found.clone())) },
        Choice { label: Label::Text(Text::of("form-found-drop")), detail: none(), then: Then::ForgetForm(found.file) },
    ];
    app.overlays.push(Overlay::Chooser(Chooser::menu(title, choices)));
    Vec::new()
}

/// Opens it again; its file goes as soon as it is on the screen, since the next end keeps it anew.
pub(super) fn take(app: &mut App, found: FoundForm) -> Vec<Effect> {
    match &found.form.about {
        KeptAbout::Record { editing: Some(reference), .. } | KeptAbout::Conversion(reference) => {
            let question = ShowRecord(*reference);
            vec![app.ask(purpose::ReopenForm(Box::new(found)), question)]
        }
        KeptAbout::Record { .. } => reopen(app, found, None),
        KeptAbout::Account(id) => {
            // A new account's own empty form may be there already.
            app.overlays
                .retain(|overlay| !matches!(overlay, Overlay::Form(form) if matches!(form.kind, FormKind::Account(_)) && !form.is_dirty()));
            let before = app.overlays.len();
            let effects = account::open(app, *id);
            if app.overlays.len() == before {
                app.overlays.push(Overlay::Problem(Problem::not_found()));
                return effects;
            }
            filled(app, found)
        }
    }
}

/// Opens the form of a record, which is here now when the form edits one.
pub(super) fn reopen(app: &mut App, found: FoundForm, editing: Option<Record>) -> Vec<Effect> {
    let form: Form = match (found.form.about.clone(), editing) {
        (KeptAbout::Conversion(_), Some(lead)) if lead.kind.converts() => conversion::made(app, &lead),
        // Somebody else converted it meanwhile.
        (KeptAbout::Conversion(_), _) => {
            app.warn(Text::of("problem-not-a-lead"));
            return vec![Effect::Forget(found.file)];
        }
        (KeptAbout::Record { kind, made_from, person, .. }, editing) => {
            let kind = editing.as_ref().map_or(kind, |record| record.kind);
            records::made(app, RecordForm { editing: editing.map(Box::new), made_from, person, ..RecordForm::new(kind) })
        }
        (KeptAbout::Account(_), _) => return Vec::new(),
    };
    app.overlays.push(Overlay::Form(Box::new(form)));
    filled(app, found)
}

fn filled(app: &mut App, found: FoundForm) -> Vec<Effect> {
    if let Some(form) = app.top_form() {
        found.form.fill(form);
        if matches!(form.kind, FormKind::Account(_)) {
            account::refilled(form);
        }
        if matches!(form.kind, FormKind::Conversion(_)) {
            conversion_form::follow(form);
        }
        found.form.fill(form);
    }
    vec![Effect::Forget(found.file)]
}

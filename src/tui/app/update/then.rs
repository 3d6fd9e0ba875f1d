//! What a choice, a yes or a typed command leads to.

use super::{
    account, account_menu, appearance, attachments, bindings, boards, bulk, charset, command, composer, form, kept_forms, language, links,
    merging, outbox, outside, postpone, record_acts, records, relations, sign_in, snooze, threads, trash, triage, typed_command,
};
use crate::i18n::Text;
use crate::jobs::mail::SaveAttachment;
use crate::jobs::outbox::ListDrafts;
use crate::tui::app::{App, Effect, Level, Then, purpose};

/// Does what a choice or a yes leads to.
pub(super) fn go_on(app: &mut App, then: Then) -> Vec<Effect> {
    match then {
        Then::Command(found) => command::order(app, found),
        Then::CommandOn(found, argument) => {
            let over = app.overlays.len();
            let effects = command::order(app, found);
            typed_command::choose(app, found, &argument, over);
            effects
        }
        Then::Tutorial => command::read(app, true),
        Then::Triage(action) => triage::act(app, action),
        Then::AskUntil => snooze::ask(app),
        Then::EmptyTrash(order) => trash::empty(app, order),
        Then::Agreed(triage, subject) => triage::agreed(app, *triage, subject),
        Then::Open(view) => threads::go(app, view),
        Then::SaveAttachment { message, index, name } => {
            vec![app.ask(purpose::Attachment(name), SaveAttachment { message, index, to: None })]
        }
        Then::Attachment(message, one) => attachments::menu(app, message, &one),
        Then::AllAttachments(message) => attachments::menu_of_all(app, message),
        Then::OpenAttachment { message, index, name, page } => attachments::open(app, message, index, name, page),
        Then::SaveAll(message) => attachments::save_all(app, message),
        Then::AskFolder(message, index) => attachments::ask_folder(app, message, index),
        Then::ReadIn(name) => charset::read_in(app, name),
        Then::OpenPage(message) => outside::browse(app, message),
        Then::Link(link) => links::menu(app, *link),
        Then::OpenLink(target) => links::open(app, target),
        Then::LeaveList(message, host) => links::leave(app, message, host),
        Then::WriteTo(target) => links::write_to(app, &target),
        Then::Copy(text) => {
            app.notices.say(Level::Done, Text::of("copied").with("what", text.as_str()), app.now);
            vec![Effect::Copy(text.into_string())]
        }
        Then::OutboxRow(key) => outbox::choose(app, key),
        Then::SendAgain(send) => outbox::send_again(app, send),
        Then::TakeMailBack(key) => outbox::take_back(app, key),
        Then::Recipient(who) => composer::add_recipient(app, who.as_str()),
        Then::SendDespite(doubt, at) => composer::send_despite(app, doubt, at),
        Then::SendAt(at) => composer::send_at(app, at),
        Then::AskSendAt => composer::ask_when(app),
        Then::ThrowDraftAway(draft) => outbox::throw_away(app, draft),
        Then::Draft(draft) => outbox::choose_draft(app, *draft),
        Then::WriteOn(draft) => composer::take_draft(app, *draft),
        Then::TakeLeft(left) => vec![app.ask(purpose::TakeLeft(*left), ListDrafts)],
        Then::TakeForm(found) => kept_forms::take(app, *found),
        Then::ForgetForm(file) => vec![Effect::Forget(file)],
        Then::Leave => vec![Effect::Leave],
        Then::DropForm => form::dropped(app),
        Then::OpenRecord(known) => records::open_known(app, &known),
        Then::MergeInto(known) => records::save_anyway(app, Some(known)),
        Then::AddAnyway => records::save_anyway(app, None),
        Then::LinkTo(message, record) => relations::link(app, message, &record),
        Then::Merge(one, other) => merging::begin(app, one, other),
        Then::DeleteRecords(targets) => record_acts::delete_now(app, targets),
        Then::ShowFound(name) => boards::show_found(app, &name),
        Then::Postpone(day) => postpone::to(app, day),
        Then::AskPostpone => postpone::ask(app),
        Then::EditField(kind, field) => bulk::choose_value(app, kind, field),
        Then::EditSeveral(field, typed) => bulk::apply(app, field, typed),
        Then::SortBy(field) => boards::sort_by(app, field),
        Then::AccountMenu(id) => account_menu::menu(app, id),
        Then::EditAccount(id) => account::open(app, id),
        Then::NewPassword(id) => account::open_at(app, id, "password"),
        Then::SignIn(id) => sign_in::begin(app, id),
        Then::Appearance => appearance::open(app),
        Then::Languages => language::open(app),
        Then::Speak(language) => language::speak(app, language),
        Then::Bindings => bindings::open(app),
        Then::BindKeys(command) => bindings::capture(app, command),
        Then::Sharing => account_menu::sharing(app),
        Then::UserNameOf(id) => account::open_at(app, id, "username"),
        Then::LogInAs(id, username) => account_menu::log_in_as(app, id, username),
        Then::SharingOf(id) => account::open_at(app, id, "sharing"),
        Then::ConfirmPlaintext { save } => account::confirmed(app, true, save),
        Then::SaveUntested => account::confirmed(app, false, true),
        Then::SaveReceiveOnly => account::receive_only(app),
        wish @ (Then::RetryAccount(_)
        | Then::ConfirmDeletes(_)
        | Then::FillNewStore(_)
        | Then::HowToRestore
        | Then::EnableAccount(..)
        | Then::DefaultAccount(_)
        | Then::MoveAccount(..)
        | Then::AskRemoveAccount(_)
        | Then::RemoveAccount(_)) => account_menu::order(app, wish),
    }
}

//! Lists, threads and messages.

use super::super::{conversation, mailboxes, prompt, threads, trash, triage};
use super::take::{Take, above_the_footer, over_the_panes};
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::changes::Changed;
use crate::jobs::mail::{MailboxRow, MessageView, OpenedThread, SavedAttachment, ThreadCount, ThreadWindow};
use crate::problem::{Code, Problem};
use crate::text::CleanText;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::purpose::{Ahead, Attachment, Attachments, Change, Count, EmptyTrash, Mailboxes, Message, Thread, Window};
use crate::tui::app::{App, Effect, Level};

impl Take for Mailboxes {
    fn done(self, app: &mut App, _: Ticket, rows: Vec<MailboxRow>) -> Vec<Effect> {
        mailboxes::take(app, rows);
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        above_the_footer(app, problem)
    }
}

impl Take for Window {
    fn done(self, app: &mut App, ticket: Ticket, window: ThreadWindow) -> Vec<Effect> {
        threads::take(app, ticket, window)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        app.threads.failed(ticket);
        prompt::refuse(app, problem);
        Vec::new()
    }
}

impl Take for Count {
    fn done(self, app: &mut App, _: Ticket, count: ThreadCount) -> Vec<Effect> {
        app.threads.count(&self.0, count);
        Vec::new()
    }

    /// The rows say themselves what is wrong with a query.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for Thread {
    fn done(self, app: &mut App, _: Ticket, opened: OpenedThread) -> Vec<Effect> {
        conversation::take(app, opened)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        if problem.code == Code::NotFound {
            return conversation::is_gone(app);
        }
        above_the_footer(app, problem)
    }
}

impl Take for Ahead {
    fn done(self, app: &mut App, _: Ticket, opened: OpenedThread) -> Vec<Effect> {
        app.conversation.ahead.keep(opened.thread.thread, opened);
        Vec::new()
    }

    /// Whoever goes there asks for it again, and hears why.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for Message {
    fn done(self, app: &mut App, _: Ticket, view: Box<MessageView>) -> Vec<Effect> {
        conversation::take_message(app, view)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        app.notices.say(Level::Failed, *problem.message, app.now);
        conversation::fail_message(app, self.0)
    }
}

impl Take for Attachment {
    fn done(self, app: &mut App, _: Ticket, saved: SavedAttachment) -> Vec<Effect> {
        let path = CleanText::line(&saved.path.to_string_lossy()).into_string();
        if saved.program {
            app.notices.say(Level::Warning, Text::of("mail-saved-program").with("path", path), app.now);
        } else {
            app.notices.say(Level::Done, Text::of("mail-saved").with("name", self.0.as_str()).with("path", path), app.now);
        }
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Attachments {
    fn done(self, app: &mut App, _: Ticket, saved: Vec<SavedAttachment>) -> Vec<Effect> {
        let folder = saved.first().and_then(|one| one.path.parent()).map(|folder| CleanText::line(&folder.to_string_lossy()).into_string());
        let said = Text::of("mail-saved-all").count("count", i64::try_from(saved.len()).unwrap_or(i64::MAX));
        app.notices.say(Level::Done, said.with("folder", folder.unwrap_or_default()), app.now);
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Change {
    fn done(self, app: &mut App, ticket: Ticket, changed: Changed) -> Vec<Effect> {
        triage::confirmed(app, ticket, &changed)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        triage::refused(app, ticket, problem)
    }
}

impl Take for EmptyTrash {
    fn done(self, app: &mut App, _: Ticket, changed: Changed) -> Vec<Effect> {
        trash::emptied(app, &changed)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        app.overlays.push(Overlay::Problem(problem));
        mailboxes::reload(app)
    }
}

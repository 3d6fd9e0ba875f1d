//! Drafts, the outbox, and mail to answer.

use super::super::{composer, outbox, threads};
use super::take::{Take, over_the_panes};
use crate::domain::mail::compose::{Enclosure, Original as Mail};
use crate::jobs::Ticket;
use crate::jobs::outbox::{Correspondent, DraftRow, OutboxRow, SavedDraft, Unsent};
use crate::problem::Problem;
use crate::tui::app::purpose::{
    Answered, Correspondents, DraftCount, DropDraft, Enclose, FoundUnsent, Original, Outbox, Queue, ReopenDraft, SaveDraft, SendAgain,
    ShowDrafts, ShowOutbox, TakeLeft, TakeMailBack, ThrowDraftAway,
};
use crate::tui::app::{App, Effect};

impl Take for Original {
    fn done(self, app: &mut App, _: Ticket, original: Box<Mail>) -> Vec<Effect> {
        composer::take_original(app, &original, self.0, self.1)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Answered {
    fn done(self, app: &mut App, _: Ticket, original: Box<Mail>) -> Vec<Effect> {
        composer::take_answered(app, &original)
    }

    /// It was deleted: the draft goes as any other mail.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for SaveDraft {
    fn done(self, app: &mut App, _: Ticket, saved: SavedDraft) -> Vec<Effect> {
        composer::take_saved(app, saved.key)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        composer::save_failed(app, &problem)
    }
}

impl Take for DropDraft {
    fn done(self, app: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        outbox::look(app)
    }

    /// The person left an empty composer: what stays is one empty draft in the list.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for ThrowDraftAway {
    fn done(self, app: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        outbox::look(app)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Queue {
    fn done(self, app: &mut App, _: Ticket, row: Box<OutboxRow>) -> Vec<Effect> {
        composer::take_queued(app, *row)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        composer::queue_failed(app, problem)
    }
}

impl Take for Outbox {
    fn done(self, app: &mut App, _: Ticket, rows: Vec<OutboxRow>) -> Vec<Effect> {
        outbox::take(app, rows)
    }

    /// Nobody asked to see it; the next look says what changed.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for ShowOutbox {
    fn done(self, app: &mut App, _: Ticket, rows: Vec<OutboxRow>) -> Vec<Effect> {
        outbox::show(app, rows)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for ShowDrafts {
    fn done(self, app: &mut App, _: Ticket, drafts: Vec<DraftRow>) -> Vec<Effect> {
        outbox::show_drafts(app, &drafts)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for FoundUnsent {
    fn done(self, app: &mut App, _: Ticket, unsent: Vec<Unsent>) -> Vec<Effect> {
        threads::take_unsent(app, &self.0, unsent)
    }

    /// The mails say what is wrong with the query.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for Correspondents {
    fn done(self, app: &mut App, _: Ticket, found: Vec<Correspondent>) -> Vec<Effect> {
        composer::take_correspondents(app, found)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Enclose {
    fn done(self, app: &mut App, _: Ticket, one: Enclosure) -> Vec<Effect> {
        composer::take_enclosed(app, one)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for DraftCount {
    fn done(self, app: &mut App, _: Ticket, count: u64) -> Vec<Effect> {
        app.mailboxes.take_drafts(count);
        app.measure();
        Vec::new()
    }

    /// Nobody asked to see it; the next look counts again.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for ReopenDraft {
    fn done(self, app: &mut App, _: Ticket, drafts: Vec<DraftRow>) -> Vec<Effect> {
        drafts.into_iter().next().map_or_else(Vec::new, |newest| composer::take_draft(app, newest))
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for TakeLeft {
    fn done(self, app: &mut App, _: Ticket, drafts: Vec<DraftRow>) -> Vec<Effect> {
        composer::take_left(app, self.0, drafts)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for SendAgain {
    fn done(self, app: &mut App, _: Ticket, _: Box<OutboxRow>) -> Vec<Effect> {
        outbox::look(app)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for TakeMailBack {
    fn done(self, app: &mut App, _: Ticket, draft: Option<Box<DraftRow>>) -> Vec<Effect> {
        match draft {
            Some(draft) => composer::take_draft(app, *draft),
            None => outbox::look(app),
        }
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

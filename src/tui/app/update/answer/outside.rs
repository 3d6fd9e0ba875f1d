//! Programs outside, and whole messages.

use super::super::{links, outside};
use super::take::{Take, above_the_footer, over_the_panes};
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::mail::{SavedAttachment, SourceView};
use crate::jobs::outside::{Opened, Piped};
use crate::problem::Problem;
use crate::text::CleanText;
use crate::tui::app::purpose::{LeaveList, OneClick, OpenAttachment, OpenLink, OpenPage, Pipe, Print, SaveMessage, Source, StopCommands};
use crate::tui::app::{App, Effect, Level};

impl Take for OpenAttachment {
    fn done(self, app: &mut App, _: Ticket, opened: Opened) -> Vec<Effect> {
        let name = self.0.as_str();
        match opened {
            Opened::Opened => app.notices.say(Level::Done, Text::of("mail-attachment-opened").with("name", name), app.now),
            Opened::SavedInstead(path) => {
                let path = CleanText::line(&path.to_string_lossy()).into_string();
                app.notices.say(Level::Warning, Text::of("mail-saved-program").with("path", path), app.now);
            }
        }
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for OpenLink {
    fn done(self, app: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        app.notices.say(Level::Done, Text::of("mail-link-opened").with("link", self.0.as_str()), app.now);
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for OneClick {
    fn done(self, app: &mut App, _: Ticket, host: Option<CleanText>) -> Vec<Effect> {
        match host {
            Some(host) => links::ask_to_leave(app, self.0, host),
            None => links::leave_by_hand(app, self.1.as_str()),
        }
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for LeaveList {
    fn done(self, app: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        app.notices.say(Level::Done, Text::of("mail-unsubscribed").with("host", self.0.as_str()), app.now);
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for OpenPage {
    fn done(self, app: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        app.notices.say(Level::Done, Text::of("mail-browse-opened"), app.now);
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Print {
    fn done(self, app: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        app.notices.say(Level::Done, Text::of("mail-printed"), app.now);
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for SaveMessage {
    fn done(self, app: &mut App, _: Ticket, saved: SavedAttachment) -> Vec<Effect> {
        let path = CleanText::line(&saved.path.to_string_lossy()).into_string();
        app.notices.say(Level::Done, Text::of("mail-saved-message").with("path", path), app.now);
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Source {
    fn done(self, app: &mut App, _: Ticket, source: SourceView) -> Vec<Effect> {
        outside::show_source(app, source)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Pipe {
    fn done(self, app: &mut App, _: Ticket, piped: Piped) -> Vec<Effect> {
        outside::piped(app, &self.0, piped)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        outside::forget_running(app);
        over_the_panes(app, problem)
    }
}

impl Take for StopCommands {
    fn done(self, _: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        Vec::new()
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        above_the_footer(app, problem)
    }
}

//! Tells how far the mails of a server are on their way in.

use std::time::Instant;

use crate::domain::account::AccountSettings;
use crate::domain::ids::Id;
use crate::jobs::Notice;
use crate::jobs::fetch::FetchProgress;
use crate::text::CleanText;
use crate::workers::arriving::{Entrance, Pace, WayIn};

/// What tells it.
pub(super) struct Telling<'a> {
    entrance: &'a Entrance,
    way_in: &'a WayIn,
    account: Id,
    name: CleanText,
    total: u64,
    pace: Pace,
}

impl<'a> Telling<'a> {
    /// So many mails of an account are to come in this way, and so many bytes where the server says sizes.
    pub(super) fn new(entrance: &'a Entrance, way_in: &'a WayIn, account: &AccountSettings, total: u64, bytes: Option<u64>) -> Self {
        let name = CleanText::line(account.name.as_str());
        Self { entrance, way_in, account: account.id, name, total, pace: Pace::new(total, bytes, Instant::now()) }
    }

    /// So many bytes came since the start.
    pub(super) fn tell(&mut self, bytes: u64) {
        let done = self.way_in.kept().done();
        self.pace.note(done, bytes, Instant::now());
        self.entrance.notices().put(Notice::Progress(FetchProgress {
            account: self.account,
            name: self.name.clone(),
            done,
            total: self.total,
            bytes,
            rate: self.pace.rate(),
            seconds_left: self.pace.seconds_left(),
        }));
    }
}

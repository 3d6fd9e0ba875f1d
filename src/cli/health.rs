//! `fumi verify`, `fumi backup FILE`, `fumi restore FILE`.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::context::{Context, absolute};
use super::{Ended, Exit, json, trouble};
use crate::i18n::Text;
use crate::jobs::health::{Area, BackUp, BackedUp, Check, RepairStore, Repaired, Verification, VerifyStore};
use crate::problem::Problem;
use crate::store::health::salvage::Salvaged;
use crate::workers::health;

/// Which file.
#[derive(Debug, Args)]
pub struct FileArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Whether to repair.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Salvage a damaged store and read again the mails that are stored unread
    #[arg(long)]
    repair: bool,
}

/// What was repaired before the check: mails, by what became of them, and what came out of a damaged file.
struct Repair {
    repaired: u64,
    unread: u64,
    lost: u64,
    salvaged: Option<Salvaged>,
}

impl Repair {
    async fn done(at: &Context) -> Result<(Verification, Self), Problem> {
        let salvaged = health::salvage(&at.paths.database(), &at.paths.lock_file(), at.now).await?;
        let Repaired { found, repaired, unread, lost } = at.ask(RepairStore).await?;
        let (reread, gone) = salvaged.as_ref().map_or((0, 0), |salvaged| (salvaged.tally.reread, salvaged.tally.lost));
        Ok((found, Self { repaired: repaired + reread, unread, lost: lost + gone, salvaged }))
    }

    fn json(&self) -> Value {
        let salvaged = self.salvaged.as_ref();
        json!({
            "repaired": self.repaired,
            "unparsed": self.unread,
            "lost": self.lost,
            "moved_aside": salvaged.map(|salvaged| salvaged.moved_aside.to_string_lossy()),
            "gone": json::texts(salvaged.map_or(&[], |salvaged| &salvaged.tally.lost_named)),
            "changed": json::texts(salvaged.map_or(&[], |salvaged| &salvaged.tally.changed_named)),
        })
    }

    fn say(&self, at: &Context) {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        if let Some(Salvaged { moved_aside, tally }) = &self.salvaged {
            at.output.line(&at.say(&Text::of("health-salvaged").with("file", moved_aside.to_string_lossy())));
            for (id, count, named) in
                [("health-gone", tally.lost, &tally.lost_named), ("health-changed", tally.changed, &tally.changed_named)]
            {
                if count > 0 {
                    at.output.line(&at.say(&Text::of(id).count("n", number(count))));
                    named.iter().for_each(|one| at.output.line(&format!("    {}", one.as_str())));
                }
            }
        }
        let line = Text::of("health-repaired").count("repaired", number(self.repaired)).count("unread", number(self.unread));
        at.output.line(&at.say(&line.count("lost", number(self.lost))));
    }
}

/// Checks the store, and repairs it first where that is wanted. JSON: `{ok, checks}`, after a repair `{repaired, unparsed, lost, moved_aside, gone, changed}` as well.
///
/// # Errors
/// When the store cannot be read at all; faults that were found end with exit code 1.
pub async fn verify(args: &VerifyArgs, at: &Context) -> Ended {
    let (found, repair) = if args.repair {
        let (found, repair) = Repair::done(at).await?;
        (found, Some(repair))
    } else {
        (at.ask(VerifyStore).await?, None)
    };
    let problem = (!found.is_sound()).then(health::damaged);
    if at.json() {
        let mut answer = json!({ "ok": problem.is_none(), "checks": found.checks.iter().map(row).collect::<Vec<_>>() });
        if let (Some(Value::Object(repair)), Some(object)) = (repair.map(|repair| repair.json()), answer.as_object_mut()) {
            object.extend(repair);
        }
        if let (Some(problem), Some(object)) = (&problem, answer.as_object_mut()) {
            object.insert("error".to_owned(), trouble::value(problem, &at.words));
        }
        at.output.value(&answer);
        return Ok(problem.as_ref().map_or(Exit::DONE, Exit::from));
    }
    if let Some(repair) = repair {
        repair.say(at);
    }
    for check in &found.checks {
        let faults = i64::try_from(check.faults).unwrap_or(i64::MAX);
        let checked = i64::try_from(check.checked).unwrap_or(i64::MAX);
        let line = Text::of("health-line").text("area", area(check.area)).count("checked", checked).count("faults", faults);
        at.output.line(&at.say(&line));
        check.named.iter().for_each(|one| at.output.line(&format!("    {}", one.as_str())));
    }
    match problem {
        Some(problem) => Err(problem),
        None => {
            at.output.line(&at.say(&Text::of("health-sound")));
            Ok(Exit::DONE)
        }
    }
}

/// Makes a backup.
///
/// # Errors
/// `file_exists`; a full disk. Nothing is left behind then.
pub async fn backup(args: FileArgs, at: &Context) -> Ended {
    let BackedUp { path, bytes, messages, records } = at.ask(BackUp { to: absolute(&args.file) }).await?;
    if at.json() {
        at.output.value(&json!({ "file": path.to_string_lossy(), "bytes": bytes, "messages": messages, "records": records }));
    } else {
        at.output.line(&at.say(&counted("health-backed-up", messages, records).with("file", path.to_string_lossy())));
    }
    Ok(Exit::DONE)
}

/// Puts a backup in the place of the store.
///
/// # Errors
/// `backup_refused`, with why; the store is as it was then.
pub async fn restore(args: FileArgs, at: &Context) -> Ended {
    let restored = health::restore(&at.paths.database(), &at.paths.lock_file(), &absolute(&args.file), at.now).await?;
    let kept = restored.kept.map(|path| path.to_string_lossy().into_owned());
    let held = restored.held;
    if at.json() {
        at.output.value(&json!({ "messages": held.messages, "records": held.records, "kept": kept, "outbox_unknown": restored.doubtful }));
        return Ok(Exit::DONE);
    }
    at.output.line(&at.say(&counted("health-restored", held.messages, held.records)));
    if let Some(kept) = kept {
        at.output.line(&at.say(&Text::of("health-kept").with("file", kept)));
    }
    if restored.doubtful > 0 {
        at.output.line(&at.say(&Text::of("health-doubtful").count("n", i64::try_from(restored.doubtful).unwrap_or(i64::MAX))));
    }
    Ok(Exit::DONE)
}

fn counted(id: &'static str, messages: u64, records: u64) -> Text {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    Text::of(id).count("messages", number(messages)).count("records", number(records))
}

fn row(check: &Check) -> Value {
    json!({ "area": check.area.word(), "checked": check.checked, "faults": check.faults, "named": json::texts(&check.named) })
}

fn area(area: Area) -> Text {
    Text::of(match area {
        Area::Database => "health-area-database",
        Area::Rows => "health-area-rows",
        Area::References => "health-area-references",
        Area::Mails => "health-area-mails",
        Area::Search => "health-area-search",
        Area::Counters => "health-area-counters",
        Area::Labels => "health-area-labels",
        Area::Addresses => "health-area-addresses",
        Area::Threads => "health-area-threads",
        Area::Lists => "health-area-lists",
        Area::Server => "health-area-server",
    })
}

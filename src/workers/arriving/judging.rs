//! Judging the senders of mails that are stored already: those that came before it was asked, and all of them when other servers are believed.

use std::sync::Arc;

use super::entrance::Entrance;
use crate::domain::ids::MessageKey;
use crate::domain::mail::authentication::Auth;
use crate::jobs::Notice;
use crate::mime;
use crate::problem::Problem;
use crate::store::authentication::{self, Judging};
use crate::store::{Result, Store, Write, raw};

/// How many mails are judged as one piece of work.
const AT_ONCE: u32 = 500;

/// The number of the rules by which what stands in a mail is believed: raised with whatever changes what `sender_claims` gives.
const RULES: u32 = 2;

impl Entrance {
    /// Judges what is not judged yet by the servers that are believed now. The caller holds the lock of the network workers; a failure is for the log, and the next
    /// start goes on.
    pub async fn judge_senders(&self) {
        if let Err(problem) = self.judge_all().await {
            tracing::warn!(?problem, "senders of stored mail were not judged");
        }
    }

    async fn judge_all(&self) -> std::result::Result<(), Problem> {
        let named = self.believed();
        // By which rules, and by whose word.
        let servers = format!("{RULES}\n{}", named.join("\n"));
        let judged_by = self.asked(|store| authentication::judged_by(&store.reader()?)).await?;
        if judged_by.as_deref() == Some(servers.as_str()) {
            return Ok(());
        }
        if judged_by.is_some() {
            self.database.write(Write::Judging(Judging::Anew)).await?;
        }
        let mut last = MessageKey(i64::MIN);
        let mut any = false;
        loop {
            let believed = Arc::clone(&named);
            let judged = self.asked(move |store| some(store, last, &believed)).await?;
            let Some((newest, _)) = judged.last() else { break };
            last = *newest;
            any = true;
            self.database.write(Write::Judging(Judging::Judged(judged))).await?;
        }
        self.database.write(Write::Judging(Judging::Done(servers))).await?;
        if any {
            self.notices.put(Notice::StoreChanged);
        }
        Ok(())
    }
}

/// Some mails behind a key with their judgements.
fn some(store: &Store, after: MessageKey, named: &[String]) -> Result<Vec<(MessageKey, Auth)>> {
    let db = store.reader()?;
    let judged = authentication::not_judged(&db, after, AT_ONCE)?.into_iter().map(|message| {
        // What is damaged says nothing about its sender.
        let beginning = raw::chunk(&db, message, 0).ok().flatten().unwrap_or_default();
        (message, mime::sender_claims(&beginning).judge(named))
    });
    Ok(judged.collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::mail::flags::Flags;
    use crate::store::Written;
    use crate::workers::arriving::{ArrivedMail, Folders, MailBytes, Place};
    use crate::workers::database::Database;
    use crate::workers::notices::Notices;

    #[tokio::test]
    async fn mail_of_an_older_program_is_judged_and_all_of_it_again_when_another_server_is_believed() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("fumi.db");
        let database = Database::open(&path, Notices::default(), 1).unwrap();
        let folders = Folders { state: home.path().to_owned(), spool: home.path().join("spool") };
        let entrance = Entrance::new(database.clone(), Notices::default(), folders);
        let mail = "Authentication-Results: mx.me.example; dmarc=pass\r\nAuthentication-Results: filter.example; dmarc=fail\r\n\
            Received: from a by mx.me.example; Mon, 1 Sep 2025 08:00:00 +0000\r\nFrom: a@bank.example\r\nSubject: x\r\n\r\ntext\r\n";
        let Written::Place(account, mailbox) = database.write(Write::ImportPlace { account: None, mailbox: None }).await.unwrap() else {
            panic!()
        };
        let way_in = entrance.open(Place { account, mailbox }).await.unwrap();
        let held = MailBytes::Memory(mail.as_bytes().to_vec());
        assert!(way_in.keep(ArrivedMail { server: None, flags: Flags::default(), came: None, held }).await);
        way_in.finish().await.unwrap();
        let db = Store::open(&path).unwrap().reader().unwrap();
        let verdict = || db.query_row("SELECT verdict FROM authentication", [], |row| row.get::<_, i64>(0)).ok();
        assert_eq!(verdict(), Some(Auth::Pass.code()), "judged as it arrives");
        database.write(Write::Judging(Judging::Anew)).await.unwrap();
        assert_eq!(verdict(), None);
        entrance.judge_senders().await;
        assert_eq!(verdict(), Some(Auth::Pass.code()), "judged later");
        entrance.judge_senders().await;
        entrance.believe(vec!["filter.example".to_owned()]);
        entrance.judge_senders().await;
        assert_eq!(verdict(), Some(Auth::Fail.code()), "by the server that is named");
    }
}

//! A server that names mails as it likes: whatever names are reused, shifted, swapped or counted anew, whatever sizes are estimated and wherever the line is cut, each mail that was
//! ever there is there or here (promises.md A2). `FUMI_POP3_SEEDS` sets how many histories are played.

use std::collections::HashSet;

use fumi::domain::account::{AccountSettings, OnServer};

use crate::home::{Home, account};
use crate::numbers::Numbers;
use crate::scripted_pop3::{ScriptedPop3, ServerMail, small_mail};

struct History {
    dice: Numbers,
    server: ScriptedPop3,
    home: Home,
    ever: Vec<Vec<u8>>,
    told: Vec<String>,
}

impl History {
    fn new(seed: u64) -> Self {
        let server = ScriptedPop3::with_mails(Vec::new());
        Self { dice: Numbers::of(seed), server, home: Home::new(), ever: Vec::new(), told: vec![format!("seed {seed}")] }
    }

    /// A mail that never was: most say who they are, some do not.
    fn new_mail(&mut self) -> Vec<u8> {
        let n = self.ever.len() + 1;
        let mail = match self.dice.below(4) {
            0 => format!("Subject: report\r\n\r\nnumber {n:04}\r\n").into_bytes(),
            _ => small_mail(10_000 + n),
        };
        self.ever.push(mail.clone());
        mail
    }

    fn arrive(&mut self) {
        let bytes = self.new_mail();
        let name = self.dice.below(12);
        self.server.state().mails.push(ServerMail { uidl: format!("{name}").into_bytes(), bytes, listed_size: None });
    }

    /// What happens on the server between two sessions of ours.
    fn happens(&mut self) -> &'static str {
        let count = self.server.state().mails.len();
        let (one, other) = (self.dice.below(count), self.dice.below(count));
        match self.dice.below(9) {
            0 if count > 1 => {
                let mut state = self.server.state();
                let name = state.mails[one].uidl.clone();
                state.mails[one].uidl = std::mem::replace(&mut state.mails[other].uidl, name);
                "two swapped their names"
            }
            1 => {
                for (n, mail) in self.server.state().mails.iter_mut().enumerate() {
                    mail.uidl = format!("{n}").into_bytes();
                }
                "names were counted anew"
            }
            2 => {
                self.server.state().mails.reverse();
                "the order was turned"
            }
            3 if count > 0 => {
                // Somebody else deletes what we have, and its name goes to a new mail at once.
                let stored: HashSet<Vec<u8>> = self.home.stored().into_iter().collect();
                let gone = self.server.state().mails[one].clone();
                if !stored.contains(&gone.bytes) {
                    return "nothing";
                }
                let bytes = self.new_mail();
                self.server.state().mails[one] = ServerMail { bytes, ..gone };
                "a name was given to another mail"
            }
            4 => {
                for mail in &mut self.server.state().mails {
                    mail.listed_size = [None, Some(300), Some(301), Some(302)][self.dice.below(4)];
                }
                "sizes were estimated anew"
            }
            7 if count > 0 => {
                // The same name, size and header: only the text is another.
                let stored: HashSet<Vec<u8>> = self.home.stored().into_iter().collect();
                let gone = self.server.state().mails[one].clone();
                let Some(digit) = gone.bytes.iter().rposition(|byte| *byte == b'e').filter(|_| stored.contains(&gone.bytes)) else {
                    return "nothing";
                };
                let mut bytes = gone.bytes.clone();
                bytes[digit] = b'A' + u8::try_from(self.dice.below(26)).unwrap_or_default();
                self.ever.push(bytes.clone());
                self.server.state().mails[one] = ServerMail { bytes, ..gone };
                "a name was given to a mail with the same header"
            }
            5 if count > 0 => {
                let copy = ServerMail { uidl: format!("c{}", self.told.len()).into_bytes(), ..self.server.state().mails[one].clone() };
                self.server.state().mails.push(copy);
                "a mail came twice"
            }
            6 => {
                let to = ["inbox", "trash"][self.dice.below(2)];
                let sql = format!(
                    "UPDATE placement SET mailbox = (SELECT key FROM mailbox WHERE role = '{to}' AND account = (SELECT account FROM message WHERE key = placement.message)) WHERE message % 3 = {}",
                    self.dice.below(3)
                );
                self.home.database.store().writer().unwrap().execute(&sql, []).unwrap();
                "a third was moved to a mailbox"
            }
            _ => {
                self.arrive();
                self.arrive();
                "two arrived"
            }
        }
    }

    /// Sessions, some of which are cut or have no TOP or hear no answer to QUIT.
    async fn fetch(&mut self, settings: &AccountSettings) {
        let on_server = [OnServer::Leave, OnServer::OnFetch, OnServer::AfterDays(0), OnServer::OnLocalDelete, OnServer::OnLocalDelete]
            [self.dice.below(5)];
        let cut_after = if self.dice.below(4) == 0 { Some(self.dice.below(3_000)) } else { None };
        let (cut_at_quit, no_top, pipelines) = (self.dice.below(4) == 0, self.dice.below(4) == 0, self.dice.below(4) != 0);
        {
            let mut state = self.server.state();
            (state.cut_after, state.cut_at_quit, state.no_top) = (cut_after, cut_at_quit, no_top);
            state.capabilities = Some(if pipelines { vec!["UIDL", "USER", "PIPELINING"] } else { vec!["UIDL", "USER"] });
        }
        let summary = self.home.fetch(&AccountSettings { on_server, ..settings.clone() }).await;
        self.told.push(format!(
            "{on_server:?}, cut after {cut_after:?}, at QUIT {cut_at_quit}, no TOP {no_top}: fetched {}, deleted {}, {:?}",
            summary.fetched,
            summary.deleted_on_server,
            summary.error.map(|problem| problem.code)
        ));
    }

    fn check(&self) {
        let here: HashSet<Vec<u8>> = self.home.stored().into_iter().collect();
        let there: HashSet<Vec<u8>> = self.server.state().mails.iter().map(|mail| mail.bytes.clone()).collect();
        for mail in &self.ever {
            assert!(here.contains(mail) || there.contains(mail), "lost {:?}\n{}", String::from_utf8_lossy(mail), self.told.join("\n"));
        }
        assert!(here.iter().all(|mail| self.ever.contains(mail)), "a mail that never was\n{}", self.told.join("\n"));
    }
}

#[tokio::test]
async fn whatever_a_server_does_with_names_every_mail_is_there_or_here() {
    let seeds = std::env::var("FUMI_POP3_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(30);
    for seed in 0..seeds {
        let mut history = History::new(seed);
        let settings = account(history.server.port, OnServer::Leave);
        (0..4).for_each(|_| history.arrive());
        for _ in 0..12 {
            let happened = history.happens();
            history.told.push(happened.to_owned());
            history.fetch(&settings).await;
            history.check();
        }
        // With a server that answers well again, nothing is in the way any more.
        for _ in 0..2 {
            {
                let mut state = history.server.state();
                (state.cut_after, state.cut_at_quit, state.no_top) = (None, false, false);
            }
            let summary = history.home.fetch(&settings).await;
            assert_eq!(summary.error, None, "{}", history.told.join("\n"));
            history.check();
        }
    }
}

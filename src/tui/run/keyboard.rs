//! The keyboard, read on a thread of its own: a terminal that is gone may keep its reader busy for ever, and the loop must still hear that it has to end.

use std::io;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crossterm::event::{Event as Said, EventStream};
use futures_util::StreamExt;
use tokio::sync::{Notify, mpsc};

/// How many keys may wait for the loop; more than any paste makes at once, since a paste is one event.
const WAITING: usize = 1_024;

/// What the terminal says, until it is let go or gone.
pub(super) struct Keyboard {
    said: mpsc::Receiver<Said>,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl Keyboard {
    /// Begins to read.
    pub(super) fn listen() -> io::Result<Self> {
        let (put, said) = mpsc::channel(WAITING);
        let stop = Arc::new(Notify::new());
        let stopped = Arc::clone(&stop);
        let thread = Builder::new().name("fumi-keys".to_owned()).spawn(move || read(&put, &stopped))?;
        Ok(Self { said, stop, thread: Some(thread) })
    }

    /// The next thing the terminal says; `None` when it is gone. Cancel-safe.
    pub(super) async fn next(&mut self) -> Option<Said> {
        self.said.recv().await
    }

    /// What was said already.
    pub(super) fn ready(&mut self) -> Option<Said> {
        self.said.try_recv().ok()
    }

    /// Ends reading, so that somebody else can read: the person's editor.
    pub(super) fn let_go(&mut self) {
        self.stop.notify_one();
        self.said.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read(put: &mpsc::Sender<Said>, stop: &Notify) {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else { return };
    runtime.block_on(async {
        let mut keys = EventStream::new();
        loop {
            tokio::select! {
                biased;
                () = stop.notified() => return,
                said = keys.next() => match said {
                    Some(Ok(said)) => if put.send(said).await.is_err() { return },
                    Some(Err(_)) | None => return,
                },
            }
        }
    });
}

//! A relay in front of a real server that acts at a chosen moment: when so many bytes of the server's stream went through, or before the first command of
//! a kind reaches the server.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

type Act = Box<dyn FnOnce() + Send>;

/// What a relay waits for.
#[derive(Default)]
pub struct Watch {
    /// Bytes that the server sent, in all connections.
    pub sent: u64,
    /// Act when so many were sent.
    pub at_byte: Option<(u64, Act)>,
    /// Act before a command that begins like this goes on.
    pub before: Option<(&'static str, Act)>,
}

/// A running relay.
pub struct Relay {
    /// Its port on 127.0.0.1.
    pub port: u16,
    watch: Arc<Mutex<Watch>>,
}

impl Relay {
    /// A relay to a port of this machine.
    pub fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let watch: Arc<Mutex<Watch>> = Arc::default();
        let shared = Arc::clone(&watch);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", target)) else { continue };
                let (up, down) = ((client.try_clone(), server.try_clone()), (server, client));
                if let (Ok(from), Ok(to)) = up {
                    let watch = Arc::clone(&shared);
                    thread::spawn(move || upwards(from, to, &watch));
                }
                let watch = Arc::clone(&shared);
                thread::spawn(move || downwards(down.0, down.1, &watch));
            }
        });
        Self { port, watch }
    }

    /// What it waits for, to change it.
    pub fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn locked(watch: &Mutex<Watch>) -> MutexGuard<'_, Watch> {
    watch.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn upwards(mut client: TcpStream, mut server: TcpStream, watch: &Mutex<Watch>) {
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        let act = {
            let mut watch = locked(watch);
            let due =
                watch.before.as_ref().is_some_and(|(word, _)| buffer[..count].windows(word.len()).any(|part| part == word.as_bytes()));
            if due { watch.before.take() } else { None }
        };
        if let Some((_, act)) = act {
            act();
        }
        if server.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Write);
}

fn downwards(mut server: TcpStream, mut client: TcpStream, watch: &Mutex<Watch>) {
    let mut buffer = [0; 8192];
    while let Ok(count @ 1..) = server.read(&mut buffer) {
        let mut from = 0;
        while from < count {
            let left = locked(watch).at_byte.as_ref().map(|(at, _)| *at);
            let sent = locked(watch).sent;
            let until = left.map_or(count, |at| count.min(from + usize::try_from(at.saturating_sub(sent)).unwrap_or(usize::MAX)));
            if client.write_all(&buffer[from..until]).is_err() {
                return;
            }
            let act = {
                let mut watch = locked(watch);
                watch.sent += (until - from) as u64;
                let due = watch.at_byte.as_ref().is_some_and(|(at, _)| watch.sent >= *at);
                if due { watch.at_byte.take() } else { None }
            };
            from = until;
            if let Some((_, act)) = act {
                act();
            }
        }
    }
    let _ = client.shutdown(Shutdown::Both);
}

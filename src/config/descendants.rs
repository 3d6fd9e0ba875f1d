//! What a process started.

use rustix::process::{Pid, Signal, kill_process};

/// How deep it is looked.
const DEEPEST: u8 = 8;

/// Sends a signal to all that a process started, the deepest first, as far as the system names the children of a process.
pub fn signal(process: u32, signal: Signal) {
    children(process, signal, 0);
}

fn children(process: u32, signal: Signal, depth: u8) {
    let children_of = std::fs::read_to_string(format!("/proc/{process}/task/{process}/children")).unwrap_or_default();
    for child in children_of.split_whitespace().filter_map(|child| child.parse::<u32>().ok()).filter(|_| depth < DEEPEST) {
        children(child, signal, depth + 1);
        if let Some(child) = i32::try_from(child).ok().and_then(Pid::from_raw) {
            let _ = kill_process(child, signal);
        }
    }
}

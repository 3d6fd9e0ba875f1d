//! Finding and reading the corpora.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder of a corpus: below `FUMI_CORPORA`, or beside the crate. Where it is absent, a line says so and the test has nothing to do.
pub fn folder(name: &str) -> Option<PathBuf> {
    let root =
        std::env::var_os("FUMI_CORPORA").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"), PathBuf::from);
    let folder = root.join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("corpus {name} is absent ({}): not tested", folder.display());
    None
}

/// The mails of a corpus, by name: those of `mails.tar.zst` where it exists, else every file that begins like a mail.
pub fn mails(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let archive = folder.join("mails.tar.zst");
    let mut mails = if archive.is_file() { from_archive(&archive) } else { from_folder(folder) };
    for (_, raw) in &mut mails {
        // An mbox separator is no part of the mail.
        if raw.starts_with(b"From ") {
            let end = raw.iter().position(|byte| *byte == b'\n').map_or(raw.len(), |at| at + 1);
            raw.drain(..end);
        }
    }
    mails.sort();
    assert!(!mails.is_empty(), "no mail in {}", folder.display());
    mails
}

fn from_archive(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = tar::Archive::new(zstd::Decoder::new(File::open(path).unwrap()).unwrap());
    let mut mails = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.header().entry_type().is_file() {
            let name = entry.path().unwrap().display().to_string();
            let mut raw = Vec::new();
            entry.read_to_end(&mut raw).unwrap();
            mails.push((name, raw));
        }
    }
    mails
}

fn from_folder(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut mails = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            mails.extend(from_folder(&path));
        } else if !path.extension().is_some_and(|ext| ext == "tsv" || ext == "json" || ext == "jsonl" || ext == "list") {
            mails.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    mails
}

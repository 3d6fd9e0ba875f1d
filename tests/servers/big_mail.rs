//! A mail of 100 MiB costs less than 40 MiB of memory beside the program itself.

use std::fs;

use sha2::{Digest, Sha256};

use crate::dovecot::{Dovecot, is_installed};
use crate::home::stored;
use crate::program::ProgramHome;

const MEBIBYTE: usize = 1 << 20;

/// A mail with an attachment in base64, so many bytes long.
fn big_mail(bytes: usize) -> Vec<u8> {
    let mut mail = b"From: big@example.org\r\nTo: me@sample.example\r\nSubject: a large file\r\nMessage-ID: <big@example.org>\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--b\r\n\
        Content-Type: application/octet-stream; name=file.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        .to_vec();
    let mut n: u32 = 0;
    while mail.len() < bytes {
        for _ in 0..9 {
            n = n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            mail.extend_from_slice(format!("{n:08x}").as_bytes());
        }
        mail.extend_from_slice(b"AAAA\r\n");
    }
    mail.extend_from_slice(b"--b--\r\n");
    mail
}

/// The most memory of its own that a process ever had, in bytes, as the kernel says; `None` when it is gone.
fn peak(process: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let kib = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<usize>().ok()
    };
    // The pages of the program's own file are no memory that a mail costs, and a debug build has many.
    Some(kib("VmHWM:")?.saturating_sub(kib("RssFile:")?) * 1024)
}

#[test]
fn a_mail_of_a_hundred_mebibytes_is_fetched_whole_in_little_memory() {
    if !is_installed() {
        return;
    }
    let mail = big_mail(100 * MEBIBYTE);
    let mut server = Dovecot::start();
    server.deliver(&mail);
    let home = ProgramHome::with_account(server.tls_port, "on-fetch", Some(&server.ca_file));
    let mut child = home.start(&["sync"]);
    let mut most = 0;
    let status = loop {
        most = most.max(peak(child.id()).unwrap_or(0));
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(std::time::Duration::from_millis(5)),
        }
    };
    assert!(status.success(), "{}", home.said());
    println!("peak memory {} MiB for a mail of {} MiB", most / MEBIBYTE, mail.len() / MEBIBYTE);
    assert!(most > 0 && most < 40 * MEBIBYTE, "{} MiB", most / MEBIBYTE);
    let kept = stored(&home.database());
    assert_eq!(kept.len(), 1);
    assert!(Sha256::digest(&kept[0]) == Sha256::digest(&mail), "every byte is there");
    assert_eq!(server.mails().len(), 0);
}

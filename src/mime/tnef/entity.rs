//! The MIME entity of a message from a `winmail.dat`.

use std::fmt::Write;

use base64::Engine;
use sha2::{Digest, Sha256};

use super::message::{File, Message};

/// Writes a message as a multipart; `body` is what it was read from, of which its boundaries are made, so that no line in it can be one.
pub(super) fn entity(message: &Message, body: &[u8]) -> Vec<u8> {
    let hash = Sha256::digest(body);
    let mark = hash.iter().take(16).fold(String::new(), |mut mark, byte| {
        _ = write!(mark, "{byte:02x}");
        mark
    });
    let mut out = Vec::new();
    push(message, &mark, 0, &mut out);
    out
}

fn push(message: &Message, mark: &str, depth: usize, out: &mut Vec<u8>) {
    let boundary = format!("tnef-{depth}-{mark}");
    let inner = format!("text-{depth}-{mark}");
    line(out, &format!("Content-Type: multipart/mixed; boundary={boundary}\r\n"));
    line(out, &format!("--{boundary}\r\nContent-Type: multipart/alternative; boundary={inner}\r\n"));
    if !message.plain.trim().is_empty() {
        line(out, &format!("--{inner}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"));
        line(out, &message.plain);
    }
    if let Some((page, label)) = &message.html {
        let charset = label.as_deref().map(|label| format!("; charset={label}")).unwrap_or_default();
        line(out, &format!("--{inner}\r\nContent-Type: text/html{charset}\r\nContent-Transfer-Encoding: binary\r\n"));
        out.extend_from_slice(page);
        line(out, "");
    }
    line(out, &format!("--{inner}--"));
    for file in &message.files {
        line(out, &format!("--{boundary}"));
        push_file(file, mark, depth, out);
        line(out, "");
    }
    line(out, &format!("--{boundary}--"));
}

fn push_file(file: &File, mark: &str, depth: usize, out: &mut Vec<u8>) {
    let name = escaped(&file.name);
    if let Some(inner) = &file.inner {
        line(out, &format!("Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename*=utf-8''{name}.eml\r\n"));
        let subject = base64::engine::general_purpose::STANDARD.encode(&inner.subject);
        line(out, &format!("Subject: =?utf-8?B?{subject}?="));
        return push(inner, mark, depth + 1, out);
    }
    let usable = file.media.split_once('/').is_some_and(|(kind, sub)| {
        let word =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'+'));
        word(kind) && word(sub) && !matches!(kind, "multipart" | "message")
    });
    line(out, &format!("Content-Type: {}", if usable { file.media.as_str() } else { "application/octet-stream" }));
    if !file.content_id.is_empty() && file.content_id.bytes().all(|byte| byte.is_ascii_graphic()) {
        line(out, &format!("Content-ID: <{}>", file.content_id.trim_matches(['<', '>'])));
    }
    line(out, &format!("Content-Disposition: attachment; filename*=utf-8''{name}\r\nContent-Transfer-Encoding: binary\r\n"));
    out.extend_from_slice(&file.data);
}

fn line(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(b"\r\n");
}

/// A name as RFC 2231 writes it.
fn escaped(name: &str) -> String {
    name.bytes().take(1_000).fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            out.push(char::from(byte));
        } else {
            _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

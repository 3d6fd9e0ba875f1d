//! The same first day in Japanese, in a terminal of 80 columns and 24 rows, where the customer's side slides over the mail.

use std::fs;

use base64::Engine;

use super::dovecot::{Dovecot, is_installed};
use super::main_job::home;
use super::scripted_smtp::{Channel, PASSWORD, ScriptedSmtp, USER};
use super::terminal::Terminal;

/// From Tanaka, about `お見積りのご依頼`.
const MAIL: &str = "From: =?UTF-8?B?55Sw5LitIOWkqumDjg==?= <t.tanaka@sample.example>\r\nTo: me@sales.example\r\n\
Subject: =?UTF-8?B?44GK6KaL56mN44KK44Gu44GU5L6d6aC8?=\r\nDate: Mon, 23 Nov 2026 09:00:00 +0900\r\nMessage-ID: <first@sample.example>\r\n\
MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n\
お世話になっております。株式会社サンプルの田中です。\r\nお見積りをお願いいたします。\r\n\r\n━━━━━━━━━━━━━━\r\n\
株式会社サンプル 営業部 課長\r\n田中 太郎\r\nTEL 03-0000-1234\r\nE-mail t.tanaka@sample.example\r\n━━━━━━━━━━━━━━\r\n";

const SUBJECT: &str = "お見積りのご依頼";

fn open(dir: &std::path::Path) -> Terminal {
    let passphrase = dir.join("passphrase").display().to_string();
    Terminal::start(dir, &["--lang", "ja", "--passphrase-file", &passphrase], 24, 80)
}

#[test]
fn the_main_job_in_japanese_at_eighty_columns() {
    if !is_installed() {
        return;
    }
    let mut server = Dovecot::start();
    server.deliver(MAIL.as_bytes());
    let smtp = ScriptedSmtp::start(Channel::Tls);
    let dir = tempfile::tempdir().unwrap();
    home(dir.path());
    let roots = dir.path().join("roots.pem");
    fs::write(&roots, fs::read_to_string(&server.ca_file).unwrap() + &smtp.certificate).unwrap();

    let mut fumi = open(dir.path());
    fumi.wait_for("新しいメールアカウント");
    fumi.fill("メールアドレス", "me@sales.example");
    fumi.fill("パスワード", "pw");
    fumi.fill("表示名", "\u{15}営業");
    fumi.fill("サーバー", "\u{15}localhost");
    fumi.fill("ポート", &format!("\u{15}{}", server.tls_port));
    fumi.fill("ユーザー名", "\u{15}me");
    fumi.fill("サーバー", "\u{15}localhost");
    fumi.fill("ポート", &format!("\u{15}{}", smtp.port));
    fumi.fill("受信と同じ認証情報を使用", " ");
    fumi.fill("ユーザー名", &format!("\u{15}{USER}"));
    fumi.fill("パスワード", PASSWORD);
    fumi.fill("証明書ファイル", &format!("\u{15}{}", roots.display()));
    fumi.keys("\u{13}");

    fumi.wait_for(SUBJECT);
    fumi.keys("\r");
    fumi.wait_for("お見積りをお願いいたします");

    fumi.keys("+l");
    let form = fumi.wait_for("6行目、");
    assert!(form.contains("見込み客の新規作成") && form.contains("株式会社サンプル") && form.contains("課長"), "{form}");
    fumi.keys("\u{13}");
    fumi.wait_gone("新規作成");
    fumi.keys("i");
    fumi.wait_for("田中 太郎 · 見込み客");

    for (keys, title) in [("+t", "タスクを新規作成"), ("+e", "予定を新規作成"), ("+p", "通話を新規作成")] {
        fumi.keys(keys);
        fumi.wait_for(title);
        fumi.keys("\u{13}");
        fumi.wait_gone(title);
    }
    fumi.keys("+n");
    fumi.wait_for("メモを新規作成");
    fumi.keys("展示会でお会いした\u{13}");
    fumi.wait_gone("メモを新規作成");

    fumi.keys("+d");
    fumi.wait_for("商談は連絡先にのみ作成できます");
    fumi.keys("C");
    fumi.wait_for("商談も作成");
    fumi.keys("\u{13}");
    fumi.wait_for("田中 太郎 · 連絡先");
    fumi.keys("+d");
    fumi.wait_for("商談を新規作成");
    fumi.keys("\u{13}");
    fumi.wait_gone("商談を新規作成");
    fumi.wait_for("見込みの確認");
    fumi.keys("z");
    fumi.wait_gone("見込みの確認");
    fumi.keys("Z");
    fumi.wait_for("見込みの確認");

    fumi.keys("I");
    fumi.wait_gone("田中 太郎 · 連絡先");
    fumi.keys("r");
    fumi.wait_for(&format!("Re: {SUBJECT}"));
    fumi.keys("承知いたしました。\u{13}");
    fumi.wait_gone("承知いたしました。");
    smtp.wait_for_taken(1);
    fumi.leave();
    let taken = smtp.taken();
    assert_eq!((taken.len(), &taken[0].to[..]), (1, &["t.tanaka@sample.example".to_owned()][..]));
    let sent = String::from_utf8_lossy(&taken[0].data).into_owned();
    assert!(sent.contains("In-Reply-To: <first@sample.example>"), "{sent}");
    let body: String = sent.split_once("\r\n\r\n").unwrap().1.split_whitespace().collect();
    let body = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(body).unwrap()).unwrap();
    assert!(body.starts_with("承知いたしました。") && body.contains("> お見積りをお願いいたします。"), "{body}");

    let mut morning = open(dir.path());
    morning.wait_for(SUBJECT);
    morning.keys("i");
    let screen = morning.wait_for("田中 太郎 · 連絡先");
    for kept in ["株式会社サンプル", "見込みの確認", "☐", "◷", "☎"] {
        assert!(screen.contains(kept), "{kept} is gone:\n{screen}");
    }
    server.deliver(MAIL.replace("<first@", "<second@").replace("44GK6KaL56mN44KK44Gu44GU5L6d6aC8", "44K144Oz44OX44Or").as_bytes());
    morning.keys("\u{1b}[15~");
    morning.wait_for("田中 太郎さんからのメール: サンプル");
}

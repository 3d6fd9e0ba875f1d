//! Transfer encodings as programs really write them.

use super::*;

#[test]
fn what_stands_behind_encoded_text_is_no_part_of_it() {
    let split = |text: &'static str| {
        with_footer(Encoding::Base64, text.as_bytes()).map(|(letters, footer)| {
            (String::from_utf8_lossy(&decode(Encoding::Base64, letters).0).into_owned(), String::from_utf8_lossy(footer).into_owned())
        })
    };
    for text in ["SGFsbG8gQW5uYQ==\n\n-- \nour list", "SGFsbG8g\nQW5uYQ==\n\n-- \nour list\n", "SGFsbG8gQW5uYQ==\n-- \nour list"] {
        assert_eq!(split(text), Some(("Hallo Anna".to_owned(), "-- \nour list".to_owned())), "{text}");
    }
    for none in ["SGFsbG8gQW5uYQ==", "SGFsbG8gQW5uYQ==\n\nSGFs", "Dear Anna,\n\nhow are you?", "SGFsbG8*gQW5u\n\n-- \nx", ""] {
        assert_eq!(split(none), None, "{none}");
    }
    assert_eq!(with_footer(Encoding::Identity, b"SGFs\n\n-- \nx"), None);
}

fn text(encoding: Encoding, bytes: &[u8]) -> String {
    String::from_utf8_lossy(&decode(encoding, bytes).0).into_owned()
}

#[test]
fn broken_base64_costs_only_what_is_broken() {
    assert_eq!(text(Encoding::Base64, b"aGVsbG8gd29ybGQ="), "hello world");
    assert_eq!(text(Encoding::Base64, b"aGVs\r\nbG8g!!d29y\nbGQ"), "hello world");
    assert_eq!(text(Encoding::Base64, b"aGVsbG8=d29ybGQ="), "helloworld");
    assert!(decode(Encoding::Base64, b"aGVs*bG8=").1);
}

#[test]
fn the_alphabet_for_addresses_is_read_and_its_letters_are_counted() {
    assert_eq!(text(Encoding::Base64, b"w6TDtsO8w5_igqw-Pz8_"), "äöüß€>???");
    assert_eq!(text(Encoding::Base64, b"4oKs-_-_"), text(Encoding::Base64, b"4oKs+/+/"));
    // Behind a letter of the usual alphabet a dash is what it always was.
    assert_eq!(decode(Encoding::Base64, b"+/+/--\n"), decode(Encoding::Base64, b"+/+/!!\n"));
    let (mut one, mut two) = (false, false);
    let whole = base64_count(b"w6_-+_-", &mut one);
    assert_eq!((whole, one), (5, true));
    assert_eq!(base64_count(b"w6_", &mut two) + base64_count(b"-+_-", &mut two), whole);
}

#[test]
fn text_that_was_never_encoded_is_left_as_it_is() {
    let plain = |text: &[u8]| is_plain_after_all(text, &decode(Encoding::Base64, text).0);
    for text in [
        &b"Hello"[..],
        b"Dear Anna,\r\nthe order is ready.\r\n",
        b"Danke",
        b"OK",
        b"Yes!",
        b"<p>markup",
        b"Good morning",
        "\u{304a}\u{4e16}".as_bytes(),
    ] {
        assert!(plain(text), "{text:?}");
    }
    for text in [&b"aGVsbG8gd29ybGQ="[..], b"aGVs bG8g d29y bGQ=", b"44GK6KaL!!56mN44KK", b"aGVsbG8", b"/v8AYQBi", b""] {
        assert!(!plain(text), "{text:?}");
    }
}

#[test]
fn encodings_are_known_by_whatever_name() {
    for name in ["base64", " BASE-64 ", "x-base64", "\"base64\"", "base64; x=y", "base64 (MIME)"] {
        assert_eq!(Encoding::named(name.as_bytes()), Encoding::Base64, "{name}");
    }
    for name in ["quoted-printable", "quoted_printable", "Quoted Printable", "quotedprintable"] {
        assert_eq!(Encoding::named(name.as_bytes()), Encoding::QuotedPrintable, "{name}");
    }
    for (name, encoding) in [
        ("quoted-printeable", Encoding::QuotedPrintable),
        ("Quoted-Pritable", Encoding::QuotedPrintable),
        ("(was 8bit) quoted-printable", Encoding::QuotedPrintable),
        ("; base64", Encoding::Base64),
        ("base-46", Encoding::Identity),
        ("bas64", Encoding::Base64),
        ("(base64) 8bit", Encoding::Identity),
    ] {
        assert_eq!(Encoding::named(name.as_bytes()), encoding, "{name}");
    }
    for name in ["7bit", "", "binary", "base32", "bit", "none", "utf-8", "8 bits"] {
        assert_eq!(Encoding::named(name.as_bytes()), Encoding::Identity, "{name}");
    }
}

#[test]
fn quoted_printable_keeps_what_is_no_escape() {
    assert_eq!(text(Encoding::QuotedPrintable, b"caf=C3=A9 =\r\nau lait"), "café au lait");
    assert_eq!(text(Encoding::QuotedPrintable, b"a= \r\nb"), "ab");
    assert_eq!(text(Encoding::QuotedPrintable, b"100 =% and =zz"), "100 =% and =zz");
    assert_eq!(text(Encoding::QuotedPrintable, b"trailing   \r\nx"), "trailing\r\nx");
    assert_eq!(text(Encoding::QuotedPrintable, b"a=3d=3D=e3=81=82"), "a==あ");
    assert_eq!(text(Encoding::QuotedPrintable, b"end="), "end");
}

#[test]
fn uuencoded_lines_are_read() {
    assert_eq!(text(Encoding::Uuencode, b"#0V%T\r\n`\r\nend\r\n"), "Cat");
    assert!(is_uuencoded(b"#0V%T"));
    assert!(!is_uuencoded(b"Hello, this is text"));
}

#[test]
fn the_result_does_not_depend_on_how_the_bytes_are_split() {
    let samples: [(Encoding, &[u8]); 5] = [
        (Encoding::Base64, b"w6TDtsO8w5_igqw-Pz8_+a-_b"),
        (Encoding::Yenc, b"=ypart begin=1\r\n=\x7d\x8b=}=y\r\nabc=\r\n=yx\r\nz"),
        (Encoding::Base64, b"aGVsbG8g\r\nd29y bGQ="),
        (Encoding::QuotedPrintable, b"a=C3=A9 = \r\n b  \r\nc=\r\nd =zz \t\r\n=3D"),
        (Encoding::Uuencode, b"#0V%T\r\n#0V%T\r\n`\r\nend\r\n"),
    ];
    for (encoding, bytes) in samples {
        let whole = decode(encoding, bytes).0;
        for size in 1..bytes.len() {
            let mut decoder = Decoder::new(encoding);
            let mut out = Vec::new();
            bytes.chunks(size).for_each(|piece| decoder.feed(piece, &mut out));
            decoder.finish(&mut out);
            assert_eq!(out, whole, "{encoding:?} in pieces of {size}");
        }
    }
}

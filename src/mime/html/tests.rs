//! HTML mail as its reader sees it.

use super::*;

fn shown(html: &str) -> String {
    as_plain(&html_text(html).lines).into_string()
}

#[test]
fn paragraphs_breaks_and_quotes_read_like_text() {
    assert_eq!(shown("<p>One  two\n three</p><p>Four<br>five</p>"), "One two three\n\nFour\nfive\n");
    assert_eq!(shown("<div>a</div><div><br></div><div>b</div>"), "a\n\nb\n");
    assert_eq!(
        shown("Hello<blockquote>quoted<blockquote>deeper</blockquote></blockquote>bye"),
        "Hello\n\n> quoted\n> \n>> deeper\n\nbye\n"
    );
    assert_eq!(shown("<p class=MsoNormal>a</p><p class=MsoNormal>b</p>"), "a\nb\n");
    assert_eq!(shown("<pre>a  b\n  c\n\nd</pre>"), "a  b\n  c\n\nd\n");
}

#[test]
fn lists_and_tables_keep_their_order() {
    assert_eq!(shown("<ul><li>a<li>b<ol><li>c</li><li>d</ol></ul>x"), "• a\n• b\n  1. c\n  2. d\n\nx\n");
    assert_eq!(
        shown("<table><tr><th>Item</th><th>Price</th></tr><tr><td>Pen</td><td>100円</td></tr></table>"),
        "Item   Price\nPen    100円\n"
    );
}

#[test]
fn what_a_page_hides_is_not_shown() {
    assert_eq!(
        shown("<style>.pre{display:none} @media x{.show{display:none}}</style><span class='pre'>A</span><span class=show>B</span>"),
        "B\n"
    );
    assert_eq!(shown("<div style='display: none'>a<div>b</div>c</div>d<script>e<p></script><title>f</title>"), "d\n");
    assert_eq!(shown("a<img src=x><img alt='Logo' src=y>"), "aLogo\n");
}

#[test]
fn a_hidden_element_ends_where_html_ends_it() {
    for (html, expected) in [
        ("<p hidden>a<p>b", "b\n"),
        ("<p style='display:none'>a<div>b</div>c", "b\nc\n"),
        ("<p hidden>a<ul><li>b</ul>", "• b\n"),
        ("<ul><li hidden>a<li>b</ul>c", "• b\n\nc\n"),
        ("<ul><li hidden>a<ul><li>b<li>c</ul><li>d</ul>", "• d\n"),
        ("<ul><li><span hidden>a<li>b</ul>c", "• b\n\nc\n"),
        ("<dl><dt hidden>a<dd>b<dt>c</dl>", "b\nc\n"),
        ("<table><tr><td hidden>a<td>b<tr><td>c</table>d", "b\nc\nd\n"),
        ("<table><tr><td hidden>a<table><tr><td>b</table>c<td>d</table>", "d\n"),
        ("<table><tr><td><div hidden>a<td>b</table>c", "b\nc\n"),
        ("<table><tr hidden><td>a<td>b<tr><td>c</table>d", "c\nd\n"),
        ("<table><thead hidden><tr><td>a<tbody><tr><td>b</table>", "b\n"),
        ("<table><tr hidden><td>a</table>b", "b\n"),
        ("<select><option hidden>a<option>b</select>", "b\n"),
        ("<div><p hidden>a</div>b", "b\n"),
        ("<div><span hidden>a</div>b", "b\n"),
        ("<section><div hidden>a<p>x</section>b", "b\n"),
        ("<p>x<span hidden>a<p>b", "x\n\nb\n"),
        // What is closed stays hidden to its end.
        ("<div hidden>a<p>b<div>c</div>d</div>e", "e\n"),
        ("<div hidden>a</p></span></b>b</div>c", "c\n"),
        ("<div hidden><ul><li>a<li>b</ul><table><tr><td>c<td>d</table></div>e", "e\n"),
        ("<span hidden>a<br>b<img alt=x></span>c", "c\n"),
        ("<p hidden>a</p>b", "b\n"),
        ("<p>a<div hidden>b</p>c</div>d", "ad\n"),
    ] {
        assert_eq!(shown(html), expected, "{html}");
    }
}

#[test]
fn a_line_end_of_the_source_is_no_space_where_none_are_written() {
    for (html, text) in [
        ("<p>日本語の\n  文章です。\r\n「次」</p>", "日本語の文章です。「次」\n"),
        ("<p>日本語 の\n文章</p>", "日本語 の文章\n"),
        ("<p>中文\n<b>粗</b></p>", "中文 粗\n"),
        ("<p>日本\nEnglish\n語</p>", "日本 English 語\n"),
        ("<p>한국어\n문장</p>", "한국어 문장\n"),
        ("<pre>日本\n語</pre>", "日本\n語\n"),
    ] {
        assert_eq!(shown(html), text, "{html}");
    }
}

#[test]
fn items_count_from_where_the_list_or_they_say() {
    assert_eq!(shown("<ol start=' 3'><li>a<li value=7>b<li>c</ol>"), "3. a\n7. b\n8. c\n");
}

#[test]
fn a_page_that_hides_all_it_says_is_shown() {
    assert_eq!(shown("<div style='display:none'>Dear Anna<p>order 7"), "Dear Anna\n\norder 7\n");
    assert_eq!(shown("<style>.a{display:none}</style><div class=a>one</div>&nbsp;<img src=x>"), "one\n");
    assert_eq!(shown("<title>Offer<body><p>text"), "text\n");
    assert_eq!(shown("<head><title>Your order &amp; more</title></head><body><img src=x></body>"), "Your order & more\n");
    assert_eq!(shown("<title>Offer</title><p>text"), "text\n");
    assert_eq!(shown("<style>p { color: red }<p>text"), "text\n");
}

#[test]
fn line_ends_that_a_style_keeps_are_kept() {
    assert_eq!(shown("<div style='white-space: pre-wrap'>one  two\n\n  three</div>four\nfive"), "one  two\n\n  three\nfour five\n");
    assert_eq!(shown("<div style='WHITE-SPACE:pre-line'>a<div>b\nc</div>d\ne</div>f\ng"), "a\nb\nc\nd\ne\nf g\n");
    assert_eq!(shown("<style>.k, p.m { white-space: pre }</style><p class=m>a\nb<p>c\nd"), "a\nb\n\nc d\n");
    assert_eq!(shown("<style>body { white-space: pre-line }</style><body>a\nb</body>"), "a\nb\n");
    assert_eq!(shown("<div style='white-space-collapse: preserve'>a\n  b</div>"), "a\n  b\n");
    assert_eq!(shown("<div style='white-space: pre'><p style='white-space: normal'>a\nb</p>c\nd</div>e\nf"), "a b\nc\nd\ne f\n");
    assert_eq!(shown("<pre style='white-space: normal'>a\nb</pre><pre>c\nd</pre>e\nf"), "a b\n\nc\nd\n\ne f\n");
    assert_eq!(shown("<p style='white-space: normal'>a\nb</p><p style='white-space:nowrap'>c\nd</p>"), "a b\n\nc d\n");
}

#[test]
fn links_say_where_they_really_go() {
    let read = html_text(
        "<a href='https://evil.example/x?a=1&amp;b=2'>https://bank.example</a> <a href='javascript:x'>no</a> <a href='mailto:a@b.example'>mail</a>",
    );
    assert_eq!(read.links.len(), 2);
    assert_eq!(read.links[0].host.as_str(), "evil.example");
    assert_eq!(read.links[0].label.as_str(), "https://bank.example");
    assert_eq!(read.links[0].target.as_str(), "https://evil.example/x?a=1&b=2");
    assert_eq!(link("http://user:pw@real.example:8080/").map(|link| link.host.into_string()).as_deref(), Some("real.example"));
    assert_eq!(link("http://bank.example\\@evil.example/").map(|link| link.host.into_string()).as_deref(), Some("bank.example"));
    assert_eq!(link("file:///etc/passwd"), None);
}

#[test]
fn an_attribute_may_begin_with_any_character() {
    // Full-width spaces and smart quotes of word processors: the first version's own tokenizer cut these inside a character.
    assert_eq!(shown("<p “center” ＝x　y>見積書を<b 　class=x>お送り</b>します。</p>"), "見積書をお送りします。\n");
    assert_eq!(shown("<td é='1' 　>a</td><a ’href=x href='http://x.example'>b</a>"), "ab\n");
    assert_eq!(html_text("<a ’href=x href='http://x.example'>b</a>").links.len(), 1);
    assert_eq!(shown("<div　align=center>x</div　>y"), "xy\n");
}

#[test]
fn every_character_reference_of_html_is_known() {
    assert_eq!(shown("&fnof;&thetasym;&rArr;&Omega;&hearts;&mdash;&NotEqualTilde;"), "ƒϑ⇒Ω♥—≂̸\n");
    // The numbers of Windows-1252 stand for its characters; a forgotten semicolon is forgiven.
    assert_eq!(shown("&#150; &#x80; &#12354;&eacute &amp &lt;b&gt;"), "– € あé & <b>\n");
    assert_eq!(shown("AT&T &unknown; &#; &"), "AT&T &unknown; &#; &\n");
    let read = html_text("<a href='https://x.example/?a=1&copy=2&amp;reg=3'>x</a>");
    assert_eq!(read.links[0].target.as_str(), "https://x.example/?a=1&copy=2&reg=3");
}

#[test]
fn what_is_no_markup_is_taken_as_it_stands() {
    assert_eq!(shown("a<script>if (1 <!-- 2) { '<b>' }</script>b<textarea><p>c</textarea>d"), "abd\n");
    assert_eq!(shown("a<style>p { x: '</p>' } </style>b<iframe><p>c</iframe><noscript>d</noscript>"), "abd\n");
    assert_eq!(shown("<xmp>1 < 2 <b></xmp>c"), "1 < 2 <b>\n\nc\n");
    assert_eq!(shown("a<plaintext>1 <b> &amp;</plaintext>"), "a\n\n1 <b> &amp;</plaintext>\n");
    assert_eq!(shown("<xml><o:p>hidden</o:p></xml>a<title>b"), "a\n");
}

#[test]
fn an_open_comment_hides_nothing_behind_its_first_end() {
    assert_eq!(shown("x<!-- open > y <b>z</b> <!-- again > end"), "x y z end\n");
    assert_eq!(shown("x<!-- no end"), "x\n");
    assert_eq!(shown("x<!-->y<!--->z<!-- a -- b --!>end"), "xyzend\n");
}

#[test]
fn an_open_quote_hides_nothing_behind_its_tag() {
    assert_eq!(shown("a<p title=\"x>b</p>c"), "a\n\nb\nc\n");
    assert_eq!(shown("<a href='http://x.example>a</a><b title=\"y>b</b>"), "ab\n");
    assert_eq!(html_text("<a href='http://x.example>a</a>").links[0].target.as_str(), "http://x.example");
    assert_eq!(shown("a<p title='x"), "a\n");
    assert_eq!(shown("<script>'</p>"), "");
}

#[test]
fn attributes_cost_no_more_than_their_length() {
    let many: String = (0..100_000).map(|n| format!("a{n} ")).collect();
    assert_eq!(shown(&format!("a<p {many}>b</p {many}>c")), "a\n\nb\nc\n");
    // The first of two counts, and a name is only what it is called as a whole.
    assert_eq!(shown("<p hidden=no data-hidden>a</p><img alt=b alt=c altalt=d ALT=e>"), "b\n");
}

#[test]
fn bombs_cost_no_more_than_their_size() {
    let start = std::time::Instant::now();
    for piece in [
        "<div>",
        "<b>",
        "<table><tr><td>",
        "<blockquote>",
        "<ul><li>",
        "<a href='http://x.example'>",
        "<!--",
        "<p a=\"",
        "&#",
        "<style>",
        "<b id=1><p>x",
        "x y=z ",
        "<p x y=z/w",
    ] {
        let html = piece.repeat(1_000_000 / piece.len());
        let read = html_text(&html);
        assert!(read.lines.len() <= 50_000);
    }
    // Generous: thirteen megabytes in an unoptimised build on a busy machine; the square of any of them would take minutes.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

#[test]
fn a_table_of_data_stands_in_columns_and_one_that_places_things_flows() {
    for (html, expected) in [
        // Empty cells keep their place, wide characters their width, spans and alignment their columns; columns without words take no room.
        (
            "<table><tr><th>品名<th>数量<th>価格</tr><tr><td>製品A<td align=right>5<td align=right>1,000円</tr><tr><td>Lamp<td><td align=right>20円</tr></table>",
            "品名    数量   価格\n製品A      5   1,000円\nLamp              20円\n",
        ),
        (
            "<table><tr><td>a<td>b<td>c<tr><td colspan=2>both<td>d<tr><td>long one<td><td>e</table>",
            "a          b   c\nboth           d\nlong one       e\n",
        ),
        ("<table><tr><td>a</td><td>&nbsp;</td><td>b</td></tr><tr><td>ccc</td><td> </td><td>d</td></tr></table>", "a     b\nccc   d\n"),
        // Word processors put every cell into a paragraph.
        (
            "<table><tr><td><p>Item</p></td><td><p>Price</p></td></tr><tr><td><p>A pen</p></td><td><div>1<br></div></td></tr></table>",
            "Item    Price\nA pen   1\n",
        ),
        // A row alone, a nested table, more than one line in a cell, and what says so itself place things.
        ("<table><tr><td><p>left</p></td><td><p>right</p></td></tr></table>", "left\nright\n"),
        ("<table><tr><td><p>one</p><p>two</p></td><td><p>x</p></td></tr><tr><td>a<td>b</tr></table>", "one\n\ntwo\n\nx\na   b\n"),
        ("<table role=presentation><tr><td>a<td>b</tr><tr><td>ccc<td>d</tr></table>", "a   b\nccc   d\n"),
        ("<table><tr><td><table><tr><td>a<td>b<tr><td>ccc<td>d</table></td><td>e</td></tr></table>", "a     b\nccc   d\ne\n"),
        ("<table><tr><td>a<td>b</tr><tr><td>ccc<td>d</tr>", "a     b\nccc   d\n"),
    ] {
        assert_eq!(shown(html), expected, "{html}");
    }
    let long = format!("<table><tr><td>a<td>{0}</tr><tr><td>ccc<td>{0}</tr></table>", "word ".repeat(30));
    assert!(shown(&long).starts_with("a   word word"), "text in a cell flows");
    let deep = "<table><tr><td>".repeat(5_000);
    assert_eq!(shown(&format!("{deep}x")), "x\n");
}

#[test]
fn places_on_a_picture_and_phones_are_links() {
    let read = html_text(
        "<img usemap=#m alt=Map><map name=m><area href='https://x.example/a' alt='Shop'><area href='https://y.example/b'><area alt='none'></map> or <a href='tel:+81-3-1234-5678'>call us</a>",
    );
    assert_eq!(as_plain(&read.lines).as_str(), "Map Shop y.example or call us\n");
    let targets: Vec<&str> = read.links.iter().map(|link| link.target.as_str()).collect();
    assert_eq!(targets, ["https://x.example/a", "https://y.example/b", "tel:+81-3-1234-5678"]);
    assert!(read.links[2].is_phone() && read.links[2].has_words());
}

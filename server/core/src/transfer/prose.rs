//! Texts of cells: without control characters, with one kind of line end, and
//! without the tags and entities that a browser would not show.

use super::{formats::Texts, html};
use crate::domain::names::visible;

/// A text, and whether characters were dropped that no text has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text {
    pub text: String,
    pub dropped: bool,
}

/// Returns a text of several lines.
pub fn lines(value: &str, texts: Texts, is_html: bool) -> Text {
    let (ends, dropped) = tidy(value);
    let text = match texts {
        Texts::Exact => ends,
        Texts::Usual => shown(&ends, is_html),
        Texts::EscapedLines => shown(&ends.replace("\\n", "\n").replace("\\,", ","), is_html),
    };
    Text { text: text.trim().to_owned(), dropped }
}

/// Returns a text as one line, for names.
pub fn line(value: &str, texts: Texts) -> Text {
    if texts == Texts::Exact {
        return lines(value, texts, false);
    }
    let Text { text, dropped } = lines(value, texts, false);
    let seen = visible(&text);
    let dropped = dropped || seen != text;
    let text = if seen.contains(|c: char| c.is_whitespace() && c != ' ') {
        seen.split_whitespace().collect::<Vec<_>>().join(" ")
    } else {
        seen.to_string()
    };
    Text { text, dropped }
}

fn shown(text: &str, is_html: bool) -> String {
    if is_html || html::looks_like_html(text) {
        return html::to_text(text);
    }
    let resolved = html::entities(text);
    // Tags that were written as entities.
    if resolved != text && html::looks_like_html(&resolved) { html::to_text(&resolved) } else { resolved }
}

fn tidy(value: &str) -> (String, bool) {
    let ends = if value.contains('\r') { value.replace("\r\n", "\n").replace('\r', "\n") } else { value.to_owned() };
    let is_none = |c: char| c.is_control() && c != '\n' && c != '\t';
    if ends.contains(is_none) { (ends.replace(is_none, ""), true) } else { (ends, false) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_what_people_read() {
        let read = |value: &str| lines(value, Texts::Usual, false).text;
        assert_eq!(read("a\r\nb\rc\nd"), "a\nb\nc\nd");
        assert_eq!(read("Oak &amp; ash, it&#39;s not treated."), "Oak & ash, it's not treated.");
        assert_eq!(read("&lt;p&gt;Soft &amp;amp; warm&lt;/p&gt;"), "Soft & warm");
        assert_eq!(read("R&D, 3 < 5 & more"), "R&D, 3 < 5 & more");
        assert_eq!(lines("Holds\u{3} ten", Texts::Usual, false), Text { text: "Holds ten".to_owned(), dropped: true });
        assert_eq!(lines("&amp;", Texts::Exact, false).text, "&amp;");
        assert_eq!(lines("one\\ntwo", Texts::EscapedLines, false).text, "one\ntwo");
        assert_eq!(line("Salt &amp;\npepper\u{a0}mill", Texts::Usual).text, "Salt & pepper mill");
        assert_eq!(line("A\u{200b}-1", Texts::Usual), Text { text: "A-1".to_owned(), dropped: true });
    }
}

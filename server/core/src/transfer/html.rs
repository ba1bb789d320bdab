//! The text of an HTML description: paragraphs stay apart, lists keep their
//! dashes, and what a browser would run or hide is no text.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// Elements whose contents nobody reads.
const HIDDEN: [&[u8]; 8] = [b"script", b"style", b"template", b"noscript", b"iframe", b"title", b"svg", b"math"];
const BLOCKS: [&[u8]; 22] = [
    b"p",
    b"div",
    b"section",
    b"article",
    b"header",
    b"footer",
    b"ul",
    b"ol",
    b"table",
    b"tr",
    b"h1",
    b"h2",
    b"h3",
    b"h4",
    b"h5",
    b"h6",
    b"blockquote",
    b"pre",
    b"figure",
    b"dl",
    b"dt",
    b"dd",
];

/// Returns whether the text has tags.
pub fn looks_like_html(text: &str) -> bool {
    if !text.contains('<') {
        return false;
    }
    let lower = text.to_ascii_lowercase();
    ["</", "<br", "<p>", "<p ", "<img", "<li>", "<hr"].into_iter().any(|tag| lower.contains(tag))
}

/// Returns the text with `&amp;` and the like resolved and nothing else changed. What only
/// looks like one of them stays.
pub fn entities(text: &str) -> String {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        done.push_str(&rest[..at]);
        rest = &rest[at..];
        // The longest name of the standard has 31 letters.
        let named = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        let length = rest.bytes().skip(1).take(32).take_while(named).count();
        let end = (length > 0 && rest.as_bytes().get(length + 1) == Some(&b';')).then_some(length + 2);
        let (entity, after) = rest.split_at(end.unwrap_or(1));
        done.push_str(&if end.is_some() { resolve(entity) } else { entity.to_owned() });
        rest = after;
    }
    done.push_str(rest);
    done
}

fn resolve(entity: &str) -> String {
    let mut text = String::new();
    for token in Tokenizer::new(entity) {
        let Ok(token) = token;
        if let Token::String(string) = token {
            text.push_str(&String::from_utf8_lossy(&string.value));
        }
    }
    // What the standard leaves open, and signs that no text has.
    text.replace('\u{a0}', " ").replace(|c: char| c.is_control() && c != '\n' && c != '\t', "")
}

pub fn to_text(html: &str) -> String {
    let mut emitter = DefaultEmitter::default();
    // Without it the contents of a script would come as text.
    emitter.naively_switch_states(true);
    let mut text = Writer::default();
    let mut hidden: Vec<Vec<u8>> = Vec::new();
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if HIDDEN.contains(&tag.name.as_slice()) && !tag.self_closing => {
                hidden.push(tag.name.to_vec());
            }
            Token::EndTag(tag) if hidden.last().is_some_and(|name| *name == tag.name.as_slice()) => {
                hidden.pop();
            }
            _ if !hidden.is_empty() => {}
            Token::StartTag(tag) if tag.name.as_slice() == b"br" => text.line(),
            Token::StartTag(tag) if tag.name.as_slice() == b"li" => text.item(),
            Token::StartTag(tag) if BLOCKS.contains(&tag.name.as_slice()) => text.paragraph(),
            Token::EndTag(tag) if BLOCKS.contains(&tag.name.as_slice()) => text.paragraph(),
            Token::StartTag(tag) if matches!(tag.name.as_slice(), b"td" | b"th") => text.push(" "),
            Token::String(string) => text.push(&String::from_utf8_lossy(&string.value)),
            _ => {}
        }
    }
    text.done.trim().to_owned()
}

/// Collapses blanks as a browser does.
#[derive(Default)]
struct Writer {
    done: String,
    blank: bool,
}

impl Writer {
    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.blank = true;
                continue;
            }
            if std::mem::take(&mut self.blank) && !self.done.is_empty() && !self.done.ends_with(['\n', ' ']) {
                self.done.push(' ');
            }
            self.done.push(c);
        }
    }

    fn line(&mut self) {
        self.blank = false;
        if !self.done.is_empty() && !self.done.ends_with("\n\n") {
            self.done.push('\n');
        }
    }

    fn item(&mut self) {
        if !self.done.ends_with('\n') {
            self.line();
        }
        self.done.push_str("- ");
    }

    fn paragraph(&mut self) {
        if self.done.ends_with("- ") {
            return;
        }
        while !self.done.is_empty() && !self.done.ends_with("\n\n") {
            self.line();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_what_a_browser_shows() {
        assert_eq!(
            to_text("<p>Soft  <b>wool</b>&nbsp;&amp; warm.</p><p>Wash cold.</p>"),
            "Soft wool & warm.\n\nWash cold."
        );
        assert_eq!(to_text("<ul><li>One</li><li><p>Two</p></li></ul>"), "- One\n- Two");
        assert_eq!(to_text("a<br>b<br/>c"), "a\nb\nc");
        assert_eq!(to_text("plain, 3 < 5"), "plain, 3 < 5");
        assert_eq!(to_text(""), "");
    }

    #[test]
    fn nothing_that_runs_or_hides_is_text() {
        for (html, text) in [
            ("<script>alert('<p>x</p>')</script>shirt", "shirt"),
            ("<SCRIPT src=x></SCRIPT >shirt", "shirt"),
            ("<style>p{color:red}</style>shirt<!-- no -->", "shirt"),
            ("<img src=x onerror=alert(1)>shirt", "shirt"),
            ("<svg><text>no</text></svg>shirt", "shirt"),
            ("shirt<script>never closed", "shirt"),
            ("<p title='a>b'>shirt</p>", "shirt"),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }
}

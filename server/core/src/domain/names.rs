//! One rule for names: of companies, people, products, categories, views, and for codes like SKUs.
//!
//! A name is one line. What nobody can see is taken out of it without a word: it comes along when people copy from
//! a page, they could not find it to delete it, and with it two names look the same (or, with marks of direction,
//! like something else). What breaks a line is refused. Two invisible characters have a meaning and stay where they
//! have it: the joiners between letters of scripts that are shaped by them (Persian, Hindi, ...) and the parts of an
//! emoji; a selector after the character that it selects a form of.
//!
//! Names that are mailed to strangers hold no link either: the mail bears the name of the installation, so nobody
//! else's words may lead out of it.

use crate::domain::text::{Check, clean};

impl Check {
    /// Checks a required name of one line with at most `max` characters, and returns it trimmed.
    pub fn name(&mut self, pointer: &str, text: &str, max: usize) -> String {
        if self.stands(text) {
            return text.to_owned();
        }
        let name = tidy(text);
        if name.is_empty() {
            self.refuse(pointer, "required", "must not be empty");
        }
        self.line(pointer, &name, max);
        name
    }

    /// An optional one; blank is the same as absent.
    pub fn optional_name(&mut self, pointer: &str, text: Option<&str>, max: usize) -> Option<String> {
        let text = text?;
        if self.stands(text) {
            return Some(text.to_owned());
        }
        let name = tidy(text);
        self.line(pointer, &name, max);
        (!name.is_empty()).then_some(name)
    }

    /// A required name that goes into emails to people who do not know the company.
    pub fn public_name(&mut self, pointer: &str, text: &str, max: usize) -> String {
        let name = self.name(pointer, text, max);
        self.no_link(pointer, &name);
        name
    }

    pub fn optional_public_name(&mut self, pointer: &str, text: Option<&str>, max: usize) -> Option<String> {
        let name = self.optional_name(pointer, text, max);
        if let Some(name) = &name {
            self.no_link(pointer, name);
        }
        name
    }

    fn no_link(&mut self, pointer: &str, name: &str) {
        if !self.stands(name) && holds_link(name) {
            self.refuse(pointer, "link", "must not hold a link or a web address");
        }
    }

    fn line(&mut self, pointer: &str, name: &str, max: usize) {
        if name.chars().count() > max {
            self.refuse(pointer, "too_long", format!("must have at most {max} characters"));
        }
        if name.chars().any(breaks_line) {
            self.refuse(pointer, "line_break", "must be one line");
        } else if name.chars().any(char::is_control) {
            self.refuse(pointer, "control_character", "must not hold control characters");
        }
    }
}

fn tidy(text: &str) -> String {
    clean(&visible(text))
}

fn breaks_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The text without characters that nobody sees, but for those that shape what is seen.
pub fn visible(text: &str) -> String {
    if text.is_ascii() || !text.chars().any(is_invisible) {
        return text.to_owned();
    }
    let all: Vec<char> = text.chars().collect();
    // What is seen behind each of them, in one pass: a file may hold millions that are not.
    let mut behind = vec![None; all.len()];
    let mut seen = None;
    for (at, &c) in all.iter().enumerate().rev() {
        behind[at] = seen;
        seen = if is_invisible(c) { seen } else { Some(c) };
    }
    let mut kept = String::with_capacity(text.len());
    for (&c, &next) in all.iter().zip(&behind) {
        if !is_invisible(c) || shapes(c, kept.chars().next_back(), next) {
            kept.push(c);
        }
    }
    kept
}

/// Format characters, and what Unicode calls default-ignorable.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Returns whether an invisible character means something between its visible neighbors.
fn shapes(c: char, before: Option<char>, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match c {
        // Zero-width non-joiner and joiner.
        '\u{200c}' => is_shaped(before) && after.is_some_and(is_shaped),
        '\u{200d}' => {
            let joins_letters = is_shaped(before) && (is_virama(before) || after.is_some_and(is_shaped));
            joins_letters || (is_part_of_emoji(before) && after.is_some_and(is_picture))
        }
        // How a picture, or a digit on a key, is shown.
        '\u{fe0e}' | '\u{fe0f}' => {
            is_picture(before) || (matches!(before, '0'..='9' | '#' | '*') && after == Some('\u{20e3}'))
        }
        // Forms of one Chinese character, as people write their names in Japan.
        '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' => {
            matches!(before, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
                | '\u{20000}'..='\u{3ffff}')
        }
        '\u{180b}'..='\u{180d}' | '\u{180f}' => matches!(before, '\u{1820}'..='\u{18aa}'),
        // The letters of a region on a flag.
        '\u{e0020}'..='\u{e007f}' => before == '\u{1f3f4}' || matches!(before, '\u{e0020}'..='\u{e007e}'),
        _ => false,
    }
}

/// Letters and marks of scripts whose letters change with their neighbors.
fn is_shaped(c: char) -> bool {
    let of_such_script = matches!(c,
        '\u{620}'..='\u{74f}' | '\u{750}'..='\u{77f}' | '\u{7ca}'..='\u{7ff}' | '\u{840}'..='\u{8ff}'
        | '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{1820}'..='\u{18af}' | '\u{1b00}'..='\u{1b7f}' | '\u{a980}'..='\u{a9df}' | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' | '\u{10a00}'..='\u{10fff}' | '\u{11000}'..='\u{11fff}' | '\u{1e900}'..='\u{1e95f}');
    of_such_script && (c.is_alphabetic() || is_virama(c))
}

/// Returns the sign that takes a letter's vowel away, after which a joiner asks for a form.
fn is_virama(c: char) -> bool {
    matches!(
        c,
        '\u{94d}'
            | '\u{9cd}'
            | '\u{a4d}'
            | '\u{acd}'
            | '\u{b4d}'
            | '\u{bcd}'
            | '\u{c4d}'
            | '\u{ccd}'
            | '\u{d4d}'
            | '\u{dca}'
            | '\u{1039}'
            | '\u{103a}'
            | '\u{17d2}'
            | '\u{1b44}'
            | '\u{a9c0}'
            | '\u{11046}'
            | '\u{1107f}'
    )
}

fn is_picture(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}'
        | '\u{231a}'..='\u{23ff}' | '\u{24c2}' | '\u{25aa}'..='\u{25fe}' | '\u{2600}'..='\u{27bf}'
        | '\u{2934}'..='\u{2935}' | '\u{2b05}'..='\u{2b55}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}'
        | '\u{1f000}'..='\u{1faff}')
}

fn is_part_of_emoji(c: char) -> bool {
    is_picture(c) || c == '\u{fe0f}'
}

/// Returns whether a mail program would make a link of a part of it, or a reader would type it. A bare domain is none:
/// companies are called so.
pub fn holds_link(text: &str) -> bool {
    // Every link has one of these signs, or one that looks like it.
    let may_hold_one = !text.is_ascii() || text.contains(['.', ':', '/', '?', '#']);
    may_hold_one && words(text).any(is_link)
}

/// Returns a name as an email shows it: one line, and what is a link (in a name from before they were refused) left out.
pub fn in_mail(name: &str) -> String {
    let line: String = visible(name).chars().map(|c| if breaks_line(c) || c.is_control() { ' ' } else { c }).collect();
    if !holds_link(&line) {
        return line;
    }
    line.split_whitespace().map(|word| if holds_link(word) { "…" } else { word }).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\'' | ',' | ';'))
}

fn is_link(word: &str) -> bool {
    const SCHEMES: [&str; 6] = ["http:", "https:", "ftp:", "mailto:", "javascript:", "data:"];
    use unicode_normalization::UnicodeNormalization;
    // As a mail program or a browser reads it: wide letters and other full stops are theirs, too.
    let plain: String = word.chars().filter(|c| !is_invisible(*c)).nfkc().flat_map(char::to_lowercase).collect();
    let plain = plain.replace(['。', '｡', '．'], ".");
    plain.contains("://")
        || SCHEMES.iter().any(|scheme| plain.starts_with(scheme) && plain.len() > scheme.len())
        || plain.strip_prefix("www.").is_some_and(|rest| rest.chars().any(char::is_alphanumeric))
        || plain.split_once(['/', '?', '#']).is_some_and(|(host, _)| is_host(host))
}

/// As `shop.example` or `shop.example:8443`.
fn is_host(text: &str) -> bool {
    let host = text.split_once(':').map_or(text, |(host, _)| host);
    let mut labels = host.rsplit('.');
    let top = labels.next().unwrap_or_default();
    let top_is_name = top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    let rest: Vec<&str> = labels.collect();
    let is_label =
        |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '@');
    top_is_name && !rest.is_empty() && rest.iter().all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<&'static str> {
        let mut check = Check::default();
        check.public_name("/name", text, 200);
        check.errors.first().map(|error| error.code)
    }

    #[test]
    fn what_nobody_sees_is_taken_out() {
        for (typed, kept) in [
            ("Ac\u{200b}me", "Acme"),
            ("\u{feff}Acme\u{ad} Ltd", "Acme Ltd"),
            ("Acme \u{202e}gpj.exe", "Acme gpj.exe"),
            ("\u{2066}Acme\u{2069}", "Acme"),
            ("Ada\u{200f}\u{200e}\u{61c}", "Ada"),
            ("A\u{200c}B\u{200d}C", "ABC"),
            ("SKU\u{fe0f}-1", "SKU-1"),
            ("Mug\u{e0041}", "Mug"),
            ("\u{3164}", ""),
            (" \u{200b} ", ""),
        ] {
            assert_eq!(tidy(typed), kept, "{typed:?}");
        }
    }

    #[test]
    fn what_shapes_letters_and_pictures_stays() {
        for name in [
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "ക\u{d4d}\u{200d}",
            "ශ්\u{200d}රී",
            "👩\u{200d}👩\u{200d}👧 toys",
            "❤\u{fe0f} Tea",
            "1\u{fe0f}\u{20e3} Pizza",
            "👩🏽\u{200d}🍳",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "葛\u{e0100}城",
            "Zoë Ångström & Søn",
        ] {
            assert_eq!(tidy(name), name, "{name:?}");
        }
    }

    #[test]
    fn a_name_is_one_line_and_no_link() {
        for (name, code) in [
            ("Acme\nDear customer", "line_break"),
            ("Acme\r\nBcc: x", "line_break"),
            ("Acme\u{2028}x", "line_break"),
            ("a\tb", "line_break"),
            ("Acme\u{7}", "control_character"),
            ("\u{200b}", "required"),
            ("Win at https://evil.example", "link"),
            ("HTTPS://EVIL.EXAMPLE", "link"),
            ("ｈｔｔｐｓ：／／evil.example", "link"),
            ("go to www.evil.example", "link"),
            ("(www.evil.example)", "link"),
            ("evil.example/win", "link"),
            ("evil。example/win", "link"),
            ("evil.example?x=1", "link"),
            ("evil.example:8080/x", "link"),
            ("mailto:a@evil.example", "link"),
            ("ht\u{200b}tps://evil.example", "link"),
        ] {
            assert_eq!(refused(name), Some(code), "{name:?}");
        }
        for fine in
            ["Booking.com", "Holz & Form GmbH", "24/7 Shop", "A/B", "C. & A. Sons, Ltd.", "Dr. No", "Müller/Maier"]
        {
            assert_eq!(refused(fine), None, "{fine:?}");
        }
    }

    #[test]
    fn an_old_name_stands_and_is_mailed_without_its_link() {
        let old = "Acme\nhttps://evil.example wins";
        let mut check = Check::keeping([old]);
        assert_eq!(check.public_name("/name", old, 200), old);
        assert!(check.errors.is_empty());
        assert_eq!(in_mail(old), "Acme … wins");
        assert_eq!(in_mail("Holz & Form"), "Holz & Form");
    }

    #[test]
    fn a_change_that_leaves_an_old_name_passes() {
        use crate::domain::{
            ids::ProductId,
            member::{Member, MemberChange, Role},
            money::Money,
            product::{Product, ProductDraft, ProductInput},
        };
        let at = jiff::Timestamp::UNIX_EPOCH;
        let old = "Mug\nof https://old.example\u{202e}";
        let input = |name, sku| ProductInput { sku, ..ProductInput::named(name, Money::ZERO) };
        let draft = ProductDraft::new(input("Mug", Some("A1"))).expect("a draft");
        let product = Product { name: old.to_owned(), ..Product::create(ProductId(uuid::Uuid::nil()), draft, at) };
        let kept = ProductDraft::of(&product, input(old, Some("A2"))).expect("it stands");
        assert_eq!((kept.name.as_str(), kept.sku.as_deref()), (old, Some("A2")));
        assert!(ProductDraft::of(&product, input("Mug\nof clay", None)).is_err());
        assert_eq!(
            ProductDraft::of(&product, input("Mug", Some("A\u{200b}1"))).expect("a draft").sku.as_deref(),
            Some("A1")
        );
        let member = Member {
            user: uuid::Uuid::nil().into(),
            tenant: uuid::Uuid::nil().into(),
            email: "a@b.example".into(),
            name: old.into(),
            role: Role::Staff,
            created_at: at,
            updated_at: at,
            totp_since: None,
            credentials: 0,
            version: 1,
        };
        assert_eq!(MemberChange::of(&member, old, Role::Admin).expect("it stands").name, old);
        assert!(MemberChange::of(&member, "Ada https://new.example", Role::Admin).is_err());
    }
}

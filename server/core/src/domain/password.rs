//! Which passwords are refused. NIST SP 800-63B, section 3.1.1.2: length
//! counts, composition does not, and what attackers try first is refused.
//! That is judged by zxcvbn, which knows common passwords, words and names,
//! also repeated, reversed, in rows of the keyboard and run together.

use std::collections::HashSet;

use crate::domain::text::{Check, fold};

/// The shortest password, in characters.
pub const MIN: usize = 12;
/// The longest password, in characters.
pub const MAX: usize = 128;

/// The base-10 logarithm of the guesses that a password must withstand:
/// zxcvbn's score 3, which holds against online guessing without a throttle.
const GUESSES: f64 = 8.0;
/// Characters that are judged: the time that it takes grows faster than the text.
const JUDGED: usize = 32;
/// Different punctuation marks past which nothing is guessed first, and past
/// which trying what letters they may stand for would take long.
const SYMBOLS: usize = 4;

impl Check {
    /// `about` is what others know of the person: address, name, company.
    pub fn password(&mut self, pointer: &str, text: &str, about: &[&str]) {
        let length = text.chars().count();
        if text != text.trim() {
            // Cognito refuses them, and people lose them when they copy.
            self.refuse(pointer, "edge_space", "must not begin or end with a space");
        } else if text.chars().any(breaks_line) {
            // Cognito takes one line, and no form can send more.
            self.refuse(pointer, "control_character", "must not contain line breaks or other control characters");
        } else if length < MIN {
            self.refuse(pointer, "too_short", format!("must have at least {MIN} characters"));
        } else if length > MAX {
            self.refuse(pointer, "too_long", format!("must have at most {MAX} characters"));
        } else if is_common(text, about) {
            let detail = "is one of those that are guessed first: choose some unrelated words, or have one made up";
            self.refuse(pointer, "common", detail);
        }
    }
}

fn breaks_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

fn is_common(text: &str, about: &[&str]) -> bool {
    let symbols: HashSet<char> = text.chars().filter(char::is_ascii_punctuation).collect();
    if symbols.len() > SYMBOLS {
        return false;
    }
    let folded: Vec<String> = about.iter().map(|known| fold(known)).collect();
    let mut known: Vec<&str> = folded.iter().map(String::as_str).collect();
    known.extend(folded.iter().flat_map(|known| known.split(|c: char| !c.is_alphanumeric())));
    let joined: Vec<String> =
        folded.iter().map(|known| known.chars().filter(|c| c.is_alphanumeric()).collect()).collect();
    known.extend(joined.iter().map(String::as_str));
    // Short parts are found in everything.
    known.retain(|part| part.chars().count() >= 3);
    known.push("tenantry");
    let judged: String = text.chars().take(JUDGED).collect();
    zxcvbn::zxcvbn(&judged, &known).guesses_log10() < GUESSES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str, about: &[&str]) -> Option<&'static str> {
        let mut check = Check::default();
        check.password("/password", text, about);
        check.errors.first().map(|error| error.code)
    }

    #[test]
    fn what_is_guessed_first_is_refused() {
        let long: String = "ab".repeat(64);
        for common in [
            "123456789012",
            "passwordpassword",
            "Password1234!",
            "qwertyuiop123",
            "aaaaaaaaaaaaaaaa",
            "abcdefghijklmnop",
            "iloveyou1234",
            "administrator1",
            "tenantry2026",
            &long,
        ] {
            assert_eq!(refused(common, &[]), Some("common"), "{common}");
        }
        for edge in
            [" correct horse battery", "correct horse battery ", "\tcorrect horse battery", "correct horse battery\n"]
        {
            assert_eq!(refused(edge, &[]), Some("edge_space"), "{edge:?}");
        }
        for line in ["correct horse\nbattery", "correct horse\u{2028}battery", "correct horse\0battery"] {
            assert_eq!(refused(line, &[]), Some("control_character"), "{line:?}");
        }
        assert_eq!(refused("short", &[]), Some("too_short"));
        assert_eq!(refused(&"ab".repeat(65), &[]), Some("too_long"));
    }

    #[test]
    fn what_others_know_of_a_person_is_refused() {
        let about = ["Holz & Form GmbH", "grete@holzundform.example", "Grete Holzmann"];
        for known in ["holzformgmbh", "Holz & Form GmbH", "grete@holzundform.example", "holzundform12", "gretegrete12"]
        {
            assert_eq!(refused(known, &about), Some("common"), "{known}");
        }
    }

    #[test]
    fn what_nobody_guesses_is_taken() {
        for good in [
            "a long enough password",
            "an even longer password",
            "correct horse battery staple",
            "k7mfq-x2pqa-9rtwe-hn4dz",
            "vier Tassen auf dem Dach",
            "七つの海を越えて行こう今夜",
        ] {
            assert_eq!(refused(good, &["Acme", "ada@example.com"]), None, "{good}");
        }
    }

    #[test]
    fn the_longest_is_judged_in_moments() {
        for hard in [
            "4@8(361!05$7920".repeat(6),
            "4@8({[<369|1!0$5+7%2".repeat(6),
            "a1".repeat(60),
            "zxcvbn".repeat(20),
            "\u{1f600}".repeat(128),
        ] {
            let started = std::time::Instant::now();
            refused(&hard, &["x@example.com", &"word ".repeat(40)]);
            let took = started.elapsed();
            println!("{took:?} for {hard:.20}");
            assert!(took.as_millis() < 500, "{took:?} for {hard}");
        }
    }
}

//! Folding: the form in which two spellings of one text meet, for uniqueness,
//! filters and search. Written once, so that both backends find the same.

use std::borrow::Cow;

use icu_casemap::CaseMapper;
use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
use unicode_normalization::UnicodeNormalization;

/// Folds a name, an SKU or a search: Unicode full case folding (`Straße` meets
/// `STRASSE`, `ΚΑΦΕΣ` meets `καφες`), compatibility forms, then accents
/// (`Café` meets `cafe`); letters that nobody sees are left out. Folding it
/// again changes nothing.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.trim().to_ascii_lowercase();
    }
    let visible: String = text.chars().filter(|letter| !is_ignorable(*letter)).collect();
    // Folding the case and the compatibility forms each bring forth what the
    // other folds (Unicode 17, definition D146).
    let once: String = caseless(&visible.nfd().collect::<String>()).nfkd().collect();
    let twice: String = caseless(&once).nfkd().filter(|letter| !is_ignorable(*letter)).collect();
    let plain: String = without_accents(&twice).nfc().collect();
    match plain.trim() {
        // Of accents alone, the accents are what it says.
        "" => twice.nfc().collect::<String>().trim().to_owned(),
        plain => plain.to_owned(),
    }
}

/// Folds an email address, which claims an account: NFKC, lower case, and
/// nothing else, since two addresses that differ in an accent are two mailboxes.
pub fn fold_email(address: &str) -> String {
    let folded: String = address.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    folded.trim().to_owned()
}

/// Folds as versions before this one did, which is how the keys of data that
/// they wrote were made.
pub fn fold_of_version_1(text: &str) -> String {
    fold_email(text)
}

fn caseless(text: &str) -> Cow<'_, str> {
    CaseMapper::new().fold_string(text)
}

/// What has no look of its own, like a zero-width space or a soft hyphen.
fn is_ignorable(letter: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(letter)
}

/// Leaves the marks that make a letter of its own in Cyrillic: й, ў and ї are no accented и, у and і.
fn without_accents(text: &str) -> impl Iterator<Item = char> + '_ {
    let mut before = ' ';
    text.chars().filter(move |letter| {
        let is_letter = matches!((before, *letter), ('и' | 'у', '\u{306}') | ('і', '\u{308}'));
        before = *letter;
        is_letter || !is_accent(*letter)
    })
}

/// The blocks of combining diacritical marks. The vowel signs of other scripts
/// are marks as well, but no accents: without them, words become others.
const fn is_accent(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36F}'
        | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}'
        | '\u{FE20}'..='\u{FE2F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        for (one, other) in [
            (" Ab-1 ", "aB-1"),
            ("ＳＫＵ", "sku"),
            ("ΚΑΦΕΣ", "καφες"),
            ("Καφές", "ΚΑΦΕΣ"),
            ("ΟΔΟΣ", "οδοσ"),
            ("Straße", "STRASSE"),
            ("STRAẞE", "strasse"),
            ("İstanbul", "istanbul"),
            ("İSTANBUL", "i\u{307}stanbul"),
            ("Café", "CAFE"),
            ("Cafe\u{301}", "café"),
            ("ŒUVRE", "œuvre"),
            ("ﬁne", "FINE"),
            ("Đuro", "đuro"),
            ("Ёлка", "елка"),
            ("Soft\u{ad}ware\u{200b}", "software"),
            ("\u{feff}SKU\u{2060}-1", "sku-1"),
            ("A\u{a0}B", "a b"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
        assert_eq!(fold("Καφές"), "καφεσ");
        assert_eq!(fold("Straße"), "strasse");
    }

    #[test]
    fn other_words_stay_others() {
        for (one, other) in [
            ("ส\u{e35}", "ส\u{e34}"),
            ("が", "か"),
            ("कि", "कु"),
            ("\u{301}", "\u{300}"),
            ("o", "ø"),
            ("й", "и"),
            ("ї", "і"),
            ("ў", "у"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
        assert_eq!(fold("한"), "한");
        assert!(!fold("\u{301}").is_empty());
    }

    #[test]
    fn an_address_keeps_its_accents() {
        assert_eq!(fold_email(" Ada@Example.COM"), "ada@example.com");
        assert_ne!(fold_email("josé@example.com"), fold_email("jose@example.com"));
        assert_ne!(fold_email("straße@example.com"), fold_email("strasse@example.com"));
    }
}

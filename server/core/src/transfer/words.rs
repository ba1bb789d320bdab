//! The words in the name of a column, so that it is known in other spellings
//! and with others beside it.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::domain::text::fold;

/// Lower case without accents.
pub fn plain(text: &str) -> String {
    let mut before = ' ';
    let lower = fold(text);
    if lower.is_ascii() {
        return lower;
    }
    let bare = lower.nfd().filter(|c| {
        // The mark of й makes it a letter of its own.
        let kept = !is_combining_mark(*c) || (*c == '\u{306}' && before == 'и');
        before = *c;
        kept
    });
    let folded: String = bare.nfc().collect();
    if folded.is_ascii() {
        return folded;
    }
    // Letters that Unicode does not take apart.
    folded.replace('ß', "ss").replace('ł', "l").replace('ø', "o").replace('æ', "ae").replace('đ', "d").replace('ı', "i")
}

/// Only letters and digits, in lower case and without accents.
pub fn squeeze(text: &str) -> String {
    plain(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns the words, `RetailPrice` and `retail_price` alike.
pub fn words(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    plain(&spaced).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_meet() {
        assert_eq!(squeeze("Body (HTML)"), "bodyhtml");
        assert_eq!(words("retailPrice (excl. VAT)"), ["retail", "price", "excl", "vat"]);
        assert_eq!(words("Catégorie"), ["categorie"]);
        assert_eq!(words("Категории"), ["категории"]);
        assert_eq!(words("Родительский Счёт"), ["родительский", "счет"]);
        assert_eq!(words("VK-Preis"), ["vk", "preis"]);
        assert_eq!(words("CURRENCY_CODE"), ["currency", "code"]);
    }
}

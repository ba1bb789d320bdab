//! Folding: the form in which two spellings of one text meet, for uniqueness,
//! filters and search. Written once, so that both backends find the same.

use unicode_normalization::UnicodeNormalization;

/// Folds a name, an SKU or a search: NFKC, lower case. Folding it again
/// changes nothing.
pub fn fold(text: &str) -> String {
    fold_email(text)
}

/// Folds an email address, which claims an account: NFKC, lower case, and
/// nothing else, since two addresses that differ in an accent are two mailboxes.
pub fn fold_email(address: &str) -> String {
    let folded: String = address.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    folded.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_meet() {
        assert_eq!(fold(" Ab-1 "), fold("aB-1"));
        assert_eq!(fold("ＳＫＵ"), "sku");
    }

    #[test]
    fn an_address_keeps_its_accents() {
        assert_eq!(fold_email(" Ada@Example.COM"), "ada@example.com");
        assert_ne!(fold_email("josé@example.com"), fold_email("jose@example.com"));
    }
}

//! A spreadsheet runs a cell that begins like a formula. Ours are guarded by an
//! apostrophe, which is taken off again when the file comes back.

use std::borrow::Cow;

/// The characters that begin a formula in spreadsheets (OWASP, CSV injection), full-width forms as well.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Returns whether the text begins like a formula, behind any apostrophes: those count
/// too, so that guarding can be undone exactly.
fn is_risky(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

pub fn guard(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

pub fn unguard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_risky(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_begins_like_a_formula_is_guarded() {
        for risky in ["=1+1", "+49", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "''-"] {
            assert_eq!(guard(risky), format!("'{risky}"));
        }
        for plain in ["", "Mug", "'", "'s-Hertogenbosch", "1-2", "a=b"] {
            assert_eq!(guard(plain), plain);
        }
    }

    proptest! {
        #[test]
        fn guarding_is_undone_exactly(text in "['=+@a-]{0,6}|\\PC*") {
            let guarded = guard(&text);
            prop_assert_eq!(unguard(&guarded), text.as_str());
            let first = guarded.chars().next();
            prop_assert!(first.is_none_or(|first| !FORMULA.contains(&first)));
        }
    }
}

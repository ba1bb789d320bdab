//! Whether a product is for sale where it comes from, in the words of many programs.

const HIDDEN: &str = "draft entwurf brouillon borrador bozza concept rascunho szkic черновик archived archiviert archive archivado \
    inactive inaktiv inactif inactivo inattivo inactief inativo nieaktywny disabled deaktiviert desactive hidden versteckt verborgen cache \
    oculto nascosto unpublished unlisted discontinued deleted rejected proposed private unavailable";
const NO: &str = "0 -1 2 no n false off nein non nie нет faux falso falsch";

/// Returns what a column of status says. Only a column that asks yes or no is answered by `no` and `0`.
pub fn is_hidden(value: Option<&str>, yes_or_no: bool) -> bool {
    let Some(value) = value else { return false };
    let value = super::super::words::plain(value);
    let among = |list: &str| list.split_whitespace().any(|word| word == value);
    among(HIDDEN) || (yes_or_no && among(NO))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_in_the_words_of_many() {
        for (value, yes_or_no, hidden) in [
            ("Draft", false, true),
            ("ARCHIVED", false, true),
            ("Entwurf", false, true),
            ("active", false, false),
            ("0", false, false),
            ("0", true, true),
            ("-1", true, true),
            ("1", true, false),
            ("FALSE", true, true),
            ("Yes", true, false),
        ] {
            assert_eq!(is_hidden(Some(value), yes_or_no), hidden, "{value}");
        }
        assert!(!is_hidden(None, true));
    }
}

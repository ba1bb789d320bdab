//! One category out of what other shops write: lists, and paths from the
//! department down. The deepest path is taken, by its last part.

use super::{formats::Categories, words::plain};

/// The longest category of a product, in characters (see [`ProductDraft`](crate::domain::product::ProductDraft)).
const MAX: usize = 100;
/// Top categories that carry no information.
const ROOTS: [&str; 15] = [
    "home",
    "all",
    "default category",
    "root",
    "root catalog",
    "uncategorized",
    "unkategorisiert",
    "sin categorizar",
    "non classe",
    "accueil",
    "inicio",
    "none",
    "null",
    "n/a",
    "-",
];

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chosen {
    pub category: Option<String>,
    /// Other categories of the product were left out, or none fits.
    pub left_out: bool,
}

pub fn choose(text: &str, written: Categories) -> Chosen {
    let chosen = deepest(text, written);
    if chosen.category.as_ref().is_none_or(|category| category.chars().count() <= MAX) {
        return chosen;
    }
    // Too long for one name: it is a list or a path.
    let chosen = deepest(text, Categories { lists: &[',', ';', '|', '\n'], paths: &["/", ">"] });
    match chosen.category {
        Some(category) if category.chars().count() <= MAX => Chosen { category: Some(category), left_out: true },
        _ => Chosen { category: None, left_out: true },
    }
}

fn deepest(text: &str, written: Categories) -> Chosen {
    let paths: Vec<Vec<&str>> = text
        .split(written.lists)
        .map(|path| parts(path, written.paths))
        .map(|parts| parts.into_iter().filter(|part| !ROOTS.contains(&plain(part).as_str())).collect::<Vec<_>>())
        .filter(|parts| !parts.is_empty())
        .collect();
    // The first of the deepest.
    let best = paths.iter().rev().max_by_key(|parts| parts.len());
    let Some(best) = best else { return Chosen { category: None, left_out: false } };
    let left_out = paths.iter().any(|path| !best.starts_with(path));
    Chosen { category: best.last().map(|last| (*last).to_owned()), left_out }
}

fn parts<'a>(path: &'a str, separators: &[&str]) -> Vec<&'a str> {
    let mut parts = vec![path];
    for separator in separators {
        parts = parts.into_iter().flat_map(|part| part.split(separator)).collect();
    }
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deepest_path_by_its_last_part() {
        let woo = Categories { lists: &[','], paths: &[">"] };
        let magento = Categories { lists: &[','], paths: &["/"] };
        let plain = Categories { lists: &[], paths: &[">"] };
        for (text, written, category, left_out) in [
            ("Mats", woo, Some("Mats"), false),
            ("Clothing, Clothing > Hoodies", woo, Some("Hoodies"), false),
            ("Clothing > Hoodies, Sale", woo, Some("Hoodies"), true),
            ("Uncategorized", woo, None, false),
            ("Default Category/Men/Tops,Default Category", magento, Some("Tops"), false),
            ("Food, drinks & more", plain, Some("Food, drinks & more"), false),
            ("Home > Kitchen", plain, Some("Kitchen"), false),
        ] {
            assert_eq!(choose(text, written), Chosen { category: category.map(str::to_owned), left_out }, "{text}");
        }
        let long = "Everything/Outdoors,Everything/Outdoors/Beds and borders,Everything/Outdoors/Beds and borders/Sieves of every width";
        assert_eq!(choose(long, plain).category.as_deref(), Some("Sieves of every width"));
        assert_eq!(choose(&"x".repeat(101), plain), Chosen { category: None, left_out: true });
    }
}

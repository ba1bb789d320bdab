//! Which column says what, by the names of the columns. The price is the one
//! that must not be wrong: where two columns may be it, none is taken.

use std::collections::{BTreeMap, HashSet};

use super::{
    currency_sign::{Sign, in_header},
    field::Field,
    mapping::Mapping,
    table::Table,
    vocabulary as known,
    words::words,
};
use crate::domain::money::Currency;

/// The guess from the names of the columns.
pub struct Guess {
    pub found: BTreeMap<Field, usize>,
    /// Columns that may be the price, where it is not sure which.
    pub prices: Vec<usize>,
}

impl Guess {
    /// Each column says one thing at most. What is taken already is passed in.
    pub fn of(table: &Table, currency: Currency, taken: BTreeMap<Field, usize>, open: &[Field]) -> Self {
        let headers: Vec<Vec<String>> = table.headers.iter().map(|header| words(header)).collect();
        let mut guess = Self { found: taken, prices: Vec::new() };
        for field in open {
            let free = |column: &usize| !guess.found.values().any(|taken| taken == column);
            let column = match field {
                Field::Price => match price(table, &headers, currency) {
                    Price::One(column) => Some(column).filter(free),
                    Price::Unclear(columns) => {
                        guess.prices = columns.into_iter().filter(free).collect();
                        None
                    }
                },
                field => ranked(&headers, known::names(*field))
                    .into_iter()
                    .filter(free)
                    .find(|column| *field != Field::Category || is_category(table, *column))
                    .or_else(|| beside(&headers, *field).filter(free))
                    .or_else(|| id(table).filter(|column| *field == Field::Sku && free(column))),
            };
            guess.found.extend(column.map(|column| (*field, column)));
        }
        guess.describe_by_name(table);
        guess
    }

    /// A file that has short descriptions and no names has its names there.
    fn describe_by_name(&mut self, table: &Table) {
        if self.found.contains_key(&Field::Name) {
            return;
        }
        let Some(column) = self.found.get(&Field::Description).copied() else { return };
        if table.values(column).all(|value| value.chars().count() <= 200 && !value.contains(['<', '\n'])) {
            self.found.remove(&Field::Description);
            self.found.insert(Field::Name, column);
        }
    }

    pub fn mapping(&self) -> Mapping {
        Mapping::of(self.found.clone())
    }
}

fn list(text: &'static str) -> HashSet<&'static str> {
    text.split_whitespace().collect()
}

/// Columns that bear one of the names, the best name first.
fn ranked(headers: &[Vec<String>], names: &str) -> Vec<usize> {
    let neutral = list(known::NEUTRAL);
    let cores: Vec<String> = headers.iter().map(|header| core(header, &neutral)).collect();
    let whole: Vec<String> = headers.iter().map(|header| header.join(" ")).collect();
    let mut found = Vec::new();
    for name in names.split('|').map(str::trim) {
        for forms in [&whole, &cores] {
            found.extend(forms.iter().enumerate().filter(|(_, form)| *form == name).map(|(column, _)| column));
        }
    }
    found
}

fn core(header: &[String], neutral: &HashSet<&str>) -> String {
    let kept: Vec<&str> = header.iter().map(String::as_str).filter(|word| !neutral.contains(word)).collect();
    if kept.is_empty() { header.join(" ") } else { kept.join(" ") }
}

/// Returns the one column that has a word for the field among its words.
fn beside(headers: &[Vec<String>], field: Field) -> Option<usize> {
    let (words, not) = known::words_beside(field)?;
    only(headers, &list(words), &list(not))
}

fn only(headers: &[Vec<String>], wanted: &HashSet<&str>, not: &HashSet<&str>) -> Option<usize> {
    let has = |header: &[String], words: &HashSet<&str>| header.iter().any(|word| words.contains(word.as_str()));
    let mut found = (0..headers.len()).filter(|column| has(&headers[*column], wanted) && !has(&headers[*column], not));
    found.next().filter(|_| found.next().is_none())
}

/// A column `ID` is how rows are found again where it holds more than running numbers.
fn id(table: &Table) -> Option<usize> {
    let column = table.find(&["id"])?;
    let mut seen = HashSet::new();
    let named = |value: &str| value.len() <= 64 && value.chars().any(char::is_alphabetic);
    (table.values(column).count() > 0 && table.values(column).all(|value| named(value) && seen.insert(value)))
        .then_some(column)
}

/// Returns whether the values of a column name what people look for: neither technical
/// kinds alone nor keys of another table.
fn is_category(table: &Table, column: usize) -> bool {
    let kinds = list(known::TECHNICAL_KINDS);
    let technical = |value: &str| {
        let value = value.to_lowercase();
        value.split([',', ' ', '-', '_']).filter(|word| !word.is_empty()).all(|word| kinds.contains(word))
    };
    let mut any = false;
    let all = table.values(column).all(|value| {
        any = true;
        technical(value) || value.chars().all(|c| c.is_ascii_digit() || c == ',')
    });
    !(any && all)
}

enum Price {
    One(usize),
    Unclear(Vec<usize>),
}

/// The column of the price, if one is it for sure. Columns that say the same in
/// every row are one, and a blank one is none beside others.
fn price(table: &Table, headers: &[Vec<String>], currency: Currency) -> Price {
    let known = PriceWords::new();
    let class = |at: usize| Some((at, known.class(&table.headers[at], &headers[at], currency)?));
    let classes: Vec<(usize, Class)> = (0..headers.len()).filter_map(class).collect();
    let filled: Vec<(usize, Class)> =
        classes.iter().filter(|(column, _)| table.values(*column).next().is_some()).copied().collect();
    let classes = if filled.is_empty() { classes } else { filled };
    for wanted in [Class::Price, Class::Sold, Class::Foreign] {
        let of_class: Vec<usize> =
            classes.iter().filter(|(_, class)| *class == wanted).map(|(column, _)| *column).collect();
        let Some(first) = of_class.first().copied() else { continue };
        let same = |column: &usize| table.rows.iter().all(|row| row.cell(*column) == row.cell(first));
        let one = !table.rows.is_empty() && of_class.iter().all(same);
        return if of_class.len() == 1 || one { Price::One(first) } else { Price::Unclear(of_class) };
    }
    Price::Unclear(classes.into_iter().map(|(column, _)| column).collect())
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    /// `Price`, `Regular price`, `Price EUR` in a company of EUR.
    Price,
    /// `Selling price`, `Price excl. VAT`
    Sold,
    /// `Price USD` in a company of EUR.
    Foreign,
    /// Another price, or one for some buyers; never taken without being asked for.
    Other,
}

struct PriceWords {
    prices: HashSet<&'static str>,
    sold: HashSet<&'static str>,
    not: HashSet<&'static str>,
    qualified: HashSet<&'static str>,
    neutral: HashSet<&'static str>,
}

impl PriceWords {
    fn new() -> Self {
        Self {
            prices: list(known::PRICE_WORDS),
            sold: list(known::PRICE_SOLD),
            not: list(known::NOT_PRICE),
            qualified: list(known::PRICE_QUALIFIED),
            neutral: &list(known::NEUTRAL) | &list(known::PRICE_NEUTRAL),
        }
    }

    fn class(&self, header: &str, words: &[String], own: Currency) -> Option<Class> {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let is_other = words.iter().any(|word| self.not.contains(word));
        if !words.iter().any(|word| self.prices.contains(word) || self.sold.contains(word)) {
            let compound =
                |word: &&str| self.not.contains(word) && (word.ends_with("preis") || word.ends_with("prijs"));
            return words.iter().any(compound).then_some(Class::Other);
        }
        if is_other {
            return Some(Class::Other);
        }
        let sign = in_header(header, own);
        let code = match sign {
            Sign::Own => own.code().to_lowercase(),
            Sign::Foreign(code) => code.to_lowercase(),
            Sign::None => String::new(),
        };
        let says = |word: &&str| !self.prices.contains(word) && !self.neutral.contains(word) && *word != code;
        let rest: Vec<&str> = words.into_iter().filter(says).collect();
        Some(match sign {
            _ if rest.iter().any(|word| !self.qualified.contains(word) && !self.sold.contains(word)) => Class::Other,
            Sign::Foreign(_) => Class::Foreign,
            _ if rest.is_empty() => Class::Price,
            _ => Class::Sold,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(file: &str) -> Vec<(&'static str, String)> {
        let table = Table::read(file.as_bytes()).expect("a table");
        let eur = "EUR".parse().expect("a currency");
        let guess = Guess::of(&table, eur, BTreeMap::new(), &Field::ALL);
        guess.found.iter().map(|(field, column)| (field.name(), table.headers[*column].clone())).collect()
    }

    fn price_of(file: &str) -> Option<String> {
        guessed(file).into_iter().find(|(field, _)| *field == "price").map(|(_, column)| column)
    }

    #[test]
    fn the_price_is_never_guessed_between_two() {
        for (header, price) in [
            ("Price,Unit price,Wholesale price", Some("Price")),
            ("Price tax excluded,Unit price,Wholesale price", Some("Price tax excluded")),
            ("Price (tax excl.),Price (tax incl.)", None),
            ("Unit price", None),
            ("Cost,Compare at price", None),
            ("Regular price,Sale price", Some("Regular price")),
            ("Retail price,List price", None),
            ("Variant Price EUR,Variant Price USD", Some("Variant Price EUR")),
            ("Price USD", Some("Price USD")),
            ("Price USD,Price GBP", None),
            ("Price,Price / Land 1", Some("Price")),
            ("Price / Land 1", None),
            ("MSRP,Default Cost,Price", Some("Price")),
            ("VK-Preis,EK-Preis", Some("VK-Preis")),
            ("Einkaufspreis,Verkaufspreis,UVP", Some("Verkaufspreis")),
            ("Einkaufspreis", None),
            ("Prix de vente,Prix d'achat", Some("Prix de vente")),
            ("Precio normal,Precio rebajado", Some("Precio normal")),
            ("Prezzo di listino,Prezzo in offerta", Some("Prezzo di listino")),
            ("Reguliere prijs,Actieprijs", Some("Reguliere prijs")),
            ("Preço,Preço promocional", Some("Preço")),
            ("Cena,Cena promocyjna", Some("Cena")),
            ("Базовая цена,Цена распродажи", Some("Базовая цена")),
            ("retail_price,supply_price", Some("retail_price")),
        ] {
            assert_eq!(price_of(&format!("{header}\n")).as_deref(), price, "{header}");
        }
        assert_eq!(
            price_of("Retail price,List price\n3.00,3.00\n").as_deref(),
            Some("Retail price"),
            "one price twice"
        );
        assert_eq!(price_of("Retail price,List price\n3.00,\n").as_deref(), Some("Retail price"), "a blank column");
    }

    #[test]
    fn headers_of_nine_languages() {
        for header in [
            "sku,name,price,description,category,stock",
            "Artikelnummer;Bezeichnung;VK-Preis;Beschreibung;Warengruppe;Lagerbestand",
            "Référence;Nom;Prix;Description;Catégorie;Quantité",
            "Referencia;Nombre;Precio;Descripción;Categoría;Existencias",
            "Codice articolo;Nome;Prezzo;Descrizione;Categoria;Giacenza",
            "Artikelcode;Naam;Prijs;Omschrijving;Categorie;Voorraad",
            "Código;Nome;Preço;Descrição;Categoria;Estoque",
            "Kod produktu;Nazwa;Cena;Opis;Kategoria;Ilość",
            "Артикул;Наименование;Цена;Описание;Категория;Остаток",
        ] {
            let fields: Vec<_> = guessed(&format!("{header}\n")).into_iter().map(|(field, _)| field).collect();
            assert_eq!(fields, ["sku", "name", "description", "price", "category", "inventory"], "{header}");
        }
    }

    #[test]
    fn words_beside_others() {
        let found = guessed("Product Name,Product Code/SKU,Price,Current Stock Level,Low Stock Level\n");
        assert_eq!(found.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["sku", "name", "price", "inventory"]);
        assert_eq!(guessed("Brand Name,Meta Title,SEO Description,Parent SKU\n"), []);
        let technical = guessed("sku,product_type,name\nA,simple,x\nB,configurable,y\n");
        assert_eq!(technical.len(), 2, "{technical:?}");
    }
}

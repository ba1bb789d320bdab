//! WooCommerce: `Type` says what a row is, `Parent` names the row that it is a
//! variation of by `id:20` or by SKU. The names of the columns are in the language
//! of the shop, the kinds never are.

use std::collections::HashMap;

use super::{
    Categories, Columns, Field, Format, Mapping, Role, Shape, Table, Template, Texts, is_hidden, options, said,
};
use crate::transfer::table::Row;

pub struct WooCommerce;

const KINDS: [&str; 12] = [
    "simple",
    "variable",
    "variation",
    "grouped",
    "external",
    "virtual",
    "downloadable",
    "subscription",
    "variable-subscription",
    "subscription_variation",
    "bundle",
    "composite",
];
const TYPE: [&str; 5] = ["type", "typ", "tipo", "rodzaj", "тип"];
const PARENT: [&str; 10] = [
    "parent",
    "ubergeordnetesprodukt",
    "superior",
    "genitore",
    "hoofd",
    "hoofdproduct",
    "ascendente",
    "nadrzedny",
    "родительский",
    "родитель",
];
const PUBLISHED: [&str; 8] =
    ["published", "veroffentlicht", "publie", "publicado", "pubblicato", "gepubliceerd", "opublikowano", "опубликован"];
const VALUES: [&str; 14] = [
    "attribute#values",
    "attribut#werte",
    "valeursdelattribut#",
    "valoresdelatributo#",
    "valoridellattributo#",
    "valoredellattributo#",
    "attribuut#waarden",
    "waardeneigenschap#",
    "eigenschap#waarden",
    "valoresdoatributo#",
    "wartosciatrybutu#",
    "значенияатрибутов#",
    "значенияатрибута#",
    "значениеатрибута#",
];

impl Format for WooCommerce {
    fn template(&self) -> Template {
        Template::WooCommerce
    }

    fn knows(&self, table: &Table) -> bool {
        let shop = table.has("regularprice") && table.has("categories") || !table.numbered(&VALUES).is_empty();
        let kinds =
            |column| table.values(column).all(|value| value.split(',').all(|kind| KINDS.contains(&kind.trim())));
        let related = table.find(&PARENT).is_some() || table.find(&PUBLISHED).is_some() || shop;
        related && table.find(&TYPE).is_some_and(kinds) && !table.has("handle") && (table.has("id") || shop)
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["sku", "artikelnummer", "ugs", "cod", "артикул"]),
            (Field::Name, &["name", "nom", "nombre", "nome", "naam", "nazwa", "имя", "название"]),
            (
                Field::Inventory,
                &[
                    "stock",
                    "bestand",
                    "inventario",
                    "magazzino",
                    "voorraad",
                    "estoque",
                    "stanmagazynowy",
                    "запасы",
                    "stanmagazynu",
                ],
            ),
        ]
    }

    /// `In stock?` is no count, and the id of a shop no SKU.
    fn closed(&self) -> &'static [Field] {
        &[Field::Inventory, Field::Sku]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let (id, sku) = (table.find(&["id"]), mapping.get(Field::Sku));
        let (kind, parent) = (table.find(&TYPE), table.find(&PARENT));
        let (published, values) = (table.find(&PUBLISHED), table.numbered(&VALUES));
        // Rows by what a variation may call them.
        let mut named: HashMap<String, usize> = HashMap::new();
        for (at, row) in table.rows.iter().enumerate() {
            let keys = [said(row, id).map(|id| format!("id:{id}")), said(row, sku).map(str::to_owned)];
            for key in keys.into_iter().flatten() {
                named.entry(key).or_insert(at);
            }
        }
        let shape = |(at, row): (usize, &Row)| {
            let kinds: Vec<&str> = said(row, kind).unwrap_or_default().split(',').map(str::trim).collect();
            let is = |kind: &str| kinds.iter().any(|own| own.contains(kind));
            let hidden = is_hidden(said(row, published), true);
            if is("variation") {
                let of = said(row, parent).unwrap_or_default();
                let group = named.get(of).map_or_else(|| of.to_owned(), usize::to_string);
                let options = options(row, &values);
                return Shape { role: Role::Variant, group: Some(group), options, hidden, ..Shape::default() };
            }
            let role = if is("variable") || is("grouped") { Role::Parent } else { Role::Product };
            Shape { role, group: Some(at.to_string()), leads: true, hidden, ..Shape::default() }
        };
        table.rows.iter().enumerate().map(shape).collect()
    }

    fn texts(&self, _: &Table) -> Texts {
        Texts::EscapedLines
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[','], paths: &[">"] }
    }
}

//! Magento 2 and Adobe Commerce: simple products and the configurable ones that
//! they are variants of. The configurable row names its variants and their
//! options: `sku=MT-S,size=S|sku=MT-M,size=M`. Rows of a store view are translations.
//! Magento 1 has `_type` and `_attribute_set` for them.

use std::collections::HashMap;

use super::{Categories, Columns, Field, Format, Mapping, Role, Shape, Table, Template, is_hidden, said};
use crate::transfer::table::Row;

pub struct Magento;

const KINDS: [&str; 6] = ["simple", "configurable", "virtual", "grouped", "bundle", "downloadable"];
/// Attributes that distinguish variants where their parent is not in the file.
const OPTIONS: [&str; 8] = ["size", "color", "colour", "length", "width", "material", "format", "capacity"];

impl Format for Magento {
    fn template(&self) -> Template {
        Template::Magento
    }

    fn knows(&self, table: &Table) -> bool {
        let own =
            ["attributesetcode", "additionalattributes", "configurablevariations", "productonline", "storeviewcode"];
        let kinds =
            |column| table.values(column).all(|value| KINDS.contains(&value)) && table.values(column).count() > 0;
        let old = table.has("attributeset") && table.has("type");
        table.has("sku") && (old || own.iter().any(|name| table.has(name)))
            || table.has("sku") && table.find(&["producttype"]).is_some_and(kinds)
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["sku"]),
            (Field::Name, &["name"]),
            (Field::Description, &["description", "shortdescription"]),
            (Field::Price, &["price"]),
            (Field::Category, &["categories", "category"]),
            (Field::Inventory, &["qty", "quantity"]),
        ]
    }

    fn closed(&self) -> &'static [Field] {
        &[Field::Category]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let (kind, view) = (table.find(&["producttype", "type"]), table.find(&["storeviewcode", "store"]));
        let (online, attributes) = (table.find(&["productonline", "status"]), table.find(&["additionalattributes"]));
        let (sku, price) = (mapping.get(Field::Sku), mapping.get(Field::Price));
        let variants = variants(table, sku);
        let shape = |row: &Row| {
            if said(row, view).is_some_and(|view| view != "default" && view != "admin") || said(row, sku).is_none() {
                return Shape::ignored();
            }
            let hidden = is_hidden(said(row, online), true);
            let own = said(row, sku).unwrap_or_default();
            let apart = said(row, attributes).map(apart).unwrap_or_default();
            match said(row, kind).unwrap_or_default() {
                "configurable" => {
                    Shape { role: Role::Parent, group: Some(own.to_owned()), leads: true, hidden, ..Shape::default() }
                }
                "grouped" => Shape { role: Role::Parent, ..Shape::default() },
                // The price of a bundle is the sum of what is chosen.
                "bundle" if said(row, price).is_none_or(|price| price.trim_matches(['0', '.']).is_empty()) => {
                    Shape { role: Role::Parent, ..Shape::default() }
                }
                _ => match variants.get(own) {
                    Some((parent, options)) => Shape {
                        role: Role::Variant,
                        group: Some((*parent).to_owned()),
                        options: options.clone(),
                        hidden,
                        ..Shape::default()
                    },
                    None => Shape { hidden, apart, ..Shape::default() },
                },
            }
        };
        table.rows.iter().map(shape).collect()
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[','], paths: &["/"] }
    }
}

/// The SKUs of variants, with that of their parent and their options.
fn variants(table: &Table, sku: Option<usize>) -> HashMap<&str, (&str, Vec<String>)> {
    let column = table.find(&["configurablevariations"]);
    let mut found = HashMap::new();
    for row in &table.rows {
        let (Some(parent), Some(text)) = (said(row, sku), said(row, column)) else { continue };
        for variant in text.split('|') {
            let mut pairs = variant.split(',').filter_map(|pair| pair.split_once('='));
            let Some((_, own)) = pairs.clone().find(|(name, _)| name.trim() == "sku") else { continue };
            let options =
                pairs.by_ref().filter(|(name, _)| name.trim() != "sku").map(|(_, value)| value.trim().to_owned());
            found.insert(own.trim(), (parent, options.collect()));
        }
    }
    found
}

fn apart(attributes: &str) -> Vec<String> {
    let pairs = attributes.split(',').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(name, _)| OPTIONS.contains(&name.trim())).map(|(_, value)| value.trim().to_owned()).collect()
}

//! BigCommerce: a row for a product, then one for each of its variants, rules and
//! pictures. The older export says `Item Type` and writes options as
//! `[S]Size=Small,[RB]Color=Red`; the newer says `Item` and
//! `Type=Rectangle|Name=Size|Value=Small`.

use super::{Categories, Columns, Field, Format, Mapping, PriceChange, Role, Shape, Table, Template, is_hidden, said};
use crate::transfer::table::Row;

pub struct BigCommerce;

/// A rule that changes the price of the variants that it names.
struct Rule {
    sku: Option<String>,
    options: Vec<String>,
    change: PriceChange,
}

struct Columned {
    kind: Option<usize>,
    sku: Option<usize>,
    /// Options stand in a column of their own, or in the one of the name.
    options: Option<usize>,
    price: Option<usize>,
    visible: Option<usize>,
}

impl Format for BigCommerce {
    fn template(&self) -> Template {
        Template::BigCommerce
    }

    fn knows(&self, table: &Table) -> bool {
        let has = |name: &str| table.has(name);
        has("itemtype") && (has("productcodesku") || has("productvisible") || has("productname") || has("brandname"))
            || has("item") && has("sku") && has("options") && (has("inventorytracking") || has("currentstock"))
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["productcodesku", "productsku", "code", "sku"]),
            (Field::Name, &["productname", "name"]),
            (Field::Description, &["productdescription", "description"]),
            (Field::Price, &["price"]),
            (Field::Category, &["category", "categorystring", "categories"]),
            (Field::Inventory, &["currentstocklevel", "currentstock", "stocklevel"]),
        ]
    }

    fn closed(&self) -> &'static [Field] {
        &[Field::Category]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let columns = Columned {
            kind: table.find(&["itemtype", "item"]),
            sku: mapping.get(Field::Sku),
            options: table.find(&["options"]).or(mapping.get(Field::Name)),
            price: mapping.get(Field::Price),
            visible: table.find(&["productvisible", "isvisible"]),
        };
        let mut shapes: Vec<Shape> = Vec::with_capacity(table.rows.len());
        let (mut product, mut begun, mut rules) = (0, 0, Vec::new());
        for (at, row) in table.rows.iter().enumerate() {
            let kind = said(row, columns.kind).unwrap_or_default().to_lowercase();
            let shape = match kind.as_str() {
                "product" | "" => {
                    follow(&mut shapes[begun..], &table.rows[begun..at], &columns, &std::mem::take(&mut rules));
                    (product, begun) = (product + 1, at);
                    let hidden = is_hidden(said(row, columns.visible), true);
                    Shape { group: Some(product.to_string()), leads: true, hidden, ..Shape::default() }
                }
                "sku" | "variant" => Shape {
                    role: Role::Variant,
                    group: Some(product.to_string()),
                    options: said(row, columns.options).map(values).unwrap_or_default(),
                    named: false,
                    ..Shape::default()
                },
                "rule" => {
                    rules.push(rule(row, &columns));
                    Shape::ignored()
                }
                _ => Shape::ignored(),
            };
            shapes.push(shape);
        }
        follow(&mut shapes[begun..], &table.rows[begun..], &columns, &rules);
        shapes
    }

    fn inherits_price(&self) -> bool {
        true
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[';', ','], paths: &["/", ">"] }
    }
}

/// Gives the variants of one product what its rules say. Two rules that both
/// change a price are not reckoned together.
fn follow(shapes: &mut [Shape], rows: &[Row], columns: &Columned, rules: &[Rule]) {
    for (shape, row) in shapes.iter_mut().zip(rows).filter(|(shape, _)| shape.role == Role::Variant) {
        let sku = said(row, columns.sku);
        let applies = |rule: &&Rule| match &rule.sku {
            Some(wanted) => sku == Some(wanted),
            None => !rule.options.is_empty() && rule.options.iter().all(|option| shape.options.contains(option)),
        };
        let mut changes = rules.iter().filter(applies).map(|rule| rule.change.clone());
        shape.change = match (changes.next(), changes.next()) {
            (Some(_), Some(_)) => Some(PriceChange::Unclear("several rules change its price".to_owned())),
            (change, _) => change,
        };
    }
}

/// `[ADD]5.00`, `[REMOVE]5.00`, `[FIXED]19.00`
fn rule(row: &Row, columns: &Columned) -> Rule {
    let text = said(row, columns.price).unwrap_or_default();
    let change = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((kind, amount)) => match kind.to_uppercase().as_str() {
            "ADD" => PriceChange::Add(amount.to_owned()),
            "REMOVE" | "SUBTRACT" => PriceChange::Subtract(amount.to_owned()),
            "FIXED" => PriceChange::Set(amount.to_owned()),
            _ => PriceChange::Unclear(text.to_owned()),
        },
        // A rule may change the weight only.
        None if text.is_empty() => PriceChange::Add("0".to_owned()),
        None => PriceChange::Unclear(text.to_owned()),
    };
    Rule {
        sku: said(row, columns.sku).map(str::to_owned),
        options: said(row, columns.options).map(values).unwrap_or_default(),
        change,
    }
}

fn values(text: &str) -> Vec<String> {
    let found: Vec<String> = if text.contains("Value=") {
        let ends = |c: char| matches!(c, '|' | ';' | '\n');
        let parts = text.split("Value=").skip(1).map(|part| part.split(ends).next().unwrap_or_default());
        parts
            .map(|value| value.split("Type=").next().unwrap_or_default().trim_end_matches(',').trim().to_owned())
            .collect()
    } else {
        text.split(",[").filter_map(|part| Some(part.split_once('=')?.1.trim().to_owned())).collect()
    };
    found.into_iter().filter(|value| !value.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_both_exports() {
        assert_eq!(values("[S]Size=Small,[RB]Color=Red"), ["Small", "Red"]);
        assert_eq!(values("Type=Rectangle|Name=Size|Value=Small"), ["Small"]);
        assert_eq!(values("Type=R|Name=Size|Value=S\nType=R|Name=Color|Value=Red"), ["S", "Red"]);
        assert_eq!(values("Plain name"), Vec::<String>::new());
    }
}

//! Square: one row for each variation of an item, and a stock column for each
//! location (`Current Quantity Main Street`).

use std::collections::HashMap;

use super::{Categories, Columns, Field, Format, Mapping, Role, Shape, Table, Template, options, said};

pub struct Square;

impl Format for Square {
    fn template(&self) -> Template {
        Template::Square
    }

    fn knows(&self, table: &Table) -> bool {
        table.has("itemname") && (table.has("token") || table.has("variationname"))
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["sku"]),
            (Field::Name, &["itemname"]),
            (Field::Description, &["description"]),
            (Field::Price, &["price"]),
            (Field::Category, &["categories", "category", "reportingcategory"]),
        ]
    }

    fn closed(&self) -> &'static [Field] {
        &[Field::Category]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let (variation, archived) = (table.find(&["variationname"]), table.find(&["archived"]));
        let values = table.numbered(&["optionvalue#"]);
        let name = mapping.get(Field::Name);
        let mut variations: HashMap<&str, u64> = HashMap::new();
        for row in &table.rows {
            *variations.entry(said(row, name).unwrap_or_default()).or_default() += 1;
        }
        let shape = |row| {
            let item = said(row, name);
            let mut options = options(row, &values);
            if options.is_empty() {
                options.extend(said(row, variation).map(str::to_owned));
            }
            // The name that Square gives the one variation of an item.
            if variations.get(item.unwrap_or_default()) == Some(&1) {
                options.retain(|value| {
                    !["regular", "default", "standard", "normal"].contains(&value.to_lowercase().as_str())
                });
            }
            Shape {
                role: Role::Variant,
                group: item.map(str::to_owned),
                leads: true,
                options,
                hidden: said(row, archived).is_some_and(|value| value.starts_with(['Y', 'y', 'T', 't', '1'])),
                ..Shape::default()
            }
        };
        table.rows.iter().map(shape).collect()
    }

    fn stock_columns(&self, table: &Table) -> Vec<usize> {
        table.all_prefixed("currentquantity")
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[','], paths: &[">"] }
    }
}

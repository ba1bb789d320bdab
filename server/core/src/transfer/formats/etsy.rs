//! Etsy: one row for each listing, with the currency beside the price. Listings
//! with variations say what there is of them, but not what each costs.

use super::{Columns, Field, Format, Mapping, Note, Shape, Table, Template, said};

pub struct Etsy;

impl Format for Etsy {
    fn template(&self) -> Template {
        Template::Etsy
    }

    fn knows(&self, table: &Table) -> bool {
        table.has("currencycode") && table.has("title") && table.has("price") && table.has("quantity")
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["sku"]),
            (Field::Name, &["title"]),
            (Field::Description, &["description"]),
            (Field::Price, &["price"]),
            (Field::Category, &["section", "category"]),
            (Field::Inventory, &["quantity"]),
        ]
    }

    fn closed(&self) -> &'static [Field] {
        &[Field::Sku, Field::Category]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let variations = table.numbered(&["variation#values"]);
        let sku = mapping.get(Field::Sku);
        let shape = |row| {
            let several = |column: usize| row_has_list(said(row, Some(column)));
            let mut notes: Vec<Note> = variations
                .iter()
                .copied()
                .filter(|column| several(*column))
                .map(|column| Note {
                    column,
                    code: "variations_not_split",
                    detail: "the file does not say what each variation costs: they come in as one product",
                })
                .collect();
            let listed = sku.filter(|column| several(*column));
            notes.extend(listed.map(|column| Note {
                column,
                code: "several_skus",
                detail: "holds the SKUs of several variations: the product has none",
            }));
            Shape { has_sku: listed.is_none(), notes, ..Shape::default() }
        };
        table.rows.iter().map(shape).collect()
    }
}

fn row_has_list(value: Option<&str>) -> bool {
    value.is_some_and(|value| value.split(',').filter(|part| !part.trim().is_empty()).count() > 1)
}

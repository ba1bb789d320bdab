//! Squarespace: a product's first row bears its title and its first variant, the
//! rows after it only their options, SKU, price and stock.

use super::{Categories, Columns, Field, Format, Mapping, Role, Shape, Table, Template, is_hidden, options, said};

pub struct Squarespace;

impl Format for Squarespace {
    fn template(&self) -> Template {
        Template::Squarespace
    }

    fn knows(&self, table: &Table) -> bool {
        let marked = ["producttypenoneditable", "productidnoneditable", "variantidnoneditable", "hostedimageurls"];
        table.has("title")
            && (marked.iter().any(|name| table.has(name)) || (table.has("productpage") && table.has("producturl")))
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["sku"]),
            (Field::Name, &["title"]),
            (Field::Description, &["description"]),
            (Field::Price, &["price"]),
            (Field::Category, &["categories", "category"]),
            (Field::Inventory, &["stock"]),
        ]
    }

    fn closed(&self) -> &'static [Field] {
        &[Field::Category]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let values = table.numbered(&["optionvalue#"]);
        let visible = table.find(&["visible"]);
        let (name, sku, price) = (mapping.get(Field::Name), mapping.get(Field::Sku), mapping.get(Field::Price));
        let mut product = 0;
        let shape = |row| {
            let titled = said(row, name).is_some();
            product += u64::from(titled);
            let options = options(row, &values);
            if !titled && options.is_empty() && said(row, sku).is_none() && said(row, price).is_none() {
                return Shape::ignored();
            }
            Shape {
                role: Role::Variant,
                group: Some(product.to_string()),
                leads: titled,
                options,
                hidden: is_hidden(said(row, visible), true),
                ..Shape::default()
            }
        };
        table.rows.iter().map(shape).collect()
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[','], paths: &["/", ">"] }
    }
}

//! Our own export and template.

use super::{Categories, Columns, Field, Format, Mapping, Shape, Table, Template, Texts, is_hidden, said};

pub struct Own;

const TEMPLATE: [&str; 6] = ["sku", "name", "description", "price", "category", "inventory"];
const REST: [&str; 5] = ["status", "product_id", "created_at", "updated_at", "error"];

impl Format for Own {
    fn template(&self) -> Template {
        Template::Tenantry
    }

    fn knows(&self, table: &Table) -> bool {
        table.headers.iter().map(String::as_str).take(6).eq(TEMPLATE)
            && table.headers[6..].iter().all(|header| REST.contains(&header.as_str()))
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["sku"]),
            (Field::Name, &["name"]),
            (Field::Description, &["description"]),
            (Field::Price, &["price"]),
            (Field::Category, &["category"]),
            (Field::Inventory, &["inventory"]),
        ]
    }

    fn shapes(&self, table: &Table, _: &Mapping) -> Vec<Shape> {
        let status = table.find(&["status"]);
        let shape = |row| Shape { hidden: is_hidden(said(row, status), false), ..Shape::default() };
        table.rows.iter().map(shape).collect()
    }

    /// An export comes back unchanged; the template is filled in by hand.
    fn texts(&self, table: &Table) -> Texts {
        if table.has("productid") { Texts::Exact } else { Texts::Usual }
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[], paths: &[] }
    }
}

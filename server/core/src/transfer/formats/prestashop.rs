//! PrestaShop: the sample of its import, and the export of its list of products.

use super::{Categories, Columns, Field, Format, Mapping, Shape, Table, Template, is_hidden, said};

pub struct PrestaShop;

impl Format for PrestaShop {
    fn template(&self) -> Template {
        Template::PrestaShop
    }

    fn knows(&self, table: &Table) -> bool {
        let taxed = ["pricetaxexcluded", "pricetaxexcl", "pricetaxincluded", "pricetaxincl"];
        let own =
            ["reference", "active01", "categoriesxyz", "wholesaleprice", "minimalquantity", "ecotax", "productid"];
        taxed.iter().any(|name| table.has(name)) && own.iter().any(|name| table.has(name))
    }

    /// The price is guessed: a file may hold it with and without tax.
    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["reference"]),
            (Field::Name, &["name", "productname"]),
            (Field::Description, &["description", "summary"]),
            (Field::Category, &["categoriesxyz", "categories", "category"]),
            (Field::Inventory, &["quantity"]),
        ]
    }

    fn closed(&self) -> &'static [Field] {
        &[Field::Category]
    }

    fn shapes(&self, table: &Table, _: &Mapping) -> Vec<Shape> {
        let active = table.find(&["active01", "active", "status", "enabled"]);
        let shape = |row| Shape { hidden: is_hidden(said(row, active), true), ..Shape::default() };
        table.rows.iter().map(shape).collect()
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[','], paths: &["/", ">"] }
    }
}

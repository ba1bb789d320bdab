//! Medusa: one row for each variant, all with the title of their product, and a
//! price column for each currency or region.

use super::{Columns, Field, Format, Mapping, Role, Shape, Table, Template, is_hidden, options, said};

pub struct Medusa;

impl Format for Medusa {
    fn template(&self) -> Template {
        Template::Medusa
    }

    fn knows(&self, table: &Table) -> bool {
        let variants = ["variantsku", "varianttitle", "variantid", "variantoption1value", "option1value"];
        table.has("producttitle")
            && variants.iter().any(|name| table.has(name))
            && (table.find_prefix("variantprice").is_some()
                || table.find_prefix("price").is_some()
                || table.has("producthandle"))
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["variantsku"]),
            (Field::Name, &["producttitle"]),
            (Field::Description, &["productdescription", "productsubtitle"]),
            (
                Field::Category,
                &[
                    "productcategory1name",
                    "productcategory1",
                    "producttype",
                    "producttypevalue",
                    "productcollectiontitle",
                ],
            ),
            (Field::Inventory, &["variantinventoryquantity", "variantquantity", "stocklevel"]),
        ]
    }

    fn closed(&self) -> &'static [Field] {
        &[Field::Name, Field::Category]
    }

    fn shapes(&self, table: &Table, _: &Mapping) -> Vec<Shape> {
        let group = table.find(&["producthandle", "productid", "producttitle"]);
        let values = table.numbered(&["variantoption#value", "option#value"]);
        let (title, status) = (table.find(&["varianttitle"]), table.find(&["productstatus"]));
        let is_default = |value: &str| value.to_lowercase().starts_with("default");
        let shape = |row| {
            let mut options = options(row, &values);
            if options.is_empty() {
                options.extend(said(row, title).map(str::to_owned));
            }
            options.retain(|value| !is_default(value));
            Shape {
                role: Role::Variant,
                group: said(row, group).map(str::to_owned),
                leads: true,
                options,
                hidden: is_hidden(said(row, status), false),
                ..Shape::default()
            }
        };
        table.rows.iter().map(shape).collect()
    }
}

//! Wix: `fieldType` says Product, Variant or Media. A variant has the name of its
//! product, and in the older catalog the price of it with a surcharge.

use super::{
    Categories, Columns, Field, Format, Mapping, PriceChange, Role, Shape, Table, Template, is_hidden, options, said,
};

pub struct Wix;

impl Format for Wix {
    fn template(&self) -> Template {
        Template::Wix
    }

    fn knows(&self, table: &Table) -> bool {
        table.has("fieldtype") && (table.has("handleid") || table.has("handle"))
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["sku"]),
            (Field::Name, &["name"]),
            (Field::Description, &["description", "plaindescription"]),
            (Field::Price, &["price"]),
            (Field::Category, &["collection", "category", "primarycategoryslug"]),
            (Field::Inventory, &["inventory", "stock"]),
        ]
    }

    fn shapes(&self, table: &Table, _: &Mapping) -> Vec<Shape> {
        let handle = table.find(&["handleid", "handle"]);
        let (kind, visible, surcharge) =
            (table.find(&["fieldtype"]), table.find(&["visible"]), table.find(&["surcharge"]));
        let choices = table.numbered(&["productoptiondescription#", "productoptionchoices#"]);
        let shape = |row| {
            let (role, leads) = match said(row, kind).unwrap_or_default().to_lowercase().as_str() {
                "product" | "" => (Role::Product, true),
                "variant" => (Role::Variant, false),
                _ => return Shape::ignored(),
            };
            // Colors are written `#1a2b3c:Blue`.
            let name = |value: String| match value.strip_prefix('#').and_then(|rest| rest.split_once(':')) {
                Some((_, name)) => name.to_owned(),
                None => value,
            };
            let variant = role == Role::Variant;
            Shape {
                role,
                leads,
                group: said(row, handle).map(str::to_owned),
                options: if variant { options(row, &choices).into_iter().map(name).collect() } else { Vec::new() },
                hidden: is_hidden(said(row, visible), true),
                change: said(row, surcharge).filter(|_| variant).map(|extra| PriceChange::Add(extra.to_owned())),
                ..Shape::default()
            }
        };
        table.rows.iter().map(shape).collect()
    }

    fn inherits_price(&self) -> bool {
        true
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[';', ','], paths: &[] }
    }
}

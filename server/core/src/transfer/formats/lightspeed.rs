//! Lightspeed: X-Series (once Vend), with a stock column for each outlet
//! (`inventory_Main_Outlet`), and Retail, with `System ID` and `Custom SKU`.

use super::{Categories, Columns, Field, Format, Mapping, Role, Shape, Table, Template, is_hidden, options, said};

pub struct Lightspeed;

impl Format for Lightspeed {
    fn template(&self) -> Template {
        Template::Lightspeed
    }

    fn knows(&self, table: &Table) -> bool {
        let has = |name: &str| table.has(name);
        has("handle") && has("supplyprice")
            || has("variantoptiononevalue")
            || has("systemid") && (has("customsku") || has("manufactsku"))
            || has("internalvariantid")
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["sku", "customsku", "manufactsku", "systemid"]),
            (
                Field::Name,
                &["name", "item", "ustitleshort", "entitleshort", "nltitleshort", "detitleshort", "frtitleshort"],
            ),
            (Field::Description, &["description", "usdescriptionlong", "nldescriptionlong", "dedescriptionlong"]),
            (Field::Price, &["retailprice", "price", "defaultprice"]),
            (Field::Category, &["productcategory", "type", "category"]),
            (Field::Inventory, &["qty", "stocklevel", "inventory", "quantity"]),
        ]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let group = table.find(&["handle", "internalid"]);
        let values: Vec<usize> = ["one", "two", "three"]
            .iter()
            .filter_map(|n| table.find(&[format!("variantoption{n}value").as_str()]))
            .collect();
        let title =
            table.find(&["usvarianttitle", "envarianttitle", "nlvarianttitle", "devarianttitle", "frvarianttitle"]);
        let active = table.find(&["active", "visible"]);
        let name = mapping.get(Field::Name);
        let shape = |row| {
            let mut options = options(row, &values);
            options.extend(said(row, title).filter(|title| !title.eq_ignore_ascii_case("default")).map(str::to_owned));
            let role = if options.is_empty() { Role::Product } else { Role::Variant };
            Shape {
                role,
                group: said(row, group).map(str::to_owned).filter(|_| role == Role::Variant),
                leads: said(row, name).is_some(),
                options,
                hidden: is_hidden(said(row, active), true),
                ..Shape::default()
            }
        };
        table.rows.iter().map(shape).collect()
    }

    fn stock_columns(&self, table: &Table) -> Vec<usize> {
        table.all_prefixed("inventory")
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[], paths: &["/", ">"] }
    }
}

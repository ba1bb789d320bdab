//! A feed of Google Merchant Center: prices with their currency, variants as
//! products of one `item_group_id`, and no stock but whether there is any.

use super::{Columns, Field, Format, Mapping, Shape, Table, Template, apart_columns, options};

pub struct Google;

impl Format for Google {
    fn template(&self) -> Template {
        Template::GoogleMerchant
    }

    fn knows(&self, table: &Table) -> bool {
        let own = ["availability", "googleproductcategory", "itemgroupid", "imagelink", "gtin"];
        let core = ["id", "title", "price"].iter().all(|name| table.has(name));
        core && own.iter().filter(|name| table.has(name)).count() >= 1 && !table.has("handle")
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["id"]),
            (Field::Name, &["title"]),
            (Field::Description, &["description"]),
            (Field::Price, &["price"]),
            (Field::Category, &["producttype", "googleproductcategory"]),
            (Field::Inventory, &["quantity", "sellongooglequantity", "inventory", "quantitytosellonfacebook"]),
        ]
    }

    fn closed(&self) -> &'static [Field] {
        &[Field::Inventory]
    }

    fn shapes(&self, table: &Table, _: &Mapping) -> Vec<Shape> {
        let columns = apart_columns(table);
        table.rows.iter().map(|row| Shape { apart: options(row, &columns), ..Shape::default() }).collect()
    }
}

//! Odoo: products or their variants, with the labels or the technical names of
//! the fields. Lines of a list within a product (suppliers, attributes) are rows
//! without a name.

use super::{Categories, Columns, Field, Format, Mapping, Shape, Table, Template, is_hidden, said};

pub struct Odoo;

impl Format for Odoo {
    fn template(&self) -> Template {
        Template::Odoo
    }

    fn knows(&self, table: &Table) -> bool {
        let key = ["externalid", "internalreference", "defaultcode"];
        let own = ["salesprice", "listprice", "lstprice", "quantityonhand", "qtyavailable", "categid"];
        key.iter().any(|name| table.has(name)) && own.iter().any(|name| table.has(name))
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["internalreference", "defaultcode"]),
            (Field::Name, &["name", "productname", "displayname"]),
            (Field::Description, &["salesdescription", "descriptionsale", "descriptionforcustomers", "description"]),
            (Field::Price, &["salesprice", "listprice", "lstprice", "publicprice"]),
            (
                Field::Category,
                &["productcategory", "categid", "productcategorydisplayname", "categidname", "productcategoryname"],
            ),
            (Field::Inventory, &["quantityonhand", "qtyavailable", "onhand"]),
        ]
    }

    /// The product type is a technical kind, and a key of the database no SKU.
    fn closed(&self) -> &'static [Field] {
        &[Field::Category, Field::Sku]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let columns = table.find(&["variantvalues", "attributevalues", "producttemplateattributevalueids"]);
        let sold = [table.find(&["active"]), table.find(&["canbesold", "saleok", "sales"])];
        let (name, sku) = (mapping.get(Field::Name), mapping.get(Field::Sku));
        let shape = |row| {
            if said(row, name).is_none() && said(row, sku).is_none() {
                return Shape::ignored();
            }
            // `Legs: Steel, Color: White`
            let value = |pair: &str| pair.split_once(':').map_or(pair, |(_, value)| value).trim().to_owned();
            Shape {
                apart: said(row, columns).into_iter().flat_map(|values| values.split(',')).map(value).collect(),
                hidden: sold.into_iter().any(|column| is_hidden(said(row, column), true)),
                ..Shape::default()
            }
        };
        table.rows.iter().map(shape).collect()
    }

    fn categories(&self) -> Categories {
        Categories { lists: &[], paths: &[" / "] }
    }
}

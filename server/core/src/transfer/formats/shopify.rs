//! Shopify: one row for each variant and each picture, grouped by handle; only
//! the first row of a group bears the title. Since 2025 the template has other
//! names (`URL handle`, `Option1 value`, `SKU`); an export for many markets adds
//! two or three columns for each of them (`Price / Land`), which are no prices here.

use std::collections::{HashMap, hash_map::Entry};

use super::{Columns, Field, Format, Mapping, Role, Shape, Table, Template, is_hidden, options, said};

pub struct Shopify;

/// Shopify's name for the one variant of a product that has none.
const NO_VARIANT: &str = "Default Title";

impl Format for Shopify {
    fn template(&self) -> Template {
        Template::Shopify
    }

    fn knows(&self, table: &Table) -> bool {
        let own = ["variantprice", "variantsku", "variantinventoryqty", "option1value", "option1name", "bodyhtml"];
        (table.has("handle") || table.has("urlhandle")) && table.has("title") && own.iter().any(|name| table.has(name))
            || table.has("urlhandle") && table.has("title") && table.has("price")
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["variantsku", "sku"]),
            (Field::Name, &["title"]),
            (Field::Description, &["bodyhtml", "description"]),
            (Field::Price, &["variantprice", "price"]),
            (Field::Category, &["type", "customproducttype", "standardproducttype", "productcategory"]),
            (
                Field::Inventory,
                &[
                    "variantinventoryqty",
                    "inventoryquantity",
                    "onhandcurrent",
                    "onhand",
                    "available",
                    "availablenoteditable",
                ],
            ),
        ]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let handle = table.find(&["handle", "urlhandle"]);
        let values = table.numbered(&["option#value"]);
        let (status, category, tags) =
            (table.find(&["status"]), table.find(&["productcategory"]), table.find(&["tags"]));
        let (name, sku) = (mapping.get(Field::Name), mapping.get(Field::Sku));
        let mut last = String::new();
        let shape = |row| {
            if let Some(own) = said(row, handle) {
                own.clone_into(&mut last);
            }
            let options: Vec<String> = options(row, &values).into_iter().filter(|value| value != NO_VARIANT).collect();
            let titled = said(row, name).is_some();
            let chosen = values.iter().any(|column| row.cell(*column).is_some());
            if !titled && said(row, sku).is_none() && !chosen {
                return Shape::ignored();
            }
            let first_tag = said(row, tags).and_then(|tags| tags.split(',').map(str::trim).find(|tag| !tag.is_empty()));
            Shape {
                role: Role::Variant,
                group: Some(last.clone()),
                leads: titled,
                options,
                hidden: is_hidden(said(row, status), false),
                category: said(row, category).or(first_tag).map(str::to_owned),
                ..Shape::default()
            }
        };
        let mut shapes: Vec<Shape> = table.rows.iter().map(shape).collect();
        if table.has("location") {
            gather(table, mapping, &mut shapes);
        }
        shapes
    }
}

/// A file of stock has a row for each variant in each location: the first of a
/// variant's rows takes the others along.
fn gather(table: &Table, mapping: &Mapping, shapes: &mut [Shape]) {
    let mut first = HashMap::<_, usize>::new();
    for (at, row) in table.rows.iter().enumerate() {
        if shapes[at].role == Role::Ignored {
            continue;
        }
        let key = (shapes[at].group.clone(), shapes[at].options.clone(), said(row, mapping.get(Field::Sku)));
        match first.entry(key) {
            Entry::Vacant(free) => {
                free.insert(at);
            }
            Entry::Occupied(first) => {
                shapes[*first.get()].more_stock.push(at);
                shapes[at] = Shape::ignored();
            }
        }
    }
}

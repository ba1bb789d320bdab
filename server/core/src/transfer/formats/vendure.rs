//! Vendure: a product's first row bears its name and option groups, the rows after
//! it only the values of the options. Columns may name a language, as `name:en`.

use super::{Columns, Field, Format, Mapping, Role, Shape, Table, Template, is_hidden, said};

pub struct Vendure;

impl Format for Vendure {
    fn template(&self) -> Template {
        Template::Vendure
    }

    fn knows(&self, table: &Table) -> bool {
        table.find_prefix("optiongroups").is_some() && table.find_prefix("optionvalues").is_some()
    }

    fn columns(&self) -> Columns {
        &[
            (Field::Sku, &["sku"]),
            (Field::Name, &["name", "nameen", "namede", "namefr", "namees", "nameit", "namenl", "namept", "namepl"]),
            (Field::Description, &["description", "descriptionen", "descriptionde", "descriptionfr", "descriptiones"]),
            (Field::Price, &["price", "pricewithtax"]),
            (Field::Category, &[]),
            (Field::Inventory, &["stockonhand"]),
        ]
    }

    fn closed(&self) -> &'static [Field] {
        &[Field::Category, Field::Inventory]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let (values, facets) = (table.find_prefix("optionvalues"), table.find_prefix("facets"));
        let (enabled, name) = (table.find(&["enabled"]), mapping.get(Field::Name));
        let mut product = 0;
        let shape = |row| {
            let titled = said(row, name).is_some();
            product += u64::from(titled);
            let options = said(row, values).into_iter().flat_map(|values| values.split('|')).map(str::trim);
            Shape {
                role: Role::Variant,
                group: Some(product.to_string()),
                leads: titled,
                options: options.filter(|value| !value.is_empty()).map(str::to_owned).collect(),
                hidden: is_hidden(said(row, enabled), true),
                category: said(row, facets).and_then(category),
                ..Shape::default()
            }
        };
        table.rows.iter().map(shape).collect()
    }
}

/// `category:Electronics|brand:Acme`
fn category(facets: &str) -> Option<String> {
    let named = |facet: &str| {
        let (name, value) = facet.split_once(':')?;
        name.trim().eq_ignore_ascii_case("category").then(|| value.trim().to_owned())
    };
    facets.split('|').find_map(named)
}

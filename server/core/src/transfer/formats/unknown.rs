//! Any other file: columns by their names, and variants where numbered options or
//! a parent say so.

use std::collections::HashSet;

use super::{Columns, Field, Format, Mapping, Role, Shape, Table, Template, apart_columns, is_hidden, options, said};

pub struct Unknown;

const PARENT_KINDS: [&str; 4] = ["variable", "configurable", "grouped", "parent"];

impl Format for Unknown {
    fn template(&self) -> Template {
        Template::Unknown
    }

    fn knows(&self, _: &Table) -> bool {
        true
    }

    fn columns(&self) -> Columns {
        &[]
    }

    fn shapes(&self, table: &Table, mapping: &Mapping) -> Vec<Shape> {
        let values = table.numbered(&[
            "option#value",
            "optionvalue#",
            "variantoption#value",
            "variantoption#",
            "attribute#values",
            "attribute#value",
            "variation#value",
            "option#",
        ]);
        let taken = |column: &usize| Field::ALL.iter().any(|field| mapping.get(*field) == Some(*column));
        let apart: Vec<usize> = apart_columns(table).into_iter().filter(|column| !taken(column)).collect();
        let kind = table.find(&["producttype", "type", "itemtype", "typ", "tipo", "kind"]);
        let (status, active) = (
            table.find(&["status", "productstatus"]),
            table.find(&["active", "published", "visible", "enabled", "aktiv", "actif", "activo"]),
        );
        let key = table.find(&["handle", "producthandle", "groupid", "itemgroupid"]);
        let of = table.find(&[
            "parentsku",
            "parentid",
            "parent",
            "parentcode",
            "skuparent",
            "parentproduct",
            "masterarticle",
        ]);
        let (name, sku, id) = (mapping.get(Field::Name), mapping.get(Field::Sku), table.find(&["id", "productid"]));
        let parents: HashSet<&str> = of.map(|of| table.values(of).collect()).unwrap_or_default();
        let mut last = String::new();
        let shape = |row| {
            let chosen = options(row, &values);
            let hidden = is_hidden(said(row, status), false) || is_hidden(said(row, active), true);
            let parent = said(row, kind).is_some_and(|kind| PARENT_KINDS.contains(&kind.to_lowercase().as_str()));
            let titled = said(row, name).is_some();
            let own = [sku, id].into_iter().filter_map(|column| said(row, column)).find(|own| parents.contains(own));
            if let Some(own) = own.filter(|own| said(row, of).is_none_or(|of| of == *own)) {
                return Shape {
                    role: Role::Parent,
                    group: Some(own.to_owned()),
                    leads: true,
                    hidden,
                    ..Shape::default()
                };
            }
            if let Some(of) = said(row, of) {
                let (options, apart) = (chosen, options(row, &apart));
                let options = if options.is_empty() { apart } else { options };
                return Shape { role: Role::Variant, group: Some(of.to_owned()), options, hidden, ..Shape::default() };
            }
            if let Some(of) = said(row, key).or(said(row, name)) {
                of.clone_into(&mut last);
            }
            let role = match (parent, chosen.is_empty()) {
                (true, _) => Role::Parent,
                (false, true) => Role::Product,
                (false, false) => Role::Variant,
            };
            let group = (role == Role::Variant && !last.is_empty()).then(|| last.clone());
            Shape {
                role,
                group,
                leads: titled,
                options: chosen,
                apart: options(row, &apart),
                hidden,
                ..Shape::default()
            }
        };
        table.rows.iter().map(shape).collect()
    }
}

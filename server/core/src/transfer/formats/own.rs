//! Our own export and template.

use super::{Categories, Columns, Field, Format, Mapping, Shape, Table, Template, Texts, is_hidden, said};

pub struct Own;

/// So many fields the first release had, in the order of [`Field::ALL`]; each of our files begins with them.
const FIRST: usize = 6;
const REST: [&str; 5] = ["status", "product_id", "created_at", "updated_at", "error"];
/// Each field stands in the column of its name.
static NAMES: [[&str; 1]; Field::ALL.len()] = {
    let (mut names, mut n) = ([[""]; Field::ALL.len()], 0);
    while n < names.len() {
        names[n] = [Field::ALL[n].name()];
        n += 1;
    }
    names
};
static COLUMNS: [(Field, &[&str]); Field::ALL.len()] = {
    let (mut columns, mut n): ([(Field, &[&str]); Field::ALL.len()], usize) =
        ([(Field::Sku, &[]); Field::ALL.len()], 0);
    while n < columns.len() {
        columns[n] = (Field::ALL[n], &NAMES[n]);
        n += 1;
    }
    columns
};

impl Format for Own {
    fn template(&self) -> Template {
        Template::Tenantry
    }

    fn knows(&self, table: &Table) -> bool {
        let (fields, headers) = (Field::ALL.map(Field::name), &table.headers);
        let is_ours = |header: &String| REST.contains(&header.as_str()) || fields[FIRST..].contains(&header.as_str());
        headers.iter().take(FIRST).eq(&fields[..FIRST]) && headers.iter().skip(FIRST).all(is_ours)
    }

    fn columns(&self) -> Columns {
        &COLUMNS
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

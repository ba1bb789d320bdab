//! A product export of Shopify: one row for each variant and each picture,
//! grouped by handle; only the first row of a group bears the title.

use super::{
    html,
    mapping::{Field, Mapping},
    report::RowError,
    row::Candidate,
    table::{Row, Table},
};

/// Shopify's name for the one variant of a product that has none.
const NO_VARIANT: &str = "Default Title";

/// What the rows of a product have in common.
struct Group {
    handle: String,
    title: Option<String>,
    description: Option<String>,
    category: Option<String>,
}

pub struct Reader<'a> {
    table: &'a Table,
    mapping: &'a Mapping,
    handle: Option<usize>,
    tags: Option<usize>,
    options: Vec<usize>,
    group: Option<Group>,
}

impl<'a> Reader<'a> {
    pub fn new(table: &'a Table, mapping: &'a Mapping) -> Self {
        let options = ["Option1 Value", "Option2 Value", "Option3 Value"];
        Self {
            table,
            mapping,
            handle: table.column("Handle"),
            tags: table.column("Tags"),
            options: options.into_iter().filter_map(|name| table.column(name)).collect(),
            group: None,
        }
    }

    /// Nothing for a row that is no product.
    pub fn read(&mut self, row: &Row) -> Option<Result<Candidate, Vec<RowError>>> {
        // Counts the cells and reads the numbers as for any other file.
        let own = match Candidate::read(self.table, self.mapping, row) {
            Ok(own) => own,
            Err(errors) => return Some(Err(errors)),
        };
        let cell = |column: Option<usize>| {
            let value = row.cells[column?].trim();
            (!value.is_empty()).then(|| value.to_owned())
        };
        let handle = cell(self.handle).unwrap_or_default();
        if self.group.as_ref().is_none_or(|group| group.handle != handle) || own.name.is_some() {
            let first_tag = cell(self.tags)
                .and_then(|tags| tags.split(',').map(str::trim).find(|tag| !tag.is_empty()).map(str::to_owned));
            self.group = Some(Group {
                handle,
                title: own.name.clone(),
                description: cell(self.mapping.get(Field::Description))
                    .map(|body| html::to_text(&body))
                    .filter(|text| !text.is_empty()),
                category: own.category.clone().or(first_tag),
            });
        }
        let options: Vec<String> = self.options.iter().filter_map(|column| cell(Some(*column))).collect();
        if own.price.is_none() && own.sku.is_none() && options.is_empty() {
            return None;
        }
        let group = self.group.as_ref()?;
        let Some(title) = &group.title else {
            let detail = "no row above bears the title of this handle";
            return Some(Err(vec![RowError::of_row(row.number, "title_missing", detail)]));
        };
        let variant: Vec<&str> = options.iter().map(String::as_str).filter(|value| *value != NO_VARIANT).collect();
        let name = if variant.is_empty() { title.clone() } else { format!("{title} - {}", variant.join(" / ")) };
        Some(Ok(Candidate {
            name: Some(name),
            description: group.description.clone(),
            category: group.category.clone(),
            // Shopify guards numbers with an apostrophe, so that spreadsheets keep their zeros.
            sku: own.sku.map(|sku| sku.trim_start_matches('\'').to_owned()).filter(|sku| !sku.is_empty()),
            ..own
        }))
    }
}

/// What the rows of a product have in common stands in the first of them only;
/// a row that is taken out of its file brings it along.
pub struct Shared<'a> {
    handle: Option<usize>,
    title: Option<usize>,
    columns: Vec<usize>,
    first: Option<&'a Row>,
}

impl<'a> Shared<'a> {
    pub fn new(table: &Table) -> Self {
        let common = ["Title", "Body (HTML)", "Type", "Tags"];
        Self {
            handle: table.column("Handle"),
            title: table.column("Title"),
            columns: common.into_iter().filter_map(|name| table.column(name)).collect(),
            first: None,
        }
    }

    pub fn see(&mut self, row: &'a Row) {
        if self.title.and_then(|title| row.cells.get(title)).is_some_and(|title| !title.trim().is_empty()) {
            self.first = Some(row);
        }
    }

    pub fn cell(&self, row: &'a Row, column: usize) -> &'a str {
        let cell = |row: &'a Row, column: usize| row.cells.get(column).map_or("", String::as_str);
        let own = cell(row, column);
        match self.first {
            Some(first)
                if own.is_empty()
                    && self.columns.contains(&column)
                    && self.handle.is_some_and(|handle| cell(first, handle) == cell(row, handle)) =>
            {
                cell(first, column)
            }
            _ => own,
        }
    }
}

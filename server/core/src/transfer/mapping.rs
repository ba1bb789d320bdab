//! Which column says what.

use std::collections::BTreeMap;

use super::{field::Field, table::Table};
use crate::domain::error::{Error, FieldError, Result};

/// Fields and the columns that say them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mapping(BTreeMap<Field, usize>);

impl Mapping {
    pub fn of(columns: BTreeMap<Field, usize>) -> Self {
        Self(columns)
    }

    pub fn get(&self, field: Field) -> Option<usize> {
        self.0.get(&field).copied()
    }

    pub fn named<'a>(&self, table: &'a Table) -> BTreeMap<Field, &'a str> {
        self.0.iter().map(|(field, column)| (*field, table.headers[*column].as_str())).collect()
    }

    /// As the caller has it: names of fields and of columns.
    pub fn given(table: &Table, wanted: &BTreeMap<String, String>) -> Result<Self> {
        let mut errors = Vec::new();
        let mut found = BTreeMap::new();
        for (field, column) in wanted {
            let pointer = format!("/mapping/{}", field.replace('~', "~0").replace('/', "~1"));
            match (Field::of(field), table.column(column)) {
                (None, _) => errors.push(FieldError::new(pointer, "unknown_field", "is no field of a product")),
                (_, None) => errors.push(FieldError::new(pointer, "unknown_column", "names no column of the file")),
                (Some(field), Some(column)) => drop(found.insert(field, column)),
            }
        }
        if errors.is_empty() { Ok(Self(found)) } else { Err(Error::Invalid(errors)) }
    }

    /// Without these, no row could make a product. A name of a column that stands
    /// there twice, with other values, says nothing.
    pub fn check(&self, table: &Table) -> Result<()> {
        for column in self.0.values() {
            let header = &table.headers[*column];
            let twins = (0..table.headers.len()).filter(|other| other != column && table.headers[*other] == *header);
            let differs = |other: usize| table.rows.iter().any(|row| row.cell(other) != row.cell(*column));
            if !header.is_empty() && twins.into_iter().any(|other| table.rows.is_empty() || differs(other)) {
                let detail = format!("the header names the column {header} twice: rename one of them");
                return Err(Error::invalid("", "duplicate_column", detail));
            }
        }
        let identified = self.0.contains_key(&Field::Name) || self.0.contains_key(&Field::Sku);
        let useful = self.0.len() > usize::from(self.0.contains_key(&Field::Sku));
        if identified && useful {
            return Ok(());
        }
        let detail = if identified {
            "choose at least one more column besides the SKU: the file would change nothing"
        } else {
            "choose the column that holds the name or the SKU: rows can't be distinguished without it"
        };
        Err(Error::invalid("/mapping/name", "required", detail))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_names_what_is_there() {
        let table = Table::read(b"a,b,c\n").expect("a table");
        let given = |pairs: &[(&str, &str)]| {
            let wanted = pairs.iter().map(|(field, column)| ((*field).to_owned(), (*column).to_owned())).collect();
            Mapping::given(&table, &wanted).and_then(|mapping| mapping.check(&table))
        };
        assert!(given(&[("name", "A"), ("price", "b")]).is_ok());
        assert!(given(&[("sku", "a"), ("inventory", "b")]).is_ok());
        for bad in [&[("name", "x")][..], &[("colour", "a")], &[("price", "a")], &[("sku", "a")], &[]] {
            assert!(given(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_name_that_stands_twice_is_refused_where_it_matters() {
        let checked = |file: &str| {
            let table = Table::read(file.as_bytes()).expect("a table");
            Mapping::of([(Field::Name, 0), (Field::Price, 1)].into()).check(&table).is_ok()
        };
        assert!(checked("name,price,meta,meta\na,1,x,y\n"));
        assert!(!checked("name,price,price\na,1,2\n"));
        assert!(checked("name,price,price\na,1,1\n"));
    }
}

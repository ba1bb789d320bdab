//! A CSV file (RFC 4180) as a header and rows. The separator is found in the
//! header; cells that are missing at the end of a row are blank.

use std::collections::HashMap;

use super::{
    cell::unguard,
    decode::{Encoding, decode},
    words::squeeze,
};
use crate::domain::error::{Error, Result};

/// The largest number of rows, so that one request ends in time.
pub const MAX_ROWS: usize = 10_000;
/// An export for many markets has a few columns for each of them.
const MAX_COLUMNS: usize = 5_000;

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    pub encoding: Encoding,
    pub separator: char,
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
    /// Columns by the letters and digits of their names, the first of each name.
    by_name: HashMap<String, usize>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// As a spreadsheet counts: the header is row 1.
    pub number: u64,
    /// As many as the row has, which may be fewer or more than the header.
    pub cells: Vec<String>,
}

impl Row {
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }

    /// Without blanks at the ends; nothing where it is blank or missing.
    pub fn cell(&self, column: usize) -> Option<&str> {
        let cell = self.cells.get(column)?.trim();
        (!cell.is_empty()).then_some(cell)
    }
}

impl Table {
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let (text, encoding) = decode(bytes)?;
        let (text, said) = said_separator(&text);
        let separator = said.unwrap_or_else(|| separator(text));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let (mut headers, mut rows, mut number) = (None, Vec::new(), u64::from(said.is_some()));
        for record in reader.records() {
            let record = record.map_err(|_| refused("unreadable", "the file can't be read as CSV"))?;
            number += 1 + blank_lines(text, record.position().map_or(0, csv::Position::byte));
            let cells: Vec<String> = record.iter().map(|cell| unguard(cell).to_owned()).collect();
            let row = Row { number, cells };
            if headers.is_none() {
                // Some exporters leave lines of separators before the header.
                if !row.is_blank() {
                    headers = Some(check_headers(&row.cells)?);
                }
                continue;
            }
            if row.is_blank() {
                continue;
            }
            // A title above the header.
            let is_title = |header: &Vec<String>| header.iter().filter(|name| !name.is_empty()).count() == 1;
            if rows.is_empty() && said_cells(&row) >= 2 && headers.as_ref().is_some_and(is_title) {
                headers = Some(check_headers(&row.cells)?);
                continue;
            }
            if rows.len() == MAX_ROWS {
                let detail = format!("the file has more than {MAX_ROWS} rows; split it");
                return Err(refused("too_many_rows", detail));
            }
            rows.push(row);
        }
        let headers: Vec<String> = headers.ok_or_else(|| refused("empty", "the file has no header"))?;
        let mut by_name = HashMap::new();
        for (column, header) in headers.iter().enumerate() {
            let name = squeeze(header);
            if !name.is_empty() {
                by_name.entry(name).or_insert(column);
            }
        }
        Ok(Self { encoding, separator: char::from(separator), headers, rows, by_name })
    }

    /// The column of exactly that name, or else of that name in another case.
    pub fn column(&self, name: &str) -> Option<usize> {
        let exact = self.headers.iter().position(|header| header == name.trim());
        exact.or_else(|| self.headers.iter().position(|header| header.eq_ignore_ascii_case(name.trim())))
    }

    /// Returns the first column of one of these names, given by their letters and digits in lower case.
    pub fn find(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| self.by_name.get(*name)).copied()
    }

    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Returns the first column whose name begins so.
    pub fn find_prefix(&self, prefix: &str) -> Option<usize> {
        self.all_prefixed(prefix).into_iter().next()
    }

    /// Columns whose names begin so, in the order of the file.
    pub fn all_prefixed(&self, prefix: &str) -> Vec<usize> {
        let mut found: Vec<usize> =
            self.by_name.iter().filter(|(name, _)| name.starts_with(prefix)).map(|(_, column)| *column).collect();
        found.sort_unstable();
        found
    }

    /// Cells of a column that say something.
    pub fn values(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| row.cell(column))
    }

    /// Columns of a name with a number in the place of `#`, in the order of the numbers.
    pub fn numbered(&self, patterns: &[&str]) -> Vec<usize> {
        let number =
            |n: u32| patterns.iter().find_map(|pattern| self.by_name.get(&pattern.replace('#', &n.to_string())));
        (1..=10).map_while(number).copied().collect()
    }

    /// The words of a row beyond the header, if there are any: records that ran
    /// together, or a quote that is missing.
    pub fn excess<'a>(&self, row: &'a Row) -> Option<&'a str> {
        (self.headers.len()..row.cells.len()).find_map(|column| row.cell(column))
    }

    /// Returns whether the row is short because one of its cells swallowed the records
    /// after it: it holds lines with about as many separators as the header.
    pub fn swallowed(&self, row: &Row) -> bool {
        let least = self.headers.len().div_ceil(2).saturating_sub(1).max(1);
        let is_record = |line: &str| line.chars().filter(|c| *c == self.separator).count() >= least;
        row.cells.len() < self.headers.len()
            && row.cells.iter().any(|cell| cell.contains('\n') && cell.split('\n').skip(1).any(is_record))
    }
}

fn said_cells(row: &Row) -> usize {
    (0..row.cells.len()).filter(|column| row.cell(*column).is_some()).count()
}

fn check_headers(cells: &[String]) -> Result<Vec<String>> {
    let headers: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
    if headers.len() > MAX_COLUMNS {
        return Err(refused("too_many_columns", format!("the file has more than {MAX_COLUMNS} columns")));
    }
    Ok(headers)
}

/// Spreadsheets say in a first line `sep=;` what they separate by.
fn said_separator(text: &str) -> (&str, Option<u8>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = first.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=").map(str::as_bytes);
    match said {
        Some([separator @ (b',' | b';' | b'\t' | b'|')]) => (rest, Some(*separator)),
        _ => (text, None),
    }
}

/// Returns what stands between the names of the header, outside quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && counts.iter().any(|(_, count)| *count > 0) => {
                break;
            }
            _ if !quoted => {
                counts.iter_mut().filter(|(separator, _)| *separator == byte).for_each(|(_, count)| *count += 1);
            }
            _ => {}
        }
    }
    let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(b',', |(separator, _)| separator)
}
/// Lines without anything, which the reader passes over and people count.
fn blank_lines(text: &str, start: u64) -> u64 {
    let start = usize::try_from(start).unwrap_or(usize::MAX).min(text.len());
    let bytes = text.as_bytes();
    let ends = bytes[start..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    let lines = ends.filter(|byte| **byte == b'\n').count() as u64;
    // The reader may leave the second half of the line end before.
    let half = start > 0 && bytes[start - 1] == b'\r' && bytes.get(start) == Some(&b'\n');
    lines - u64::from(half)
}

fn refused(code: &'static str, detail: impl Into<String>) -> Error {
    Error::invalid("", code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Table {
        Table::read(text.as_bytes()).expect("a table")
    }

    #[test]
    fn separators_quotes_and_line_ends() {
        for text in ["a,b\n1,2\n", "a;b\r\n1;2\r\n", "a\tb\n1\t2", "\u{feff}a,b\r\n\"1\",\"2\"\r\n"] {
            let table = read(text);
            assert_eq!(table.headers, ["a", "b"], "{text:?}");
            assert_eq!(table.rows, [Row { number: 2, cells: vec!["1".to_owned(), "2".to_owned()] }], "{text:?}");
        }
        assert_eq!(read("\"a,b,c\";d\n1;2\n").separator, ';');
        let table = read("a,b\n\"x \"\"y\"\", z\",'=1\n");
        assert_eq!(table.rows[0].cells, ["x \"y\", z", "=1"]);
    }

    #[test]
    fn rows_are_counted_as_people_count_them() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "1,2", "", "\"two", "lines\",3", ",", "4,5"].join(end);
            let numbers: Vec<u64> = read(&text).rows.iter().map(|row| row.number).collect();
            assert_eq!(numbers, [2, 4, 6], "{end:?}");
        }
    }

    #[test]
    fn a_first_line_may_say_the_separator() {
        let table = read("sep=;\r\na;b,c\r\n1;2\r\n");
        assert_eq!((table.separator, table.headers.len(), table.rows[0].number), (';', 2, 3));
    }

    #[test]
    fn a_title_above_the_header_is_none() {
        let table = read("Our products 2026,,\n\nname,price,stock\nJug,3.00,1\n");
        assert_eq!((table.headers[1].as_str(), table.rows.len(), table.rows[0].number), ("price", 1, 4));
        assert_eq!(read("name\nJug\nMug\n").headers, ["name"]);
    }

    #[test]
    fn rows_are_as_long_as_they_are() {
        let table = read("a,b,c\n1\n1,2,3,,\n1,2,3,,x\n\"1,2,3\n4,5,6\n");
        let excess: Vec<_> = table.rows.iter().map(|row| table.excess(row)).collect();
        assert_eq!(excess, [None, None, Some("x"), None]);
        let swallowed: Vec<_> = table.rows.iter().map(|row| table.swallowed(row)).collect();
        assert_eq!(swallowed, [false, false, false, true], "a quote that never ends");
        assert_eq!(table.rows[0].cell(2), None);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (text, code) in [("", "empty"), ("\n\n", "empty"), (",,\n,\n", "empty")] {
            let refused = Table::read(text.as_bytes());
            assert!(matches!(&refused, Err(Error::Invalid(errors)) if errors[0].code == code), "{refused:?}");
        }
        let long = format!("a,b\n{}", "1,2\n".repeat(MAX_ROWS + 1));
        assert!(Table::read(long.as_bytes()).is_err());
    }
}

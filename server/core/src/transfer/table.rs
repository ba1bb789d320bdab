//! A CSV file (RFC 4180) as a header and rows. The separator is found in the
//! header; a row that does not fit the header is told, not guessed.

use super::{
    cell::unguard,
    decode::{Encoding, decode},
};
use crate::error::{Error, Result};

/// So that one request ends in time.
pub const MAX_ROWS: usize = 10_000;
const MAX_COLUMNS: usize = 200;

#[derive(Clone, PartialEq, Debug)]
pub struct Table {
    pub encoding: Encoding,
    pub separator: char,
    pub headers: Vec<String>,
    pub rows: Vec<Row>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// As a spreadsheet counts: the header is row 1.
    pub number: u64,
    pub cells: Vec<String>,
}

impl Row {
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

impl Table {
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let (text, encoding) = decode(bytes)?;
        let separator = separator(&text);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let (mut headers, mut rows, mut number) = (None, Vec::new(), 0);
        for record in reader.records() {
            let record = record.map_err(|_| refused("unreadable", "the file can't be read as CSV"))?;
            number += 1 + blank_lines(&text, record.position().map_or(0, csv::Position::byte));
            let cells: Vec<String> = record.iter().map(|cell| unguard(cell).to_owned()).collect();
            if headers.is_none() {
                headers = Some(check_headers(&cells)?);
                continue;
            }
            let row = Row { number, cells };
            if row.is_blank() {
                continue;
            }
            if rows.len() == MAX_ROWS {
                let detail = format!("the file has more than {MAX_ROWS} rows; split it");
                return Err(refused("too_many_rows", detail));
            }
            rows.push(row);
        }
        let headers = headers.ok_or_else(|| refused("empty", "the file has no header"))?;
        Ok(Self { encoding, separator: char::from(separator), headers, rows })
    }

    pub fn column(&self, name: &str) -> Option<usize> {
        let exact = self.headers.iter().position(|header| header == name.trim());
        exact.or_else(|| self.headers.iter().position(|header| header.eq_ignore_ascii_case(name.trim())))
    }
}

fn check_headers(cells: &[String]) -> Result<Vec<String>> {
    let headers: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
    if headers.len() > MAX_COLUMNS {
        return Err(refused("too_many_columns", format!("the file has more than {MAX_COLUMNS} columns")));
    }
    for (at, header) in headers.iter().enumerate() {
        if !header.is_empty() && headers[..at].contains(header) {
            return Err(refused("duplicate_column", format!("the header names the column {header} twice")));
        }
    }
    Ok(headers)
}

/// What stands between the names of the header, outside quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
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
    fn what_is_no_table_is_refused() {
        for (text, code) in [("", "empty"), ("\n\n", "empty"), ("a,a\n", "duplicate_column")] {
            let refused = Table::read(text.as_bytes());
            assert!(matches!(&refused, Err(Error::Invalid(errors)) if errors[0].code == code), "{refused:?}");
        }
        let long = format!("a,b\n{}", "1,2\n".repeat(MAX_ROWS + 1));
        assert!(Table::read(long.as_bytes()).is_err());
    }
}

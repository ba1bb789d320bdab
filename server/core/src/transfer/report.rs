//! What an import did or would do, row by row where a row was refused.

use super::{Encoding, Template};
use crate::error::Error;

/// So many refused rows are told in an answer; the rest are in the file to fix.
pub const MAX_REPORTED: usize = 500;
const MAX_VALUE: usize = 100;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowError {
    /// As a spreadsheet counts: the header is row 1.
    pub row: u64,
    /// Where one column is to blame.
    pub column: Option<String>,
    /// What stands there, cut to a hundred characters.
    pub value: Option<String>,
    pub code: &'static str,
    pub detail: String,
}

impl RowError {
    pub fn of_row(row: u64, code: &'static str, detail: impl Into<String>) -> Self {
        Self { row, column: None, value: None, code, detail: detail.into() }
    }

    pub fn of_cell(row: u64, column: &str, value: &str, code: &'static str, detail: impl Into<String>) -> Self {
        let value = value.chars().take(MAX_VALUE).collect();
        Self { row, column: Some(column.to_owned()), value: Some(value), code, detail: detail.into() }
    }

    /// A refusal of the rules, in the words of the row.
    pub fn of_refusal(row: u64, refusal: &Error) -> Self {
        let (code, detail) = refusal.brief();
        Self::of_row(row, code, detail)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub create: u64,
    pub update: u64,
    /// Equal to what is there.
    pub skip: u64,
    pub error: u64,
    /// No products: pictures, for one.
    pub ignored: u64,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    pub template: Template,
    pub encoding: Encoding,
    pub counts: Counts,
    /// In the order of the file.
    pub errors: Vec<RowError>,
}

impl Report {
    pub fn told(&self) -> &[RowError] {
        &self.errors[..self.errors.len().min(MAX_REPORTED)]
    }
}

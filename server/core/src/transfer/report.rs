//! What an import did or would do, row by row where a row was rejected or
//! something of it was changed.

use std::collections::{HashMap, HashSet};

use super::{Encoding, Question, RowChange, Template};
use crate::domain::error::Error;

/// The largest number of rejections and remarks in an answer; all rejected rows are in the file to fix.
pub const MAX_REPORTED: usize = 500;
/// The largest number of rows that are named in a group of rejections.
pub const MAX_GROUPED: usize = 20;
/// The longest value that is shown, in characters.
const MAX_VALUE: usize = 100;
/// Reasons that are none of the row's own.
const OF_THE_FILE: [&str; 2] = ["limit_reached", "no_price_column"];

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
        Self { row, column: Some(column.to_owned()), value: Some(cut(value)), code, detail: detail.into() }
    }

    /// Returns a refusal of the rules, in the words of the row.
    pub fn of_refusal(row: u64, refusal: &Error) -> Self {
        let (code, detail) = refusal.brief();
        Self::of_row(row, code, detail)
    }
}

/// A remark about a value of a row that was changed or left out; its product is still imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// As a spreadsheet counts: the header is row 1.
    pub row: u64,
    /// Where one column is meant.
    pub column: Option<String>,
    /// What stands there, cut to a hundred characters.
    pub value: Option<String>,
    pub code: &'static str,
    pub detail: String,
}

impl Remark {
    pub fn of_row(row: u64, code: &'static str, detail: impl Into<String>) -> Self {
        Self { row, column: None, value: None, code, detail: detail.into() }
    }

    pub fn of_cell(row: u64, column: &str, value: &str, code: &'static str, detail: impl Into<String>) -> Self {
        Self { row, column: Some(column.to_owned()), value: Some(cut(value)), code, detail: detail.into() }
    }
}

fn cut(value: &str) -> String {
    value.chars().take(MAX_VALUE).collect()
}

/// Rows that were rejected for the same reason, so that a file with one fault
/// has one reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RejectionGroup {
    pub code: &'static str,
    pub column: Option<String>,
    /// Of the first row, where the rows differ.
    pub detail: String,
    /// All rows of the group.
    pub count: u64,
    /// The first of them, at most [`MAX_GROUPED`].
    pub rows: Vec<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    pub create: u64,
    pub update: u64,
    /// Equal to what is there.
    pub skip: u64,
    pub error: u64,
    /// No products: pictures and parents of variants, for one.
    pub ignored: u64,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    pub template: Template,
    pub encoding: Encoding,
    pub counts: Counts,
    /// In the order of the file.
    pub errors: Vec<RowError>,
    /// In the order of the file, of rows that were not rejected.
    pub remarks: Vec<Remark>,
    /// What is still open for the whole file.
    pub questions: Vec<Question>,
    /// The first rows that create or change a product, for a person to look at
    /// before importing: at most [`RowChange::MAX`], and none after it was done.
    pub changes: Vec<RowChange>,
}

impl Report {
    /// Returns the first rejections, each reason of the whole file only once.
    pub fn first_errors(&self) -> Vec<&RowError> {
        let mut said = HashSet::new();
        let is_asked = |code| self.questions.iter().any(|question| question.code == code);
        let of_the_file = |code| OF_THE_FILE.contains(&code) || is_asked(code);
        let is_new = |error: &&RowError| !of_the_file(error.code) || said.insert(error.code);
        self.errors.iter().filter(is_new).take(MAX_REPORTED).collect()
    }

    pub fn first_remarks(&self) -> &[Remark] {
        &self.remarks[..self.remarks.len().min(MAX_REPORTED)]
    }

    /// Returns the rejections by reason, the most frequent first.
    pub fn groups(&self) -> Vec<RejectionGroup> {
        let mut groups: Vec<RejectionGroup> = Vec::new();
        let mut places: HashMap<(&str, Option<&str>), usize> = HashMap::new();
        for error in &self.errors {
            let at = *places.entry((error.code, error.column.as_deref())).or_insert_with(|| {
                groups.push(RejectionGroup {
                    code: error.code,
                    column: error.column.clone(),
                    detail: error.detail.clone(),
                    count: 0,
                    rows: Vec::new(),
                });
                groups.len() - 1
            });
            let group = &mut groups[at];
            group.count += 1;
            if group.rows.len() < MAX_GROUPED {
                group.rows.push(error.row);
            }
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.count));
        groups
    }

    /// Remarks of rows that came in: what is said of a rejected row is its rejection.
    pub fn remarks_of(remarks: &[Remark], errors: &[RowError]) -> Vec<Remark> {
        let rejected: HashSet<u64> = errors.iter().map(|error| error.row).collect();
        remarks.iter().filter(|remark| !rejected.contains(&remark.row)).cloned().collect()
    }
}

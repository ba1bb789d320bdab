//! What only a person can say of a file, asked once and not row by row.

use super::{Decimal, ForeignCurrency};

/// A question about the whole file. It is answered by a parameter of the
/// import, and until then the rows that it concerns are rejected or lack a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// `decimal_comma`, `foreign_currency`, `price_column`, `name_column`.
    pub code: &'static str,
    /// The query parameter that answers it: the name of a choice, or `mapping`.
    pub parameter: &'static str,
    /// What is unclear and what the answers do, in words for the person who imports.
    pub detail: String,
    /// What may be answered: values of the parameter, or the columns that may be
    /// the field. Empty where no column of the file can be it.
    pub options: Vec<String>,
    /// Rows that wait for the answer.
    pub count: u64,
    /// Some of the values in question, each cut to a hundred characters.
    pub examples: Vec<String>,
}

/// The largest number of values that are shown with a question.
pub(super) const MAX_EXAMPLES: usize = 3;

impl Question {
    pub(super) fn decimal_comma(detail: String, count: u64, examples: Vec<String>) -> Self {
        let options = Decimal::ALL.iter().map(|choice| choice.name().to_owned()).collect();
        Self { code: "decimal_comma", parameter: "decimal", detail, options, count, examples }
    }

    pub(super) fn foreign_currency(detail: String, count: u64, examples: Vec<String>) -> Self {
        let options = ForeignCurrency::ALL.iter().map(|choice| choice.name().to_owned()).collect();
        Self { code: "foreign_currency", parameter: "foreign_currency", detail, options, count, examples }
    }

    pub(super) fn column(code: &'static str, detail: String, options: Vec<String>, count: u64) -> Self {
        Self { code, parameter: "mapping", detail, options, count, examples: Vec::new() }
    }
}

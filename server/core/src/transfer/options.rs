//! What a caller says about a file.

use std::collections::BTreeMap;

use super::{choices::Choices, template::Template};
use crate::domain::money::Currency;

/// The options of an import; missing ones are detected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportOptions {
    /// The company's.
    pub currency: Currency,
    pub template: Option<Template>,
    /// Names of fields and of columns.
    pub mapping: Option<BTreeMap<String, String>>,
    pub choices: Choices,
}

impl ImportOptions {
    /// Everything is found out.
    pub fn of(currency: Currency) -> Self {
        Self { currency, template: None, mapping: None, choices: Choices::default() }
    }
}

//! Items as DynamoDB takes and gives them.

use std::{collections::HashMap, str::FromStr};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::Fault;

pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn flag(value: bool) -> AttributeValue {
    AttributeValue::Bool(value)
}

/// A record as a document.
pub(crate) fn json(value: &impl Serialize) -> Result<AttributeValue, Fault> {
    serde_json::to_string(value).map(AttributeValue::S).map_err(|error| Fault::Malformed(error.to_string()))
}

/// Reads attributes; one that is not what it must be is a fault, not a default.
pub(crate) trait Reading {
    fn text(&self, name: &str) -> Result<&str, Fault>;
    fn maybe_text(&self, name: &str) -> Option<&str>;
    fn number<T: FromStr>(&self, name: &str) -> Result<T, Fault>;
    /// Returns `None` where there is none.
    fn maybe_number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Fault>;
    fn flag(&self, name: &str) -> Result<bool, Fault>;
    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault>;
    /// As DynamoDB counts it: names and values.
    fn bytes(&self) -> u64;
}

fn malformed(name: &str) -> Fault {
    Fault::Malformed(format!("{name} is missing or of another kind"))
}

impl Reading for Item {
    fn text(&self, name: &str) -> Result<&str, Fault> {
        self.maybe_text(name).ok_or_else(|| malformed(name))
    }

    fn maybe_text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_s().ok().map(String::as_str)
    }

    fn number<T: FromStr>(&self, name: &str) -> Result<T, Fault> {
        self.maybe_number(name)?.ok_or_else(|| malformed(name))
    }

    fn maybe_number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Fault> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let value = value.as_n().map_err(|_| malformed(name))?;
        value.parse().map(Some).map_err(|_| malformed(name))
    }

    fn flag(&self, name: &str) -> Result<bool, Fault> {
        self.get(name).and_then(|value| value.as_bool().ok()).copied().ok_or_else(|| malformed(name))
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Result<T, Fault> {
        serde_json::from_str(self.text(name)?).map_err(|error| Fault::Malformed(format!("{name}: {error}")))
    }

    fn bytes(&self) -> u64 {
        let size = |value: &AttributeValue| match value {
            AttributeValue::S(text) => text.len(),
            AttributeValue::N(digits) => digits.len().div_ceil(2) + 1,
            AttributeValue::B(bytes) => bytes.as_ref().len(),
            _ => 1,
        };
        self.iter().map(|(name, value)| (name.len() + size(value)) as u64).sum()
    }
}

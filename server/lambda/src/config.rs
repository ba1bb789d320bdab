//! The configuration of the functions, from their environment. Each service asks only for
//! what it uses, and a missing variable ends the start with its name.

use anyhow::{Context as _, Result};

pub fn required(name: &str) -> Result<String> {
    optional(name).with_context(|| format!("the variable {name} is missing"))
}

/// An empty variable is none.
pub fn optional(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

pub fn prefix() -> Result<String> {
    required("TENANTRY_PREFIX")
}

pub fn number(name: &str) -> Result<u32> {
    let Some(value) = optional(name) else { return Ok(0) };
    value.parse().with_context(|| format!("the variable {name} is no number: {value}"))
}

//! What the functions are told by their environment. Each service asks only for
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

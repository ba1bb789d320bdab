//! The function `sweeper` alone.

// What it awaits lies deeper than the compiler looks by default.
#![recursion_limit = "256"]

fn main() -> anyhow::Result<()> {
    tenantry_lambda::start(&[tenantry_lambda::function::SWEEPER])
}

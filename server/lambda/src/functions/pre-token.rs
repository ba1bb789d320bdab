//! The function `pre-token` alone.

fn main() -> anyhow::Result<()> {
    tenantry_lambda::start(&[tenantry_lambda::function::PRE_TOKEN])
}

//! The function `tenants` alone.

fn main() -> anyhow::Result<()> {
    tenantry_lambda::start(&[tenantry_lambda::function::TENANTS])
}

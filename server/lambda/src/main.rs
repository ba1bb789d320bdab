//! All functions in one program.

fn main() -> anyhow::Result<()> {
    tenantry_lambda::start(&tenantry_lambda::function::ALL)
}

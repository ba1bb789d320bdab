//! The function `webhooks` alone.

fn main() -> anyhow::Result<()> {
    tenantry_lambda::start(&[tenantry_lambda::function::WEBHOOKS])
}

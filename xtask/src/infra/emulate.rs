//! Deploys the templates to an emulator: that all stacks come up together,
//! with every reference from one to another. `cargo xtask aws system` also uses
//! what was deployed.

use anyhow::Result;

use super::build;
use crate::{
    emulator::{Emulator, Installation},
    shell::target,
};

/// What is off by default comes up, too.
const EVERYTHING: &[(&str, &str)] =
    &[("PremiumPool", "true"), ("ProvisionedConcurrency", "1"), ("AlertMail", "operations@example.com")];

pub fn run() -> Result<()> {
    build::run()?;
    let emulator = Emulator::start(&target().join("infra-emulator"), None, None)?;
    Installation::deploy(&emulator, None, EVERYTHING)?.look()
}

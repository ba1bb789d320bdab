//! Deploys the templates to an emulator: that all stacks come up together,
//! with every reference from one to another, and that each alarm rings and the
//! commands of its entry in the runbook work. `cargo xtask aws system` also uses
//! what was deployed.

use anyhow::Result;

use super::build;
use crate::{
    emulator::{Emulator, Installation},
    shell::{self, command, root, target},
    tools::emulator_tool,
};

/// What is off by default comes up, too.
const EVERYTHING: &[(&str, &str)] = &[("ProvisionedConcurrency", "1"), ("AlertMail", "operations@example.com")];

pub fn run() -> Result<()> {
    build::run()?;
    // What the emulator is patched with refuses what AWS refuses, and the walk sees what is wrong.
    ["infra/emulator", "infra/walk"].into_iter().try_for_each(tested)?;
    let emulator = Emulator::start(&target().join("infra-emulator"), None, None)?;
    let installation = Installation::deploy(&emulator, None, EVERYTHING)?;
    installation.look()?;
    installation.walk()
}

fn tested(folder: &str) -> Result<()> {
    let mut tests = command(emulator_tool("python")?, &["-B", "-m", "unittest", "discover", "-s"]);
    tests.arg(root().join(folder));
    shell::run(tests)
}

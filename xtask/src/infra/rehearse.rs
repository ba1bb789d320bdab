//! The rehearsal of a deployment, over the templates as they are built. Its engine and rules are in infra/rehearse; it
//! reads the public resource schemas that cfn-lint ships, and transforms templates as SAM does.

use anyhow::Result;

use super::{build, tools};
use crate::shell::{command, root, run as shell_run};

pub fn run(everything: bool) -> Result<()> {
    build::run()?;
    // Without caches beside the sources.
    let mut python = command(tools::template_tool("python")?, &["-B", "-m", "rehearse"]);
    python.arg(build::output()).env("PYTHONPATH", root().join("infra"));
    if everything {
        python.arg("--everything");
    }
    shell_run(python)
}

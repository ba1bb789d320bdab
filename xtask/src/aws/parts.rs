//! The adapters and the functions, each by itself, against the emulators.

use anyhow::Result;

use crate::{shell::in_ci, suites, tools};

pub fn run(all: bool) -> Result<()> {
    if let Err(error) = installed() {
        if in_ci() || !error.is::<tools::Missing>() {
            return Err(error);
        }
        // The tests are then listed as ignored, never as passed.
        println!("{error:#}");
    }
    suites::aws(all)
}

/// Brings what stands in for AWS.
pub fn installed() -> Result<()> {
    tools::aws()
}

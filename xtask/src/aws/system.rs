//! The whole system over HTTP, as it is deployed: the suite of the other backend
//! where it holds for both, and attacks. Then the calls that the functions made
//! are held against those that the policies were proven for.

use std::time::Instant;

use anyhow::Result;
use serde_json::json;

use super::calls;
use crate::{
    emulator::{Emulator, Installation, REGION},
    infra,
    server::bootstrap,
    shell::{run as shell_run, target},
    workspace::cargo_for_all,
};

/// Of the operator that the tests sign in.
const OPERATOR: (&str, &str) = ("operator@example.com", "correct horse battery staple");
/// They wait more than they work.
const TESTS_AT_ONCE: &str = "--test-threads=4";

pub fn run(write: bool) -> Result<()> {
    let functions = bootstrap()?;
    infra::build()?;
    let started = Instant::now();
    let noted = calls::fresh()?;
    let emulator = Emulator::start(&target().join("aws-system"), None, Some(&noted))?;
    let settings = [("PublicUrl", emulator.edge.as_str()), ("ProvisionedPool", "true")];
    let installation = Installation::deploy(&emulator, Some(&functions), &settings)?;
    installation.create_operator(OPERATOR.0, OPERATOR.1)?;
    let tests = |arguments: &[&str]| {
        let mut tests = cargo_for_all(&["test", "--test", "system"]);
        tests
            .arg("--")
            .args(arguments)
            .env("TENANTRY_EDGE", &emulator.edge)
            .env("TENANTRY_AWS", &emulator.address)
            .env("TENANTRY_REGION", REGION);
        shell_run(tests)
    };
    tests(&[TESTS_AT_ONCE])?;
    tests(&["--ignored"])?;
    for scheduled in ["sweeper", "provisioning"] {
        installation.invoke(scheduled, &json!({ "source": "aws.events" }))?;
    }
    println!(
        "The whole system held in {:.0} s; its log is {}",
        started.elapsed().as_secs_f64(),
        emulator.log().display()
    );
    drop(emulator);
    calls::judge(&noted, write)
}

//! The web app, checked and tried in a browser.

use std::{fs, io};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use xtask_launcher::npm;

use crate::{
    server::binary,
    shell::{command, root, run},
    tools::Missing,
};

const CHROMIUM: &str = "/usr/bin/chromium";
/// What Playwright says of each test (client/playwright.config.ts).
const REPORT: &str = "client/test-results/e2e.json";

/// Types, formatting, lints, unit tests, the built size, and that the API types are not stale.
pub fn check() -> Result<()> {
    npm::install()?;
    for script in ["api:check", "typecheck", "format:check", "lint", "test", "build", "size"] {
        npm::script(&["run", script]).with_context(|| format!("client: {script}"))?;
    }
    Ok(())
}

/// The built app in a real browser, against the real server that carries it.
pub fn end_to_end() -> Result<()> {
    npm::install()?;
    if !std::path::Path::new(CHROMIUM).exists() {
        bail!(Missing("chromium is missing; install Debian's package chromium"));
    }
    // The app was just built; the binary that carries it follows.
    let tenantry = binary()?;
    let mut e2e = command("npm", &["run", "e2e"]);
    e2e.current_dir(root().join("client")).env("TENANTRY_BIN", tenantry).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    let report = root().join(REPORT);
    if let Err(error) = fs::remove_file(&report)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error).with_context(|| format!("{REPORT} of an earlier run can't be removed"));
    }
    let result = run(e2e);
    let named = match fs::read(&report) {
        Ok(report) => not_at_once(&serde_json::from_slice(&report).context("Playwright's report")?),
        Err(_) => Vec::new(),
    };
    named.iter().for_each(|named| println!("{named}"));
    // The summary alone is what CI keeps, so it says which.
    result.with_context(|| named.join("; "))
}

/// Names the tests that did not pass at once, each with what Playwright calls that: `unexpected` or `flaky`.
fn not_at_once(report: &Value) -> Vec<String> {
    let children = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let mut named = Vec::new();
    let mut suites = children(report, "suites");
    while let Some(suite) = suites.pop() {
        suites.extend(children(&suite, "suites"));
        for spec in children(&suite, "specs") {
            for test in children(&spec, "tests") {
                let status = test["status"].as_str().unwrap_or("of no status");
                if !matches!(status, "expected" | "skipped") {
                    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                    let (title, project, file) =
                        (text(&spec["title"]), text(&test["projectName"]), text(&spec["file"]));
                    let why = test["results"][0]["error"]["message"].as_str().and_then(|why| why.lines().next());
                    named.push(format!("{status}: {file} [{project}] {title}: {}", why.unwrap_or("no error is named")));
                }
            }
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_names_the_tests_that_did_not_pass_at_once() {
        let test = |status: &str| serde_json::json!({ "projectName": "desktop", "status": status, "results": [{ "error": { "message": "Timed out\nat" } }] });
        let spec = |title: &str, status: &str| serde_json::json!({ "title": title, "file": "a.spec.ts", "tests": [test(status)] });
        let report = serde_json::json!({ "suites": [
            { "specs": [spec("one", "expected")], "suites": [{ "specs": [spec("two", "unexpected"), spec("three", "flaky")] }] },
        ] });
        let named = ["unexpected: a.spec.ts [desktop] two: Timed out", "flaky: a.spec.ts [desktop] three: Timed out"];
        assert_eq!(not_at_once(&report), named);
    }
}

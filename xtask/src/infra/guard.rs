//! Our own rules hold for the templates, and each is shown to fail.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{
    build::{self, Templates},
    mutants, tools,
};
use crate::shell::{command, root, show, target};

fn rules() -> PathBuf {
    root().join("infra/guard/rules.guard")
}

/// Of what was built last.
pub fn hold() -> Result<()> {
    let held = judge(&tools::cfn_guard()?, &build::output())?;
    if held.is_empty() {
        bail!("cfn-guard judged no template");
    }
    for judged in &held {
        if !judged.broken.is_empty() {
            bail!("{} breaks {}", judged.file, judged.broken.join(", "));
        }
    }
    println!("{} templates hold our rules", held.len());
    Ok(())
}

pub fn check(templates: &Templates) -> Result<()> {
    hold()?;
    let mutants = kill(&tools::cfn_guard()?, templates)?;
    let named = named()?;
    let shown: BTreeSet<String> = mutants.into_iter().collect();
    if let Some(rule) = named.difference(&shown).next() {
        bail!("the rule {rule} is never shown to fail: break a template for it in mutants.rs");
    }
    println!("{} rules are each shown to fail", named.len());
    Ok(())
}

/// The rules that refused a template made to break them.
fn kill(guard: &Path, templates: &Templates) -> Result<Vec<String>> {
    let all = mutants::all();
    let folder = target().join("infra-mutants");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let mut broken = Templates::new();
    for (number, mutant) in all.iter().enumerate() {
        broken.insert(format!("{number:03}"), mutant.template(templates)?);
    }
    build::write(&broken, &folder)?;
    let judged = judge(guard, &folder)?;
    fs::remove_dir_all(&folder)?;
    for (number, mutant) in all.iter().enumerate() {
        let name = format!("{number:03}.json");
        let verdict = judged.iter().find(|one| one.file == name).with_context(|| format!("{name} was not judged"))?;
        if !verdict.broken.iter().any(|rule| rule == mutant.rule) {
            bail!("{} lets through: {}", mutant.rule, mutant.name());
        }
    }
    println!("{} broken templates are rejected", all.len());
    Ok(all.iter().map(|mutant| mutant.rule.to_owned()).collect())
}

struct Judged {
    file: String,
    broken: Vec<String>,
}

fn judge(guard: &Path, folder: &Path) -> Result<Vec<Judged>> {
    let mut validate =
        command(guard, &["validate", "--structured", "--output-format", "json", "--show-summary", "none"]);
    validate.arg("--rules").arg(rules()).arg("--data").arg(folder);
    let shown = show(&validate);
    let output = validate.output().with_context(|| format!("{shown} can't be started"))?;
    let complaint = String::from_utf8_lossy(&output.stderr);
    if !complaint.trim().is_empty() {
        bail!("cfn-guard: {}", complaint.trim());
    }
    let report: Value = serde_json::from_slice(&output.stdout).context("cfn-guard's report can't be read")?;
    Ok(report.as_array().into_iter().flatten().map(judged).collect())
}

fn judged(one: &Value) -> Judged {
    let file = one["name"].as_str().unwrap_or_default();
    let broken = one["not_compliant"].as_array().into_iter().flatten();
    Judged {
        file: Path::new(file).file_name().unwrap_or_default().to_string_lossy().into_owned(),
        broken: broken.filter_map(|rule| rule["Rule"]["name"].as_str()).map(str::to_owned).collect(),
    }
}

fn named() -> Result<BTreeSet<String>> {
    let text = fs::read_to_string(rules())?;
    let names = text.lines().filter_map(|line| line.strip_prefix("rule ")?.split_whitespace().next());
    Ok(names.map(str::to_owned).collect())
}

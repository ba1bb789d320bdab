//! The calls that functions made while the whole system was tested. The file of
//! them in `infra/proof` is what the policies are proven for, so it is held to
//! what is really called.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    infra,
    shell::{root, target},
};

const NOTE: &str = "What the functions called while `cargo xtask aws system` ran, which adds to this file (--write), and with a \
                    second region on an installation in `cargo xtask aws account`: a call is a role, an action and what it is \
                    done to. The tenant is called TENANT; OTHER leads the key of a silo.";

/// Creates an empty file for the calls that the emulator notes.
pub fn fresh() -> Result<PathBuf> {
    let file = target().join("aws-calls.jsonl");
    fs::create_dir_all(target())?;
    fs::write(&file, "")?;
    Ok(file)
}

fn kept() -> PathBuf {
    root().join("infra/proof/recorded.json")
}

pub fn judge(noted: &Path, write: bool) -> Result<()> {
    let seen: BTreeSet<String> = fs::read_to_string(noted)?.lines().map(str::to_owned).collect();
    if let Some(refused) = seen.iter().find(|call| call.contains("\"refused\"")) {
        bail!("a function has no right to what it calls: {refused}");
    }
    let text = fs::read_to_string(kept()).context("no calls are recorded")?;
    // One call a line, as it is written below.
    let known: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect();
    if write {
        // Some depend on what meets at the same time, so one run does not make them all.
        return keep(&(&seen | &known));
    }
    if let Some(call) = seen.difference(&known).next() {
        bail!("a call is new: {call}; look at it, then `cargo xtask aws system --write`");
    }
    known.difference(&seen).for_each(|call| println!("not made this time: {call}"));
    println!("{} calls of the functions are known", seen.len());
    infra::policies()
}

fn keep(seen: &BTreeSet<String>) -> Result<()> {
    let calls: Vec<String> = seen.iter().map(|call| format!("    {call}")).collect();
    let note = serde_json::to_string(NOTE)?;
    fs::write(kept(), format!("{{\n  \"note\": {note},\n  \"calls\": [\n{}\n  ]\n}}\n", calls.join(",\n")))?;
    println!("{} calls are recorded in {}", seen.len(), kept().display());
    infra::policies()
}

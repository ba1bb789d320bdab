//! What the workflows may not do, which their schema does not say.

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use super::yaml;
use crate::shell::root;

fn workflows() -> BTreeMap<String, Value> {
    let folder = fs::read_dir(root().join(".github/workflows")).unwrap();
    let all = folder.map(|entry| entry.unwrap().path());
    all.map(|file| (file.file_name().unwrap().to_string_lossy().into_owned(), yaml::read(&file).unwrap())).collect()
}

fn steps(workflow: &Value) -> impl Iterator<Item = (&str, &Value, &Value)> {
    let jobs = workflow["jobs"].as_object().into_iter().flatten();
    jobs.flat_map(|(name, job)| {
        job["steps"].as_array().into_iter().flatten().map(move |step| (name.as_str(), job, step))
    })
}

/// The owner of an action can move its tag, and would run with the pipeline's rights.
#[test]
fn actions_are_named_by_what_they_are() {
    let mut looked_at = 0;
    for (file, workflow) in &workflows() {
        for (job, _, step) in steps(workflow) {
            let Some(action) = step["uses"].as_str() else { continue };
            let reference = action.split_once('@').map_or("", |(_, reference)| reference);
            let is_commit = reference.len() == 40 && reference.chars().all(|letter| letter.is_ascii_hexdigit());
            assert!(is_commit, "{file}: {job} uses {action}");
            looked_at += 1;
        }
    }
    assert!(looked_at > 15, "{looked_at}");
}

/// A job that may ask for credentials compiles nothing: a build script of any dependency could ask as well.
#[test]
fn nothing_is_built_where_credentials_are_given() {
    let mut looked_at = 0;
    for (file, workflow) in &workflows() {
        for (job, of, step) in steps(workflow) {
            if of["permissions"]["id-token"] != "write" {
                continue;
            }
            let run = step["run"].as_str().unwrap_or_default();
            let builds =
                ["cargo", "rustup", "npm", "pip"].iter().any(|tool| run.split_whitespace().any(|word| word == *tool));
            assert!(!builds, "{file}: {job} runs {run}");
            looked_at += 1;
        }
    }
    assert!(looked_at > 5, "{looked_at}");
}

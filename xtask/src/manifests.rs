//! What the manifests are held to: each dependency stands in the root once, with its version and its reason, and members
//! name it from there.

use std::fs;

use crate::shell::root;

const SECTION: &str = "[workspace.dependencies]";

fn manifest(member: &str) -> String {
    let path = root().join(member).join("Cargo.toml");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the paths that `members` lists.
fn members(root: &str) -> Vec<&str> {
    let list = root.split_once("members = [").and_then(|(_, rest)| rest.split_once(']')).expect("a list").0;
    let quoted = list.lines().filter(|line| !line.trim().starts_with('#'));
    quoted.flat_map(|line| line.split('"').skip(1).step_by(2)).collect()
}

#[test]
fn each_dependency_has_its_reason() {
    let text = manifest("");
    let (_, section) = text.split_once(SECTION).expect("the section");
    let (mut before, mut ours) = ("", false);
    for line in section.lines().take_while(|line| !line.starts_with('[')) {
        if let Some(title) = line.strip_prefix("## ") {
            ours = title == "This workspace";
        } else if line.starts_with(|first: char| first.is_ascii_lowercase()) {
            assert!(ours || before.starts_with("# "), "no line above says why it is there: {line}");
        }
        before = line;
    }
}

#[test]
fn members_take_versions_and_lints_from_the_root() {
    let text = manifest("");
    let members = members(&text);
    assert!(members.len() >= 12, "{members:?}");
    for member in members {
        let text = manifest(member);
        let mut dependencies = false;
        for line in text.lines() {
            if line.starts_with('[') {
                dependencies = line.ends_with("dependencies]");
            } else if dependencies && line.starts_with(|first: char| first.is_ascii_lowercase()) {
                assert!(line.contains("workspace = true"), "{member}: a version belongs into the root: {line}");
            }
        }
        assert!(text.contains("[lints]\nworkspace = true"), "{member} does not take the lints");
    }
}

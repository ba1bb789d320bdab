//! What the pages of the repository are held to: a decision record says what
//! became of it, and links to files lead somewhere.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::shell::root;

/// Returns the Markdown files of a folder, without those of folders in it.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "md")).collect()
}

/// Returns the status in `Status: accepted, 2026-11-30; amended by ...`, if the line is one.
fn status(line: &str) -> Option<&str> {
    let (status, rest) = line.strip_prefix("Status: ")?.split_once(", ")?;
    let date = rest.split(';').next()?;
    let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    (["accepted", "superseded"].contains(&status) && shape == "0000-00-00").then_some(status)
}

#[test]
fn decision_records_have_a_status_and_are_in_the_index() {
    let folder = root().join("docs/adr");
    let index = fs::read_to_string(folder.join("README.md")).unwrap();
    for page in pages(&folder).iter().filter(|page| !page.ends_with("README.md")) {
        let (name, text) = (page.file_name().unwrap().to_string_lossy(), fs::read_to_string(page).unwrap());
        let mut lines = text.lines().filter(|line| !line.is_empty());
        let title = lines.next().and_then(|line| line.strip_prefix("# ")?.split_once(". "));
        let (number, title) = title.unwrap_or_else(|| panic!("{name} begins with no `# NUMBER. Title`"));
        let status = lines.next().and_then(status);
        let status = status.unwrap_or_else(|| panic!("{name} has no `Status: accepted, DATE` below its title"));
        assert!(name.starts_with(&format!("{number:0>4}-")), "{name} has the number {number}");
        let row = format!("| {number} | [{title}]({name}) | {status}");
        assert!(index.contains(&row), "docs/adr/README.md has no row {row}");
    }
}

#[test]
fn links_to_files_lead_somewhere() {
    let folders = ["", "docs", "docs/adr", "findings", "client"];
    for page in folders.iter().flat_map(|folder| pages(&root().join(folder))) {
        let text = fs::read_to_string(&page).unwrap();
        let links = text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
        for link in links.filter(|link| !link.contains(':') && !link.starts_with('#')) {
            let file = link.split('#').next().unwrap_or_default();
            assert!(page.with_file_name(file).exists(), "{}: {link} leads nowhere", page.display());
        }
    }
}

//! Checks that code and docs use the standard terms: `xtask/words.txt` lists the words that must not stand there, and
//! the term to use instead.

use std::{collections::HashMap, fs, path::Path};

use anyhow::{Context, Result, bail};
use regex_lite::Regex;

use crate::shell::{command, root};

const LIST: &str = "xtask/words.txt";

/// Prefixes of paths that are not ours to word, are generated, or are data: a fixture keeps the words of its source.
const SKIPPED: &[&str] = &[
    "LICENSE",
    "client/src/api/schema.d.ts",
    "docs/openapi",
    "docs/images/",
    "findings/",
    "infra/proof/recorded.json",
    "server/core/tests/imports/",
    "xtask/src/words.rs",
    LIST,
];

/// Extensions of what we write by hand.
const TEXT: &[&str] = &[
    "rs", "md", "toml", "yaml", "yml", "py", "mjs", "js", "ts", "tsx", "css", "json", "guard", "service", "sh", "sql",
    "html",
];

/// A word that must not stand in the files whose paths begin with one of the prefixes.
struct Word {
    pattern: Regex,
    instead: String,
    paths: Vec<String>,
    /// Lines that match it are left alone.
    unless: Option<Regex>,
}

/// Prints every wrong word as `file:line: word -> use term`, and fails if there is any.
pub fn check() -> Result<()> {
    let words = read(&fs::read_to_string(root().join(LIST)).context(LIST)?)?;
    let listed = command("git", &["ls-files", "-z"]).output().context("git")?;
    if !listed.status.success() {
        bail!("git lists no files: {}", String::from_utf8_lossy(&listed.stderr).trim());
    }
    let files = String::from_utf8(listed.stdout).context("git lists a path that is not UTF-8")?;
    let mut wrong = 0;
    for path in files.split('\0').filter(|path| is_text(path)) {
        // A file that was removed but is still in the index has no words.
        let Ok(text) = fs::read_to_string(root().join(path)) else { continue };
        for line in findings(&words, path, &text) {
            println!("{line}");
            wrong += 1;
        }
    }
    if wrong > 0 {
        bail!("{wrong} words that {LIST} lists stand in code or docs");
    }
    Ok(())
}

fn is_text(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    TEXT.contains(&extension)
        && !SKIPPED.iter().any(|skipped| path.starts_with(skipped))
        && !path.ends_with("-lock.json")
        && !path.contains("/tests/fixtures/")
}

fn findings(words: &[Word], path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in words.iter().filter(|word| word.holds_for(path)) {
        for (at, line) in text.lines().enumerate() {
            let allowed = word.unless.as_ref().is_some_and(|unless| unless.is_match(line));
            if let Some(hit) = word.pattern.find(line).filter(|_| !allowed) {
                found.push(format!("{path}:{}: {} -> use {}", at + 1, hit.as_str(), word.instead));
            }
        }
    }
    found
}

impl Word {
    fn holds_for(&self, path: &str) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|prefix| path.starts_with(prefix.as_str()))
    }
}

/// Reads `pattern | term to use | paths | unless`, the last two optional, and `@name = paths` for use in later lines.
fn read(list: &str) -> Result<Vec<Word>> {
    let (mut words, mut named) = (Vec::new(), HashMap::new());
    for line in list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some((name, paths)) = line.split_once(" = ").filter(|_| line.starts_with('@')) {
            named.insert(name, paths);
        } else {
            words.push(word(line, &named).with_context(|| format!("in {LIST}: {line}"))?);
        }
    }
    Ok(words)
}

fn word(line: &str, named: &HashMap<&str, &str>) -> Result<Word> {
    let mut columns = line.split(" | ").map(str::trim);
    let pattern = Regex::new(columns.next().unwrap_or_default())?;
    let instead = columns.next().filter(|term| !term.is_empty()).context("there is no term to use")?.to_owned();
    let paths = columns.next().unwrap_or_default();
    let paths = named.get(paths).unwrap_or(&paths).split_whitespace().map(str::to_owned).collect();
    let unless = columns.next().map(Regex::new).transpose()?;
    Ok(Word { pattern, instead, paths, unless })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_where_its_line_holds() {
        let words =
            read("# a comment\n\\bBasis\\b | ReadSet | server/core/\n(?i)\\bhomes?\\b | backend |  | XDG|/home/")
                .expect("a list");
        let text = "struct Basis;\nfn read_set() {}\n// Both Homes.\nlet folder = \"/home/x\";\n";
        assert_eq!(
            findings(&words, "server/core/src/a.rs", text),
            ["server/core/src/a.rs:1: Basis -> use ReadSet", "server/core/src/a.rs:3: Homes -> use backend"]
        );
        assert_eq!(findings(&words, "docs/a.md", text), ["docs/a.md:3: Homes -> use backend"]);
    }

    #[test]
    fn the_list_is_readable() {
        let list = fs::read_to_string(root().join(LIST)).expect("the list");
        assert!(!read(&list).expect("patterns").is_empty());
    }

    #[test]
    fn generated_files_and_fixtures_are_skipped() {
        for skipped in
            ["client/src/api/schema.d.ts", "docs/openapi.json", "Cargo.lock", "server/core/tests/imports/a.csv"]
        {
            assert!(!is_text(skipped), "{skipped}");
        }
        for read in ["server/core/src/lib.rs", "docs/running.md", "client/src/App.tsx"] {
            assert!(is_text(read), "{read}");
        }
    }
}

//! Core is built in floors, each knowing only those below it (ADR 72). One crate has no walls within, so this reads its
//! sources and fails where an import runs up, where modules form a circle, or where other code than a use case makes the
//! key of a tenant.

mod imports;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use imports::Source;

/// Each floor, and those that it may import.
const FLOORS: [(&str, &[&str]); 7] = [
    ("domain", &[]),
    ("transfer", &["domain"]),
    ("ports", &["domain"]),
    ("policy", &["domain", "ports"]),
    ("runtime", &["domain", "ports", "policy"]),
    ("usecases", &["domain", "transfer", "ports", "policy", "runtime"]),
    ("events", &["domain", "ports", "policy", "runtime", "usecases"]),
];

/// Imports that run up all the same: the module that imports, what it imports, and why. This list may only shrink.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// What makes a key of a tenant out of its record.
const MAKES_A_KEY: [&str; 3] = ["of", "next", "left_by"];

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut sources) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("a source");
                sources.push(Source::read(path.strip_prefix(&root).expect("a path below"), &text));
            }
        }
    }
    sources.sort_by(|a, b| a.module.cmp(&b.module));
    assert!(sources.len() > 100, "only {} sources were found", sources.len());
    sources
}

fn floor(module: &str) -> &str {
    module.split("::").next().unwrap_or_default()
}

fn may_import(from: &str, to: &str) -> bool {
    from == to || FLOORS.iter().any(|(floor, below)| *floor == from && below.contains(&to))
}

/// A file of a floor, with the files of its own folder: what is one room to those outside.
fn room(module: &str) -> String {
    let depth = if floor(module) == "usecases" { 3 } else { 2 };
    module.split("::").take(depth).collect::<Vec<_>>().join("::")
}

#[test]
fn every_module_has_a_floor() {
    for source in sources().iter().filter(|source| !source.module.is_empty()) {
        let floor = floor(&source.module);
        assert!(FLOORS.iter().any(|(known, _)| *known == floor), "{} stands on no floor", source.module);
    }
}

#[test]
fn no_import_runs_up() {
    let mut up = BTreeSet::new();
    let mut count = 0;
    for import in imports::all(&sources()) {
        let (from, to) = (floor(&import.from), floor(&import.to));
        count += usize::from(from != to);
        if !from.is_empty() && !to.is_empty() && !may_import(from, to) {
            up.insert((import.from, import.path));
        }
    }
    assert!(count > 500, "only {count} imports between floors were found");
    let excepted: BTreeSet<(String, String)> =
        EXCEPTIONS.iter().map(|(from, path, _)| ((*from).to_owned(), (*path).to_owned())).collect();
    println!("{count} imports between floors, {} run up", up.len());
    let new: Vec<_> = up.difference(&excepted).collect();
    assert!(new.is_empty(), "imports that run up:\n{new:#?}");
    let gone: Vec<_> = excepted.difference(&up).collect();
    assert!(gone.is_empty(), "exceptions that are no longer needed; take them out:\n{gone:#?}");
}

#[test]
fn modules_form_no_circle() {
    let mut below: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for import in imports::all(&sources()).into_iter().filter(|import| !import.is_test) {
        let (from, to) = (room(&import.from), room(&import.to));
        if !from.is_empty() && from != to {
            below.entry(from).or_default().insert(to);
        }
    }
    // Takes away what imports nothing that is left, and what nothing imports that is left, until only circles are left.
    loop {
        let before = below.len();
        let above: BTreeSet<String> = below.values().flatten().cloned().collect();
        below.retain(|from, targets| !targets.is_empty() && above.contains(from));
        let left: BTreeSet<String> = below.keys().cloned().collect();
        below.values_mut().for_each(|targets| targets.retain(|target| left.contains(target)));
        if below.len() == before {
            break;
        }
    }
    assert!(below.is_empty(), "modules in circles:\n{below:#?}");
}

/// The fields of a key are private to its file, so code that makes one calls what that file offers.
#[test]
fn only_use_cases_make_keys() {
    let owner = "ports::tenant_key";
    let mut makers = BTreeSet::new();
    for source in sources().iter().filter(|source| source.module != owner) {
        let tokens: Vec<&str> = source.tokens.iter().map(String::as_str).collect();
        for (at, window) in tokens.windows(3).enumerate() {
            let before = at.checked_sub(1).map_or("", |before| tokens[before]);
            match window {
                ["TenantKey", "::", name] if MAKES_A_KEY.contains(name) => {
                    makers.insert(source.module.clone());
                }
                // Under another name, or in an `impl` of its own, it would go unseen.
                ["TenantKey", "as", _] | ["TenantKey", ">", "::"] => panic!("{}: a key by another name", source.module),
                ["TenantKey", ";", _] if before == "=" => panic!("{}: a key by another name", source.module),
                ["impl" | "for", "TenantKey", _] => panic!("{}: a key is extended elsewhere", source.module),
                _ => {}
            }
        }
    }
    assert!(!makers.is_empty(), "nobody makes a key");
    let others: Vec<_> = makers.iter().filter(|module| floor(module) != "usecases").collect();
    assert!(others.is_empty(), "these make keys and are no use cases: {others:?}");
    let key = sources().into_iter().find(|source| source.module == owner).expect("the key");
    for name in MAKES_A_KEY {
        let declared = key.tokens.windows(6).any(|window| window == ["pub", "(", "crate", ")", "fn", name]);
        assert!(declared, "`{name}` is not declared for this crate alone");
    }
    // Whatever else gives a key needs one.
    let given = key.tokens.windows(2).filter(|window| window == &["fn", "default"]).count();
    assert_eq!(given, 0);
}

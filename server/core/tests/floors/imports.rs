//! What a module imports, read out of its source: `use` trees, and paths that are written out.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// One source file.
pub struct Source {
    /// As `domain::money::currency`; nothing for the root.
    pub module: String,
    pub tokens: Vec<String>,
}

/// One path to something else.
pub struct Import {
    pub from: String,
    /// The module that it leads to, re-exports followed.
    pub to: String,
    /// As it is written, made absolute.
    pub path: String,
    pub is_test: bool,
}

/// A path, made absolute, of one place in a source.
struct Found {
    path: Vec<String>,
    /// The name that it gets; nothing for a path that is written out.
    name: Option<String>,
    is_public: bool,
    is_test: bool,
}

impl Source {
    pub fn read(path: &Path, text: &str) -> Self {
        let mut parts: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
        let file = parts.pop().unwrap_or_default().trim_end_matches(".rs");
        parts.extend((file != "mod" && file != "lib").then_some(file));
        Self { module: parts.join("::"), tokens: tokens(text) }
    }

    fn path(&self) -> Vec<String> {
        self.module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// All paths that begin with `crate`, `super`, `self` or a child of this module.
    fn found(&self) -> Vec<Found> {
        let (mut found, mut depth, mut inner) = (Vec::new(), 0, Vec::<(String, usize)>::new());
        let token = |at: usize| self.tokens.get(at).map_or("", String::as_str);
        let children: BTreeSet<&str> = (0..self.tokens.len())
            .filter(|at| token(*at) == "mod" && token(at + 2) == ";")
            .map(|at| token(at + 1))
            .collect();
        let mut at = 0;
        while at < self.tokens.len() {
            let here = || self.path().into_iter().chain(inner.iter().map(|(name, _)| name.clone())).collect::<Vec<_>>();
            let is_test = inner.iter().any(|(name, _)| name == "tests") || self.module.ends_with("::tests");
            match token(at) {
                "mod" if token(at + 2) == "{" => inner.push((token(at + 1).to_owned(), depth)),
                "{" => depth += 1,
                "}" => {
                    depth -= 1;
                    inner.retain(|(_, from)| *from < depth);
                }
                "use" if token(at + 1) != "<" => {
                    let is_public = token(at - usize::from(at > 0)) == "pub";
                    let mut leaves = Vec::new();
                    at = self.tree(at + 1, &[], &mut leaves);
                    for (path, name) in leaves {
                        if let Some(path) = absolute(&path, &here(), &children) {
                            found.push(Found { path, name: Some(name), is_public, is_test });
                        }
                    }
                }
                _ if token(at + 1) == "::" && (at == 0 || !["::", "in"].contains(&token(at - 1))) => {
                    let mut path = vec![token(at).to_owned()];
                    while token(at + 1) == "::" && is_name(token(at + 2)) {
                        path.push(token(at + 2).to_owned());
                        at += 2;
                    }
                    if let Some(path) = absolute(&path, &here(), &children) {
                        found.push(Found { path, name: None, is_public: false, is_test });
                    }
                }
                _ => {}
            }
            at += 1;
        }
        found
    }

    /// Reads one `use` tree from a token on, and gives the last token of it.
    fn tree(&self, mut at: usize, before: &[String], leaves: &mut Vec<(Vec<String>, String)>) -> usize {
        let mut path = before.to_vec();
        loop {
            match self.tokens[at].as_str() {
                "{" => {
                    while self.tokens[at] != "}" {
                        at = self.tree(at + 1, &path, leaves);
                    }
                    return at + 1;
                }
                "," | ";" | "}" => {
                    // `self` names what is before it, and after a comma there may be nothing.
                    if path.len() > before.len() {
                        path.retain(|part| part != "self" || before.is_empty());
                        leaves.push((path.clone(), path.last().cloned().unwrap_or_default()));
                    }
                    return at;
                }
                "as" => {
                    let name = self.tokens[at + 1].clone();
                    leaves.push((path, name));
                    return at + 2;
                }
                "::" => {}
                name => path.push(name.to_owned()),
            }
            at += 1;
        }
    }
}

/// Nothing for what is of another crate.
fn absolute(path: &[String], here: &[String], children: &BTreeSet<&str>) -> Option<Vec<String>> {
    let mut from = match path.first()?.as_str() {
        "crate" => return Some(path[1..].to_vec()),
        "self" | "super" => here.to_vec(),
        child if children.contains(child) => here.to_vec(),
        _ => return None,
    };
    let mut rest = path;
    while let Some(word @ ("self" | "super")) = rest.first().map(String::as_str) {
        if word == "super" {
            from.pop();
        }
        rest = &rest[1..];
    }
    from.extend_from_slice(rest);
    Some(from)
}

/// Every import of one module of this crate by another.
pub fn all(sources: &[Source]) -> Vec<Import> {
    let modules: BTreeSet<&str> = sources.iter().map(|source| source.module.as_str()).collect();
    let found: Vec<(&Source, Vec<Found>)> = sources.iter().map(|source| (source, source.found())).collect();
    let mut exported: BTreeMap<(&str, &str), &[String]> = BTreeMap::new();
    for (source, paths) in &found {
        for path in paths.iter().filter(|path| path.is_public) {
            if let Some(name) = &path.name {
                exported.insert((&source.module, name), &path.path);
            }
        }
    }
    let mut imports = Vec::new();
    for (source, paths) in &found {
        // What is only passed on is nobody's need.
        for path in paths.iter().filter(|path| !path.is_public) {
            let to = target(&path.path, &modules, &exported);
            if to != source.module {
                let path_text = path.path.join("::");
                imports.push(Import { from: source.module.clone(), to, path: path_text, is_test: path.is_test });
            }
        }
    }
    imports
}

/// The module that a path leads to.
fn target(path: &[String], modules: &BTreeSet<&str>, exported: &BTreeMap<(&str, &str), &[String]>) -> String {
    let mut path = path.to_vec();
    loop {
        let known = (0..=path.len()).rev().find(|length| modules.contains(path[..*length].join("::").as_str()));
        let module = path[..known.unwrap_or(0)].join("::");
        let next = path.get(known.unwrap_or(0)).and_then(|name| exported.get(&(module.as_str(), name.as_str())));
        match next {
            Some(next) if *next != path.as_slice() => path = next.to_vec(),
            _ => return module,
        }
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_')
}

/// Names, `::` and single other signs, without comments, strings and characters.
fn tokens(text: &str) -> Vec<String> {
    let (mut tokens, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '"' {
            string(rest)
        } else if let Some(length) = raw_string(rest).or_else(|| character(rest)) {
            length
        } else if is_name(rest) {
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
            tokens.push(rest[..end].to_owned());
            end
        } else {
            let length = if rest.starts_with("::") { 2 } else { first.len_utf8() };
            if !first.is_whitespace() {
                tokens.push(rest[..length].to_owned());
            }
            length
        };
        rest = &rest[length..];
    }
    tokens
}

/// The length of a string that begins here.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `r"..."`, `r#"..."#`, also of bytes.
fn raw_string(text: &str) -> Option<usize> {
    let plain = text.strip_prefix('b').unwrap_or(text).strip_prefix('r')?;
    let marks = plain.len() - plain.trim_start_matches('#').len();
    let body = plain[marks..].strip_prefix('"')?;
    let end = body.find(&format!("\"{}", "#".repeat(marks)))?;
    Some(text.len() - body.len() + end + 1 + marks)
}

/// A character; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let body = text.strip_prefix('\'')?;
    if let Some(escaped) = body.strip_prefix('\\') {
        return Some(2 + 1 + escaped.char_indices().skip(1).find(|(_, letter)| *letter == '\'')?.0);
    }
    let letter = body.chars().next()?;
    body[letter.len_utf8()..].starts_with('\'').then(|| 2 + letter.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports_of(text: &str) -> Vec<String> {
        let source = Source::read(Path::new("policy/limit_alerts.rs"), text);
        let mut found: Vec<String> = source.found().iter().map(|found| found.path.join("::")).collect();
        found.sort();
        found
    }

    #[test]
    fn trees_and_paths_are_read() {
        let text = r##"
            //! See [`crate::comment::Not`].
            use std::{fmt, sync::Arc};
            use super::{delivery, device::{Origin as From, self}};
            use crate::{
                domain::{error::{Error, Result}, ids},
                ports::store::Store,
            };
            mod child;
            pub(in crate::policy) fn f(it: crate::runtime::Inner<'_>) -> char {
                let _ = ("crate::string::not \" crate::x", r#"crate::raw"#, 'c', '\'');
                child::g::<crate::domain::money::Money>();
                '"'
            }
            mod tests { use super::super::quotas; }
        "##;
        let expected = [
            "domain::error::Error",
            "domain::error::Result",
            "domain::ids",
            "domain::money::Money",
            "policy::delivery",
            "policy::device",
            "policy::device::Origin",
            "policy::limit_alerts::child::g",
            "policy::quotas",
            "ports::store::Store",
            "runtime::Inner",
        ];
        assert_eq!(imports_of(text), expected);
    }

    #[test]
    fn re_exports_are_followed() {
        let sources = [
            Source::read(Path::new("lib.rs"), "pub mod domain; pub use domain::error::{Error, Result};"),
            Source::read(Path::new("domain/mod.rs"), "pub mod error;"),
            Source::read(Path::new("domain/error.rs"), ""),
            Source::read(Path::new("runtime/a.rs"), "fn f() -> crate::Result<()> {}"),
        ];
        let imports = all(&sources);
        let ends: Vec<_> = imports.iter().map(|import| (import.from.as_str(), import.to.as_str())).collect();
        assert_eq!(ends, [("runtime::a", "domain::error")]);
    }
}

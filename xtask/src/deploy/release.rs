//! Digests of what is deployed. Lambda publishes a version only when SAM names
//! another one, so the name has to follow the code, the templates and every
//! setting: then a change of a parameter alone reaches the functions, too.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Parameters;
use crate::{
    functions::{self, FUNCTIONS},
    infra,
};

/// The parameter that bears the digest.
pub const RELEASE: &str = "Release";
/// Enough to be one of a kind, and short enough for a name in S3.
const LETTERS: usize = 32;

/// Of the functions' code and all templates, as they lie in `target`.
pub fn of_package() -> Result<String> {
    let mut all = Sha256::new();
    let folder = infra::output();
    for name in infra::files(&folder)? {
        add(&mut all, &name, &folder.join(&name))?;
    }
    for service in FUNCTIONS {
        add(&mut all, service, &functions::package_of(service))?;
    }
    Ok(short(all))
}

/// Of a package and the settings that it will have, whether they are given now or were before.
pub fn of(package: &str, settings: &Parameters) -> String {
    let mut all = Sha256::new();
    all.update(package);
    for (name, value) in settings.iter().filter(|(name, _)| *name != RELEASE) {
        all.update(format!("\n{}:{name}={value}", value.len()));
    }
    short(all)
}

fn add(all: &mut Sha256, name: &str, file: &Path) -> Result<()> {
    let content = fs::read(file).with_context(|| format!("{} can't be read", file.display()))?;
    all.update(format!("{name}:{}\n", content.len()));
    all.update(content);
    Ok(())
}

fn short(all: Sha256) -> String {
    let hex: String = all.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    hex[..LETTERS].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Parameters {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn any_setting_makes_another_release() {
        let first = of("package", &settings(&[("LogLevel", "info"), ("PublicUrl", "")]));
        assert_eq!(first, of("package", &settings(&[("PublicUrl", ""), ("LogLevel", "info")])));
        assert_ne!(first, of("package", &settings(&[("LogLevel", "info"), ("PublicUrl", "https://a.example")])));
        assert_ne!(first, of("package", &settings(&[("LogLevel", "info")])));
        assert_ne!(first, of("other", &settings(&[("LogLevel", "info"), ("PublicUrl", "")])));
    }

    /// Else no deployment would ever be without changes.
    #[test]
    fn the_release_before_is_no_setting() {
        let first = of("package", &settings(&[("LogLevel", "info")]));
        assert_eq!(first, of("package", &settings(&[("LogLevel", "info"), (RELEASE, &first)])));
    }
}

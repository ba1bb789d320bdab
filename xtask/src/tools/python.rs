//! Python tools, each set in an environment of its own: what one pins the
//! other forbids.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use super::{Missing, tools};
use crate::shell::{command, run};

pub struct Environment {
    pub name: &'static str,
    /// In pip's words, each of a fixed version where it matters.
    pub packages: &'static [&'static str],
}

impl Environment {
    /// Installs exactly these packages into a virtual environment once, and returns its `bin` folder.
    pub fn bin(&self) -> Result<PathBuf> {
        let venv = tools().join(self.name);
        let stamp = venv.join("installed");
        let wanted = self.packages.join(" ");
        if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
            return Ok(venv.join("bin"));
        }
        println!("Installing {wanted} into a Python environment of its own, once.");
        let mut make = command("python3", &["-m", "venv"]);
        make.arg(&venv);
        run(make).context(Missing(
            "a Python environment can't be made; install Python 3.10 or newer with its venv module",
        ))?;
        let mut install = command(venv.join("bin/pip"), &["install", "--quiet", "--disable-pip-version-check"]);
        install.args(self.packages);
        run(install).context(Missing("Python packages can't be installed; they need access to PyPI once"))?;
        fs::write(&stamp, wanted)?;
        Ok(venv.join("bin"))
    }
}

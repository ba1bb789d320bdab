//! A small file that says whose sign-ins are the demo's. It is there before
//! the first of them is made, so no demo account is ever without it. It holds
//! addresses, never passwords.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const NAME: &str = "demo.json";

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Marker {
    pub operator: String,
    pub members: Vec<DemoMember>,
    /// When the demo's past ends and the present begins.
    pub loaded_at: Timestamp,
    /// False while it is being loaded, and for ever if that was cut short.
    pub complete: bool,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DemoMember {
    pub email: String,
    pub role: String,
    pub tier: String,
    pub company: String,
}

fn path(data: &Path) -> PathBuf {
    data.join(NAME)
}

impl Marker {
    /// Also answers for a data directory that is not there yet.
    pub fn read(data: &Path) -> Result<Option<Marker>> {
        let path = path(data);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("{} can't be read", path.display())),
        };
        let marker = serde_json::from_slice(&text);
        marker.map(Some).with_context(|| format!("{} is not what `tenantry` wrote there", path.display()))
    }

    /// Durable when it returns.
    pub fn write(&self, data: &Path) -> Result<()> {
        let (path, fresh) = (path(data), data.join("demo.json.new"));
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&fresh)?;
            file.write_all(&serde_json::to_vec_pretty(self)?)?;
            file.sync_all()?;
            fs::rename(&fresh, &path)?;
            File::open(data)?.sync_all()
        };
        write().with_context(|| format!("{} can't be written", path.display()))
    }

    pub fn remove(data: &Path) -> Result<()> {
        let path = path(data);
        fs::remove_file(&path).with_context(|| format!("{} can't be removed", path.display()))
    }
}

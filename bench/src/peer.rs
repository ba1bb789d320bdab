//! The peer that people would pick instead: Fastify and better-sqlite3 in two
//! processes, doing the same work with the same durability. It is installed
//! from its lock file into the target directory.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    folder::target,
    process::{Process, free_port},
    seed::{Shape, Shop},
};

const FILES: [&str; 3] = ["package.json", "package-lock.json", "server.js"];
/// Filling its tables and signing its tokens.
const READY_TIMEOUT: Duration = Duration::from_secs(60);

pub struct Peer {
    pub process: Process,
    pub shops: Vec<Shop>,
}

/// Installs the peer by npm and returns its folder.
pub fn install() -> Result<PathBuf> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer");
    let to = target()?.join("bench-peer");
    fs::create_dir_all(&to)?;
    let lock = |folder: &Path| fs::read(folder.join("package-lock.json")).ok();
    let installed = to.join("node_modules/better-sqlite3/build/Release/better_sqlite3.node").is_file();
    let known = installed && lock(&from) == lock(&to);
    for file in FILES {
        fs::copy(from.join(file), to.join(file)).with_context(|| format!("{file} can't be copied"))?;
    }
    if !known {
        println!("Installing the peer; its SQLite may have to be compiled, which takes some minutes, once.");
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--silent"]).current_dir(&to);
        // Where the headers of a packaged Node are; without them the compiler would download some.
        if Path::new("/usr/include/node/node.h").is_file() {
            npm.env("npm_config_nodedir", "/usr");
        }
        let status = npm.status().context("npm can't be started")?;
        if !status.success() {
            bail!("the peer can't be installed: npm ended with {status}");
        }
    }
    Ok(to)
}

pub fn start(installed: &Path, data: &Path, shape: Shape) -> Result<Peer> {
    let at = free_port()?;
    let mut command = Command::new("node");
    command.arg(installed.join("server.js")).arg(at.port().to_string()).arg(data.join("peer.db"));
    command.args([shape.signed_in.to_string(), shape.products.to_string()]);
    let process = Process::start(command, at)?;
    let ready: Value = serde_json::from_str(&process.line(READY_TIMEOUT)?).context("the peer says something odd")?;
    let shops = ready.as_array().context("the peer has no shops")?.iter().map(shop).collect::<Option<_>>();
    Ok(Peer { process: process.listening()?, shops: shops.context("the peer's shops can't be read")? })
}

fn shop(value: &Value) -> Option<Shop> {
    let products = value["products"].as_array()?;
    let products = products.iter().map(|id| id.as_str()?.parse::<Uuid>().ok()).collect::<Option<_>>()?;
    Some(Shop { email: String::new(), key: String::new(), token: value["token"].as_str()?.to_owned(), products })
}

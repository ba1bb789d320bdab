//! Pastes the README's lines into a shell, against a server of its own: a line
//! that no longer works is found before a newcomer finds it.

use std::{fs, process::Stdio};

use anyhow::{Context, Result, bail};

use crate::{
    server::{Data, Server, binary},
    shell, tools,
};

/// What a user who pastes the walk-through must see at its end.
const SEEN: &[&str] = &["confirmed", "shipped", "delivered", "Blue Bicycle has delivered your order", "\"39.98\""];

pub fn run() -> Result<()> {
    tools::need_for_readme()?;
    let server = Server::start(&binary()?, Data::fresh("readme")?, &[])?;
    let readme = fs::read_to_string(shell::root().join("README.md")).context("README.md can't be read")?;
    let script = walk_through(&readme)?.replace("http://127.0.0.1:8080", &server.url);
    let output = shell::command("bash", &["-euo", "pipefail", "-c", &script])
        .stdin(Stdio::null())
        .output()
        .context("bash can't be started")?;
    let shown = String::from_utf8_lossy(&output.stdout);
    if let Some(missing) = SEEN.iter().find(|seen| !shown.contains(*seen)) {
        bail!("the README's lines do not show {missing}, but:\n{shown}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    println!("The README's lines register a company, sell, ship and show the revenue.");
    Ok(())
}

/// The one block of shell that speaks to the API.
fn walk_through(readme: &str) -> Result<&str> {
    let blocks = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.into_iter().find(|block| block.starts_with("API=")).context("README.md has no walk-through any more")
}

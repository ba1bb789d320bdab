//! Generated requests against a running server: no 5xx, and every answer as
//! the document says.

use anyhow::{Result, bail};

use crate::{
    client::Client,
    server::{Data, Server, binary},
    shell, tools,
};

/// The same cases each time.
const SEED: &str = "20261124";
const CONFIG: &str = "xtask/schemathesis.toml";
const ENDS_SESSIONS: &str = "^/v1/auth/(signout|sessions)";
/// Any text is a CSV file, also one that looks like JSON: no body is of a wrong type.
const TAKES_FILES: &str = "^/v1/products/import";
const NEITHER: &str = "^/v1/(auth/(signout|sessions)|products/import)";

pub fn run(cases: u32) -> Result<()> {
    let schemathesis = tools::schemathesis()?;
    let mut server = Server::start(&binary()?, Data::fresh("schemathesis")?, &["--demo"])?;
    let (email, password) = server.sign_in_of("admin", "enterprise")?;
    let token = Client::sign_in(&server.url, &email, &password)?.token;
    let (document, bearer) = (format!("{}/v1/openapi.json", server.url), format!("Authorization: Bearer {token}"));
    let cases = cases.to_string();
    let run = |filter: &[&str]| {
        let mut run = shell::command(&schemathesis, &["--config-file"]);
        // Whatever it leaves behind goes with the data directory.
        run.current_dir(server.data.path()).arg(shell::root().join(CONFIG)).args(["run", &document]);
        run.args(["--checks", "all", "--max-examples", &cases]);
        // Kept examples of an earlier run would make the next one differ.
        run.args(["--seed", SEED, "--generation-database", "none", "--header", &bearer]).args(filter);
        quietly(run, &token)
    };
    // These end the session that everything else is tried with, so they come last and alone.
    let result = run(&["--exclude-path-regex", NEITHER])
        .and_then(|()| run(&["--include-path-regex", TAKES_FILES, "--exclude-checks", "negative_data_rejection"]))
        .and_then(|()| run(&["--include-path-regex", ENDS_SESSIONS]));
    if server.has_ended() {
        bail!("the server ended under the load; its log:\n{}", server.log());
    }
    result
}

/// Like `shell::run`, but a token is not shown.
fn quietly(mut command: std::process::Command, token: &str) -> Result<()> {
    let shown = shell::show(&command).replace(token, "<token>");
    println!("$ {shown}");
    let status = command.status()?;
    if !status.success() {
        bail!("{shown} failed: {status}");
    }
    Ok(())
}

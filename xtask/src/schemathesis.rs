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
const SIGN_OUT: &str = "/v1/auth/signout";

pub fn run(cases: u32) -> Result<()> {
    let schemathesis = tools::schemathesis()?;
    let mut server = Server::start(&binary()?, Data::fresh("schemathesis")?, &["--demo"])?;
    let (email, password) = server.sign_in_of("admin", "enterprise")?;
    let token = Client::sign_in(&server.url, &email, &password)?.token;
    let (document, bearer) = (format!("{}/v1/openapi.json", server.url), format!("Authorization: Bearer {token}"));
    let cases = cases.to_string();
    let run = |filter: [&str; 2]| {
        let mut run = shell::command(&schemathesis, &["--config-file"]);
        // Whatever it leaves behind goes with the data directory.
        run.current_dir(server.data.path()).arg(shell::root().join(CONFIG)).args(["run", &document]);
        run.args(["--checks", "all", "--max-examples", &cases]);
        // Kept examples of an earlier run would make the next one differ.
        run.args(["--seed", SEED, "--generation-database", "none", "--header", &bearer]).args(filter);
        quietly(run, &token)
    };
    // Signing out ends the session that everything else is tried with, so it comes last and alone.
    let result = run(["--exclude-path", SIGN_OUT]).and_then(|()| run(["--include-path", SIGN_OUT]));
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

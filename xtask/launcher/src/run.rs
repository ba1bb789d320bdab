//! From a clone to a running server.

use std::{
    fs,
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};

use crate::{
    npm,
    shell::{cargo, command, run as shell_run, target},
};

/// Optimized where a demo would wait, and quick to build; `cargo build --release` is for those who serve others.
const PROFILE: &str = "demo";

/// Builds the server with the web app, and becomes it.
pub fn run(args: &[String]) -> Result<()> {
    let began = Instant::now();
    announce();
    build()?;
    note(began.elapsed());
    let mut serve = command(folder().join("tenantry"), &["serve", "--demo", "--next-free-port", "--print-welcome"]);
    serve.args(args);
    become_it(serve)
}

fn build() -> Result<()> {
    if folder().join("tenantry").exists() {
        npm::build_app_if_possible()?;
        return build_server();
    }
    // The crates below the server take minutes and the app, which the server carries, takes seconds: at the same time.
    let app = thread::spawn(npm::build_app_if_possible);
    let early = build_server();
    app.join().map_err(|_| anyhow!("the build of the web app panicked"))??;
    match early {
        // Builds nothing if the app was there when the server needed it.
        Ok(()) => build_server(),
        Err(error) => Err(error),
    }
}

fn build_server() -> Result<()> {
    shell_run(cargo(&["build", "--locked", "--profile", PROFILE, "--package", "tenantry-standalone"]))
}

fn folder() -> PathBuf {
    target().join(PROFILE)
}

/// Where the time of the last build stands, in whole seconds.
fn noted() -> PathBuf {
    target().join("seconds-of-last-build")
}

fn announce() {
    let last = fs::read_to_string(noted()).ok().and_then(|text| text.trim().parse().ok());
    match last.map(Duration::from_secs) {
        Some(last) => println!("Building the web app and the server; the last time it took {}.", minutes(last)),
        None => println!("Building the web app and the server with its 300 crates; the first time takes some minutes."),
    }
}

/// Only shown to people, so a failure changes nothing.
fn note(took: Duration) {
    let _ = fs::write(noted(), took.as_secs().to_string());
    println!("Built in {}.", minutes(took));
}

fn minutes(took: Duration) -> String {
    match took.as_secs() {
        seconds @ ..60 => format!("{seconds} s"),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

/// The server takes the place of this process, so that ctrl-c and exit codes are its own.
#[cfg(unix)]
fn become_it(mut serve: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(serve.exec()).context("tenantry can't be started")
}

#[cfg(not(unix))]
fn become_it(serve: Command) -> Result<()> {
    shell_run(serve).context("tenantry ended")
}

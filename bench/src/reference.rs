//! What we are measured against: the framework with nothing behind it, and the
//! disk with nothing before it. Each runs in a child process of its own.

use std::{
    io::Write,
    net::SocketAddr,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use axum::{Json, Router, routing::get, serve::ListenerExt};

use crate::process::{Process, free_port};

/// How this program is called to be a reference.
pub const CEILING: &str = "reference-ceiling";
pub const DISK: &str = "reference-disk";

/// axum's hello world as JSON.
pub fn ceiling() -> Result<Process> {
    let at = free_port()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args([CEILING, &at.to_string()]);
    Process::start(command, at)?.listening()
}

pub fn serve_ceiling(at: SocketAddr) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let hello = async || Json(serde_json::json!({"message": "Hello, world!"}));
        let router = Router::new().route("/", get(hello));
        let listener = tokio::net::TcpListener::bind(at).await?.tap_io(|stream| {
            // As our own server does; without it a connection works too.
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, router).await.context("the ceiling ended")
    })
}

/// Appends of 4 KiB per second, each synced, in this directory.
pub fn disk(folder: &Path, length: Duration) -> Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(DISK).arg(folder).arg(length.as_millis().to_string());
    let output = command.output().context("the disk's limit can't be measured")?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().with_context(|| format!("the disk's limit is {text:?}"))
}

pub fn append(folder: &Path, length: Duration) -> Result<f64> {
    let path = folder.join("appended");
    let mut file = std::fs::File::create(&path)?;
    let (block, started, mut count) = ([7u8; 4_096], Instant::now(), 0u32);
    while started.elapsed() < length {
        file.write_all(&block)?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / started.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}

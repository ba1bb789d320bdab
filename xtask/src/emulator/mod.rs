//! One process that stands in for AWS: ministack, with what it gets wrong put
//! right by `infra/emulator`. It ends with the value that stands for it, or
//! with this process.

mod install;

use std::{
    ffi::OsStr,
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

pub use self::install::{Installation, REGION};
use crate::{
    shell::{command, root},
    tools::emulator_tool,
};

/// How long the emulator may take to start, and a stack to be created.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// It ends its functions' processes first.
const FAREWELL: Duration = Duration::from_secs(10);

pub struct Emulator {
    process: Child,
    folder: PathBuf,
    /// Of AWS.
    pub address: String,
    /// Of what stands before the API.
    pub edge: String,
}

impl Emulator {
    /// With everything of it in a folder, which is emptied first. Calls are noted only where a file is given.
    pub fn start(folder: &Path, app: Option<&Path>, calls: Option<&Path>) -> Result<Self> {
        Self::launch(folder, &[("APP_FOLDER", app), ("CALLS_FILE", calls)])
    }

    /// One that takes templates as the deploy verb sends them.
    pub fn account(folder: &Path, app: Option<&Path>) -> Result<Self> {
        Self::launch(folder, &[("APP_FOLDER", app), ("AS_BUILT", Some(Path::new("1")))])
    }

    fn launch(folder: &Path, paths: &[(&str, Option<&Path>)]) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder.join("tmp"))?;
        // Both are open at once, so that they differ.
        let (aws, edge) = (TcpListener::bind("127.0.0.1:0")?, TcpListener::bind("127.0.0.1:0")?);
        let (port, edge_port) = (aws.local_addr()?.port(), edge.local_addr()?.port());
        drop((aws, edge));
        let address = format!("http://127.0.0.1:{port}");
        let log = fs::File::create(folder.join("log"))?;
        let mut launcher = Command::new(emulator_tool("python")?);
        launcher
            .arg(root().join("infra/emulator/launcher.py"))
            .current_dir(folder)
            .env("AUTH", "true")
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("EDGE_PORT", edge_port.to_string())
            .env("MINISTACK_REGION", REGION)
            .env("MINISTACK_COGNITO_PRETOKEN_STRICT", "1")
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0")
            // A state machine that fails does so at once, after all its tries.
            .env("SFN_WAIT_SCALE", "0.001")
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_ENDPOINT_URL", &address)
            .env("TMPDIR", folder.join("tmp"))
            .env("STATE_DIR", folder.join("state"))
            .env("S3_DATA_DIR", folder.join("s3"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            // Its end ends the launcher.
            .stdin(Stdio::piped())
            .stdout(log.try_clone()?)
            .stderr(log);
        launcher.envs(paths.iter().filter_map(|(name, path)| Some((name, (*path)?))));
        let process = launcher.spawn().context("the emulator can't be started")?;
        let edge = format!("http://127.0.0.1:{edge_port}");
        let mut emulator = Self { process, folder: folder.to_owned(), address, edge };
        emulator.wait()?;
        Ok(emulator)
    }

    fn wait(&mut self) -> Result<()> {
        let started = Instant::now();
        while reqwest::blocking::get(format!("{}/_ministack/health", self.address)).is_err() {
            if started.elapsed() > START_TIMEOUT || self.process.try_wait()?.is_some() {
                bail!("the emulator does not answer: see {}", self.log().display());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    pub fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// Until it is ended from outside.
    pub fn run(&mut self) -> Result<()> {
        // Waiting would close its input, and with that it ends.
        let input = self.process.stdin.take();
        let status = self.process.wait()?;
        drop(input);
        println!("The emulator ended: {status}");
        Ok(())
    }

    /// Makes a command whose AWS endpoint is the emulator.
    fn client(&self, program: impl AsRef<OsStr>) -> Command {
        let mut client = command(program, &[]);
        client
            .env("AWS_ENDPOINT_URL", &self.address)
            .env("AWS_DEFAULT_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env_remove("AWS_SESSION_TOKEN")
            .env_remove("AWS_PROFILE");
        client
    }

    pub fn aws(&self, arguments: &[&str]) -> Result<Value> {
        let mut aws = self.client(emulator_tool("aws")?);
        let output = aws.args(arguments).args(["--output", "json"]).output()?;
        if !output.status.success() {
            // What is said may hold a secret; the verb is enough.
            let verb = arguments.iter().take(2).copied().collect::<Vec<_>>().join(" ");
            bail!("aws {verb}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(serde_json::from_slice(&output.stdout).unwrap_or_default())
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let asked = Instant::now();
        while asked.elapsed() < FAREWELL {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        // It may have ended by itself just now.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

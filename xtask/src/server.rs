//! A server of one's own for a test: a free port, an empty data directory, and
//! an end that only ever reaches the process that was started here.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};

use crate::{shell, workspace::cargo_for_all};

/// A debug build loads the demo in this time on a slow machine.
const START_TIMEOUT: Duration = Duration::from_secs(120);

pub struct Server {
    pub url: String,
    pub data: Data,
    child: Child,
    /// What it printed until it was ready.
    pub welcome: Vec<String>,
}

/// A directory that is gone when its owner is.
pub struct Data(PathBuf);

impl Data {
    pub fn fresh(name: &str) -> Result<Self> {
        let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let path = shell::target().join("tmp").join(format!("{name}-{}-{nanos}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("{} can't be made", path.display()))?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Data {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("{} is left behind: {error}", self.0.display());
        }
    }
}

/// Builds the standalone server if need be and returns its path.
pub fn binary() -> Result<PathBuf> {
    Ok(built()?.join("tenantry"))
}

/// Builds the bootstrap of the Lambda functions if need be and returns its path.
pub fn bootstrap() -> Result<PathBuf> {
    Ok(built()?.join("bootstrap"))
}

/// Both programs, together and with a test: so cargo gives the libraries beneath the features that they have in the
/// tests of the whole workspace, and builds nothing twice.
fn built() -> Result<PathBuf> {
    shell::run(cargo_for_all(&["build", "--bin", "tenantry", "--bin", "bootstrap", "--test", "system"]))?;
    Ok(shell::target().join("debug"))
}

impl Server {
    pub fn start(binary: &Path, data: Data, flags: &[&str]) -> Result<Self> {
        let log = fs::File::create(data.path().join("server.log")).context("the log can't be made")?;
        let mut serve = Command::new(binary);
        serve
            .args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "off", "--print-welcome", "--data"])
            .arg(data.path())
            .args(flags)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut child = serve.spawn().context("tenantry can't be started")?;
        let out = child.stdout.take().context("tenantry has no standard output")?;
        let mut server = Self { url: String::new(), data, child, welcome: Vec::new() };
        server.read_welcome(BufReader::new(out))?;
        Ok(server)
    }

    /// Reads until the line that says where it listens, and on to the end of
    /// what is printed at once.
    fn read_welcome(&mut self, out: impl BufRead + Send + 'static) -> Result<()> {
        let (send, lines) = std::sync::mpsc::channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            // The welcome is written in one piece, so a pause after the URL is its end.
            let wait = if self.url.is_empty() { deadline - Instant::now() } else { Duration::from_millis(300) };
            match lines.recv_timeout(wait) {
                Ok(line) => {
                    if let Some(url) = line.split_whitespace().find_map(|word| word.strip_suffix("/v1/docs")) {
                        self.url = url.to_owned();
                    }
                    self.welcome.push(line);
                }
                Err(_) if !self.url.is_empty() => return Ok(()),
                Err(_) => bail!("tenantry did not say that it is ready; its log:\n{}", self.log()),
            }
        }
    }

    pub fn log(&self) -> String {
        let log = fs::read_to_string(self.data.path().join("server.log")).unwrap_or_default();
        log.lines().rev().take(20).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// The address and password of a demo person, as the welcome printed them.
    pub fn sign_in_of(&self, role: &str, tier: &str) -> Result<(String, String)> {
        let found = self.welcome.iter().find_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                [email, password, its_role, its_tier, ..] if its_role == role && its_tier == tier => {
                    Some((email.to_owned(), password.to_owned()))
                }
                _ => None,
            }
        });
        found.with_context(|| format!("the welcome names no {tier} {role}"))
    }

    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is only ever this child; it may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

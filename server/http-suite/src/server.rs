//! One `serve` of a program on a free port of this machine and a data directory of its own; it ends with the value that
//! stands for it.

use std::{
    io::{BufRead, BufReader, Write},
    marker::PhantomData,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use tempfile::TempDir;

use crate::{Client, Habits, Installation, OPERATOR, PASSWORD};

/// A program that serves Tenantry in one process, with or without kinds of a builder's own.
pub trait Program: Send + Sync + 'static {
    /// Where it is.
    const PATH: &'static str;
    /// Kinds of records that it serves beside Tenantry's.
    const KINDS: usize = 0;
}

pub struct Server<P> {
    program: PhantomData<P>,
    child: Child,
    pub base: String,
    pub metrics: String,
    data: TempDir,
    args: Vec<String>,
}

impl<P: Program> Installation for Server<P> {
    const KINDS: usize = P::KINDS;
    const HABITS: Habits =
        Habits { mailbox: "/v1/dev/mailbox", timeout: Duration::from_secs(10), pause: Duration::from_millis(10) };

    fn start() -> Self {
        Self::with(&[])
    }

    fn with_receivers_here() -> Self {
        Self::with(&["--webhook-reach", "any"])
    }

    fn client(&self) -> Client {
        Client::from(&self.base, None, Self::HABITS)
    }

    fn domain(&self, company: &str) -> String {
        domain(company)
    }

    /// At once: there is one process.
    async fn settled() {}
}

impl<P: Program> Server<P> {
    /// With an operator, and further arguments.
    pub fn with(args: &[&str]) -> Self {
        let data = tempfile::tempdir().expect("a folder");
        create_operator(P::PATH, data.path());
        Self::on(data, args)
    }

    /// On a data directory that is there already.
    pub fn on(data: TempDir, args: &[&str]) -> Self {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let (child, base, metrics) = launch(P::PATH, &[], data.path(), &args);
        Self { program: PhantomData, child, base, metrics, data, args }
    }

    /// The same through another program, which must give its place to the server.
    pub fn on_under(data: TempDir, wrapper: &[&str]) -> Self {
        let (child, base, metrics) = launch(P::PATH, wrapper, data.path(), &[]);
        Self { program: PhantomData, child, base, metrics, data, args: Vec::new() }
    }

    /// Of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Without a chance to tidy up, as a crash would.
    pub fn kill(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ended");
    }

    pub fn start_again(&mut self) {
        self.start_under(&[]);
    }

    /// Through another program, which must give its place to the server.
    pub fn start_under(&mut self, wrapper: &[&str]) {
        (self.child, self.base, self.metrics) = launch(P::PATH, wrapper, self.data.path(), &self.args);
    }

    /// Asks it to stop, waits, and starts it on the same data.
    pub fn stop_and_start_again(&mut self) {
        self.signal("TERM");
        assert!(self.child.wait().expect("it ends").success());
        self.start_again();
    }

    /// Asks it to stop and waits; everything it wrote to its log is returned.
    pub fn stop(mut self) -> (std::process::ExitStatus, String) {
        self.signal("TERM");
        let status = self.child.wait().expect("it ends");
        (status, std::fs::read_to_string(log_path(self.data.path())).expect("a log"))
    }

    /// Stops it and leaves its data directory.
    pub fn keep(mut self) -> TempDir {
        self.signal("TERM");
        self.child.wait().expect("it ends");
        let elsewhere = tempfile::tempdir().expect("a folder");
        std::mem::replace(&mut self.data, elsewhere)
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args([&format!("-{name}"), &id]).status().expect("kill runs").success());
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(log_path(self.data.path())).expect("a log")
    }
}

impl<P> Drop for Server<P> {
    fn drop(&mut self) {
        // It may have ended by itself, as the test wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn domain(company: &str) -> String {
    format!("{}.example", company.to_lowercase().replace(' ', "-"))
}

/// As a company's people have it by default.
pub fn address_of(role: &str, company: &str) -> String {
    format!("{role}@{}", domain(company))
}

fn log_path(data: &Path) -> PathBuf {
    data.join("test.log")
}

fn create_operator(program: &str, data: &Path) {
    let mut child = Command::new(program)
        .args(["operator", "create", "--email", OPERATOR, "--name", "Olive Operator", "--password-stdin", "--data"])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary runs");
    let mut input = child.stdin.take().expect("a pipe");
    writeln!(input, "{PASSWORD}").expect("it reads");
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

fn launch(program: &str, wrapper: &[&str], data: &Path, args: &[String]) -> (Child, String, String) {
    let log = std::fs::File::options().create(true).append(true).open(log_path(data)).expect("a log file");
    let line: Vec<&str> = wrapper.iter().copied().chain([program]).collect();
    let mut child = Command::new(line[0])
        .args(&line[1..])
        .args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0", "--print-welcome", "--data"])
        .arg(data)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("the binary runs");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let (mut api, mut metrics) = (None, None);
    while api.is_none() || metrics.is_none() {
        let line = lines.next().expect("it says where it listens").expect("text");
        if let Some(at) = line.trim().strip_prefix("API docs") {
            api = Some(at.trim().trim_end_matches("/v1/docs").to_owned());
        } else if let Some(at) = line.trim().strip_prefix("Metrics") {
            metrics = Some(at.trim().to_owned());
        }
    }
    // Whatever else it prints must not stop it.
    std::thread::spawn(move || lines.for_each(drop));
    (child, api.expect("an address"), metrics.expect("an address"))
}

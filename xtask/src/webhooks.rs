//! Whether receivers accept our webhooks who check them with what Standard Webhooks publishes: the packages of npm and
//! PyPI, in programs of `clients` that a developer would write.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};

use crate::{
    clients,
    shell::{self, command, root},
    tools::Environment,
    workspace::cargo_for_all,
};

/// For pip; npm's is in `clients/package.json`.
pub const VERIFIER: &str = "standardwebhooks==1.1.0";
const PYTHON: Environment = Environment { name: "webhooks-python", packages: &[VERIFIER] };
/// 32 bytes each in Base64.
const SECRET: &str = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
const OLD_SECRET: &str = "whsec_ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICA=";
/// What verifiers allow between the signature and now is five minutes.
const TOO_OLD_SECONDS: u64 = 10 * 60;
const BODY: &str =
    r#"{"id":"019ab5d2-8e12-7001-9a4b-5c6d7e8f9012","type":"order.placed","version":1,"data":{"order":"Bücher"}}"#;

pub fn install_tools() -> Result<()> {
    PYTHON.bin().map(drop)
}

pub fn run() -> Result<()> {
    shell::run(cargo_for_all(&["build", "--example", "deliver"]))?;
    let sources = root().join("clients");
    let mut node = command("node", &[]);
    // Packages are looked for beside a program, so it is put where they are.
    let folder = clients::node_modules()?.parent().context("a folder above")?.to_owned();
    std::fs::copy(sources.join("receiver.mjs"), folder.join("receiver.mjs"))?;
    node.arg(folder.join("receiver.mjs"));
    accepts("npm", node)?;
    let mut python = command(PYTHON.bin()?.join("python"), &[]);
    python.arg(sources.join("receiver.py"));
    accepts("PyPI", python)
}

/// What the receiver has to make of messages that are genuine, and of those that are not.
fn accepts(name: &str, receiver: Command) -> Result<()> {
    let receiver = Receiver::start(receiver)?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).context("a clock before 1970")?.as_secs();
    for (what, secrets, at, status) in [
        ("one secret", &[SECRET][..], now, "200 order.placed"),
        ("a rotation, before the receiver has the new secret", &[OLD_SECRET, SECRET], now, "200 order.placed"),
        ("a rotation, once it has", &[SECRET, OLD_SECRET], now, "200 order.placed"),
        ("another secret", &[OLD_SECRET], now, "400 "),
        ("no secret", &[], now, "400 "),
        ("an old signature", &[SECRET], now - TOO_OLD_SECONDS, "400 "),
        ("one of the future", &[SECRET], now + TOO_OLD_SECONDS, "400 "),
    ] {
        let answer = receiver.deliver(secrets, at)?;
        ensure!(answer.starts_with(status), "the verifier of {name} made of {what}: {answer}");
        println!("{name}: {what}: {answer}");
    }
    Ok(())
}

struct Receiver {
    child: Child,
    port: String,
}

impl Receiver {
    fn start(mut receiver: Command) -> Result<Self> {
        receiver.env("WEBHOOK_SECRET", SECRET).env("PYTHONDONTWRITEBYTECODE", "1");
        let child = receiver.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().context("a receiver can't start")?;
        let mut started = Self { port: String::new(), child };
        let out = started.child.stdout.take().context("a receiver has no standard output")?;
        BufReader::new(out).read_line(&mut started.port).context("a receiver did not say where it listens")?;
        started.port.truncate(started.port.trim_end().len());
        Ok(started)
    }

    fn deliver(&self, secrets: &[&str], at: u64) -> Result<String> {
        let mut deliver = Command::new(example());
        deliver.arg(format!("http://127.0.0.1:{}/hooks", self.port)).args(["evt_1", &at.to_string()]).args(secrets);
        let mut child = deliver.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("nothing was sent")?;
        let mut body = child.stdin.take().context("no standard input")?;
        body.write_all(BODY.as_bytes())?;
        drop(body);
        let done = child.wait_with_output()?;
        ensure!(done.status.success(), "a message could not be sent");
        Ok(String::from_utf8(done.stdout)?.trim_end().to_owned())
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        // It is only ever this child.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn example() -> PathBuf {
    Path::new(&shell::target()).join("debug/examples/deliver")
}

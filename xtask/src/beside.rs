//! A verb of ours in a process of its own, beside others. What it prints goes to a
//! file, so that the output of two steps does not mix.

use std::{
    env, fs, io,
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::shell::target;

pub struct Beside {
    /// Waits for the end, to know when it was.
    end: JoinHandle<(io::Result<ExitStatus>, Duration)>,
    log: PathBuf,
}

impl Beside {
    pub fn start(verb: &[&str]) -> Result<Self> {
        let folder = target().join("logs");
        fs::create_dir_all(&folder)?;
        let log = folder.join(format!("{}.log", verb.join("-")));
        let output = fs::File::create(&log).with_context(|| format!("{} can't be made", log.display()))?;
        // Linux marks a program in whose place a build has put another.
        let program = env::current_exe().context("this program does not know where it is")?;
        let mut command = Command::new(program.to_string_lossy().trim_end_matches(" (deleted)"));
        command.args(verb).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
        let mut child = command.spawn().with_context(|| format!("{} can't be started", verb.join(" ")))?;
        let started = Instant::now();
        Ok(Self { end: thread::spawn(move || (child.wait(), started.elapsed())), log })
    }

    /// Waits for its end, prints what it printed, and says how long it took.
    pub fn join(self) -> (Result<()>, Duration) {
        let Ok((status, took)) = self.end.join() else {
            return (Err(anyhow::anyhow!("its end can't be awaited")), Duration::ZERO);
        };
        match fs::read_to_string(&self.log) {
            Ok(text) => print!("{text}"),
            Err(error) => println!("{} can't be read: {error}", self.log.display()),
        }
        (judge(status), took)
    }
}

fn judge(status: io::Result<ExitStatus>) -> Result<()> {
    let status = status.context("its end can't be awaited")?;
    if !status.success() {
        bail!("it failed: {status}; what it printed stands above");
    }
    Ok(())
}

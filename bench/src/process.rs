//! A child process: started here, measured while it runs, ended by its id.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError, mpsc::Receiver},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How long a started server may take until it listens.
const LISTEN_TIMEOUT: Duration = Duration::from_secs(60);

pub struct Process {
    pub at: SocketAddr,
    child: Child,
    /// What it prints, for the caller that waits for it.
    lines: Option<Mutex<Receiver<String>>>,
}

/// A port of this machine that nobody listens on at the moment.
pub fn free_port() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0").context("no port is free")?.local_addr()?)
}

impl Process {
    pub fn start(mut command: Command, at: SocketAddr) -> Result<Self> {
        // Lines of the log are made and written, to nowhere: a disk that fills would slow down the next row.
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let program = Path::new(command.get_program()).to_owned();
        let mut child = command.spawn().with_context(|| format!("{} can't be started", program.display()))?;
        let lines = child.stdout.take().map(|out| {
            let (send, lines) = std::sync::mpsc::channel();
            std::thread::spawn(move || {
                BufReader::new(out).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
            });
            Mutex::new(lines)
        });
        Ok(Self { at, child, lines })
    }

    /// Until it takes connections.
    pub fn listening(mut self) -> Result<Self> {
        let started = Instant::now();
        while TcpStream::connect(self.at).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("a server ended before it listened: {status}");
            }
            if started.elapsed() > LISTEN_TIMEOUT {
                bail!("a server did not listen within {} s", LISTEN_TIMEOUT.as_secs());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(self)
    }

    /// The next line that it prints.
    pub fn line(&self, timeout: Duration) -> Result<String> {
        let lines = self.lines.as_ref().context("nothing is printed")?;
        let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.recv_timeout(timeout).context("nothing was printed in time")
    }

    /// Of it and its children, in seconds of CPU.
    pub fn cpu(&self) -> Result<f64> {
        let own = self.child.id();
        let family = std::iter::once(own).chain(children(own));
        family.map(cpu_of).sum()
    }

    /// Of it and its children, in MiB.
    pub fn resident(&self) -> Result<f64> {
        let own = self.child.id();
        std::iter::once(own).chain(children(own)).map(resident_of).sum()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Only ever this child; it may have ended by itself. Its own children end when it is gone.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn children(of: u32) -> Vec<u32> {
    let listed = fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    listed.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

/// `utime` and `stime` of proc(5), in the hundredths of a second that Linux counts in.
fn cpu_of(id: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).context("CPU times need Linux")?;
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks: f64 = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(ticks / 100.0)
}

fn resident_of(id: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).context("memory needs Linux")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse().context("VmRSS is no number")?;
    Ok(kib / 1_024.0)
}

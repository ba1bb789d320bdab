//! One function under measurement: how soon it answers first, and what an answer
//! takes of time, CPU and memory after that.

use std::{
    fs,
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::Value;
use tenantry_aws_testing::runtime::Function;
use tokio::process::Command;

const WARM: u32 = 1_000;
/// Calls before the warm ones are counted.
const RAMP: u32 = 50;

/// Whether an answer is what was asked for.
pub type IsRight = fn(&Value) -> bool;

pub struct Subject {
    pub name: String,
    pub program: PathBuf,
    pub args: Vec<PathBuf>,
    pub variables: Vec<(String, String)>,
    pub event: Value,
    pub is_right: IsRight,
}

#[derive(Clone, Copy, Default)]
pub struct Warm {
    pub cpu_us: f64,
    pub p50_us: f64,
    pub peak_mib: f64,
}

impl Subject {
    async fn start(&self) -> Function {
        let mut command = Command::new(&self.program);
        command.args(&self.args).env_clear().envs(self.variables.iter().cloned()).stdout(Stdio::null());
        Function::spawn(command, &self.name).await
    }

    async fn ask(&self, function: &Function) {
        let answer = function.call(self.event.clone()).await;
        assert!(answer.as_ref().is_ok_and(self.is_right), "{}: {answer:?}", self.name);
    }

    /// From nothing to the first answer, in milliseconds.
    pub async fn cold(&self) -> f64 {
        let began = Instant::now();
        let function = self.start().await;
        self.ask(&function).await;
        let took = began.elapsed().as_secs_f64() * 1e3;
        // The next function would start while this one is taken down, which takes Python's some time.
        let place = PathBuf::from(format!("/proc/{}", function.pid()));
        drop(function);
        while place.exists() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        took
    }

    pub async fn warm(&self) -> Warm {
        let function = self.start().await;
        for _ in 0..RAMP {
            self.ask(&function).await;
        }
        let pid = function.pid();
        let (before, mut times) = (cpu(pid), Vec::new());
        for _ in 0..WARM {
            let began = Instant::now();
            self.ask(&function).await;
            times.push(began.elapsed());
        }
        let used = cpu(pid) - before;
        times.sort();
        Warm {
            cpu_us: used.as_secs_f64() * 1e6 / f64::from(WARM),
            p50_us: times[times.len() / 2].as_secs_f64() * 1e6,
            peak_mib: peak(pid),
        }
    }
}

/// Of all its threads, by the scheduler's own account.
fn cpu(pid: u32) -> Duration {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).expect("CPU times need Linux");
    let of = |path: PathBuf| fs::read_to_string(path.join("schedstat")).ok()?.split(' ').next()?.parse::<u64>().ok();
    Duration::from_nanos(threads.filter_map(|thread| of(thread.ok()?.path())).sum())
}

/// The most memory that it ever had, in MiB.
fn peak(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("memory needs Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse::<f64>().expect("a number") / 1_024.0
}

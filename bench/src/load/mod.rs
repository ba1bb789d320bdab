//! A load generator of our own: keep-alive connections on one thread, little
//! work per answer, latencies in a histogram. It loads us and the references
//! alike, so what it costs itself falls out of the ratio.

mod answer;
mod connection;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use hdrhistogram::Histogram;
use mio::{Events, Poll};

use self::connection::{Connection, Progress};

/// When a run is over.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    Elapsed(Duration),
    Sent(u64),
}

/// A run against one server.
pub struct Load<'a> {
    pub target: SocketAddr,
    pub connections: usize,
    pub until: Until,
    /// Requests per second whether or not answers come; nothing means as fast as they do.
    pub rate: Option<f64>,
    /// Writes the next request.
    pub request: &'a mut (dyn FnMut(&mut Vec<u8>) + Send),
}

/// What came of it.
pub struct Outcome {
    pub answers: u64,
    pub elapsed: Duration,
    /// In microseconds.
    latency: Histogram<u64>,
    /// Answers that are no success, by status.
    pub refused: BTreeMap<u16, u64>,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        self.answers as f64 / self.elapsed.as_secs_f64()
    }

    /// In milliseconds.
    pub fn p99(&self) -> f64 {
        self.latency.value_at_quantile(0.99) as f64 / 1e3
    }

    pub fn p50(&self) -> f64 {
        self.latency.value_at_quantile(0.5) as f64 / 1e3
    }

    /// A rate of refusals is no rate.
    pub fn all_succeeded(self) -> Result<Self> {
        if self.refused.is_empty() {
            Ok(self)
        } else {
            bail!("not all requests were answered well: {:?}", self.refused)
        }
    }
}

/// A minute, in microseconds; what took longer counts as this.
const SLOWEST: u64 = 60_000_000;
/// How long the last answers may take once the run is over.
const LAST_ANSWERS_TIMEOUT: Duration = Duration::from_secs(10);

impl Load<'_> {
    pub fn run(self) -> Result<Outcome> {
        let mut poll = Poll::new().context("the generator has no poll")?;
        let mut events = Events::with_capacity(self.connections.max(64));
        let mut open = (0..self.connections)
            .map(|token| Connection::open(self.target, &poll, token))
            .collect::<Result<Vec<_>>>()?;
        let mut idle: Vec<usize> = (0..open.len()).rev().collect();
        let started = Instant::now();
        let mut run =
            Run { latency: Histogram::new_with_max(SLOWEST, 3)?, refused: BTreeMap::new(), answers: 0, last: started };
        let mut sent = 0u64;
        loop {
            let elapsed = started.elapsed();
            let over = match self.until {
                Until::Elapsed(length) => elapsed >= length,
                Until::Sent(count) => sent >= count,
            };
            if over && (idle.len() == open.len() || elapsed > run.last.duration_since(started) + LAST_ANSWERS_TIMEOUT) {
                break;
            }
            let due = |sent: u64| self.rate.map(|rate| Duration::from_secs_f64(sent as f64 / rate));
            while !over && due(sent).is_none_or(|due| due <= elapsed) {
                if matches!(self.until, Until::Sent(count) if sent >= count) {
                    break;
                }
                let Some(next) = idle.pop() else { break };
                open[next].send(&mut *self.request)?;
                sent += 1;
            }
            let rest = match due(sent) {
                Some(due) if !idle.is_empty() && !over => due.saturating_sub(started.elapsed()),
                _ => Duration::from_millis(100),
            };
            match poll.poll(&mut events, Some(rest)) {
                Err(error) if error.kind() != std::io::ErrorKind::Interrupted => return Err(error.into()),
                _ => {}
            }
            for event in &events {
                let connection = &mut open[event.token().0];
                if event.is_writable() {
                    connection.flush()?;
                }
                if event.is_readable()
                    && let Progress::Answered { status } = connection.receive()?
                {
                    run.take(status, connection.since_sent());
                    idle.push(event.token().0);
                }
            }
        }
        // The run ends with its last answer.
        let elapsed = run.last.duration_since(started);
        let missing = open.len() - idle.len();
        if missing > 0 {
            bail!("{} left {missing} requests unanswered", self.target);
        }
        if run.answers == 0 {
            bail!("{} answered nothing", self.target);
        }
        Ok(Outcome { answers: run.answers, elapsed, latency: run.latency, refused: run.refused })
    }
}

struct Run {
    latency: Histogram<u64>,
    refused: BTreeMap<u16, u64>,
    answers: u64,
    last: Instant,
}

impl Run {
    fn take(&mut self, status: u16, took: Duration) {
        self.answers += 1;
        self.last = Instant::now();
        self.latency.saturating_record(took.as_micros() as u64);
        if !(200..300).contains(&status) {
            *self.refused.entry(status).or_default() += 1;
        }
    }
}

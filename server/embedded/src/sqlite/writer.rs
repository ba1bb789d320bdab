//! Grouped commits: work that waits at the same time shares one sync of the
//! disk. Each piece is all or nothing by itself, and nobody is answered before
//! the group is durable.
//!
//! Savepoints would copy every page that a piece touches, so a group is first
//! tried without: a piece that is refused has as a rule not written anything
//! yet. Where one has, the group is rolled back and run again with savepoints.

use std::{
    collections::HashMap,
    convert::Infallible,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
};

use fail::fail_point;
use rusqlite::{Connection, ErrorCode};
use tokio::sync::oneshot;
use tracing::{Instrument, Span, trace_span};

use super::{DataFile, FileProblem};
use crate::trace::TARGET;

/// The longest queue of a writer; past it callers are asked to retry.
const QUEUE: usize = 4_096;
/// The most pieces of work that share one sync.
const GROUP: usize = 512;

/// The file could not be read or written; nothing of the work was kept.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Fault {
    #[error("the database failed: {0}")]
    Database(Arc<rusqlite::Error>),
    #[error("the writer's queue is full")]
    Full,
    #[error("the store is closed")]
    Closed,
    /// The key leads to where the tenant's data no longer is, or its writes
    /// waited for too long to be carried on elsewhere.
    #[error("the tenant is being moved")]
    Moved,
    /// The file is not the one that belongs there.
    #[error(transparent)]
    File(Arc<FileProblem>),
}

impl Fault {
    /// Returns whether what is stored is not what this version can read: trying again does not help.
    pub fn is_damage(&self) -> bool {
        use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType};
        let Fault::Database(error) = self else { return false };
        matches!(**error, FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..))
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::ToSqlConversionFailure(cause) => match cause.downcast::<FileProblem>() {
                Ok(problem) => Fault::File(Arc::new(*problem)),
                Err(cause) => Fault::Database(Arc::new(rusqlite::Error::ToSqlConversionFailure(cause))),
            },
            error => Fault::Database(Arc::new(error)),
        }
    }
}

impl From<FileProblem> for Fault {
    fn from(problem: FileProblem) -> Self {
        Fault::File(Arc::new(problem))
    }
}

impl Fault {
    /// Returns whether what the file holds can't be had at all, now and at the next try.
    pub fn is_loss(&self) -> bool {
        match self {
            Fault::File(_) => true,
            Fault::Database(error) => {
                matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
            }
            Fault::Full | Fault::Closed | Fault::Moved => false,
        }
    }
}

/// Why a piece of work was not kept: it was refused by a rule, or the
/// database failed under it.
pub(crate) enum Refusal<E> {
    Rule(E),
    Fault(rusqlite::Error),
}

impl<E> From<rusqlite::Error> for Refusal<E> {
    fn from(error: rusqlite::Error) -> Self {
        Refusal::Fault(error)
    }
}

/// What became of a piece of work that the file took. That the file failed is a [`Fault`] beside it, so a caller gets
/// `Result<Committed<T, E>, Fault>`.
#[must_use = "a rejection is to be answered"]
#[derive(Debug)]
pub(crate) enum Committed<T, E> {
    /// What it wrote is durable, and this is its result.
    Done(T),
    /// A rule rejected it. Nothing was written.
    Rejected(E),
}

impl<T, E> Committed<T, E> {
    /// Returns the result, for a caller to whom a rejection is an error.
    pub fn finish(self) -> Result<T, E> {
        match self {
            Committed::Done(done) => Ok(done),
            Committed::Rejected(rejected) => Err(rejected),
        }
    }
}

/// Work can run more than once: when a group fails as a whole, each piece is
/// tried again alone.
trait Job: Send {
    fn file(&self) -> &Arc<DataFile>;
    fn span(&self) -> &Span;
    fn run(&mut self, conn: &Connection) -> rusqlite::Result<Verdict>;
    fn settle(self: Box<Self>, fault: Option<Fault>);
}

enum Verdict {
    Keep,
    Undo,
}

struct Task<T, E, F, S> {
    file: Arc<DataFile>,
    work: F,
    settled: S,
    outcome: Option<Committed<T, E>>,
    reply: oneshot::Sender<Result<Committed<T, E>, Fault>>,
    /// Of the caller, who waits in it.
    span: Span,
}

impl<T, E, F, S> Job for Task<T, E, F, S>
where
    T: Send,
    E: Send,
    F: FnMut(&Connection) -> Result<T, Refusal<E>> + Send,
    S: FnOnce() + Send,
{
    fn file(&self) -> &Arc<DataFile> {
        &self.file
    }

    fn span(&self) -> &Span {
        &self.span
    }

    fn run(&mut self, conn: &Connection) -> rusqlite::Result<Verdict> {
        let _span = self.span.clone().entered();
        match (self.work)(conn) {
            Ok(value) => {
                self.outcome = Some(Committed::Done(value));
                Ok(Verdict::Keep)
            }
            Err(Refusal::Rule(rejected)) => {
                self.outcome = Some(Committed::Rejected(rejected));
                Ok(Verdict::Undo)
            }
            Err(Refusal::Fault(error)) => Err(error),
        }
    }

    fn settle(self: Box<Self>, fault: Option<Fault>) {
        let answer = match (fault, self.outcome) {
            (Some(fault), _) => Err(fault),
            (None, Some(outcome)) => Ok(outcome),
            (None, None) => Err(Fault::Closed),
        };
        (self.settled)();
        // The caller may have gone away; the work is done all the same.
        let _ = self.reply.send(answer);
    }
}

/// A thread that writes to one or more files.
pub(crate) struct Writer {
    queue: SyncSender<Box<dyn Job>>,
}

impl Writer {
    pub fn start(name: &str) -> std::io::Result<(Writer, JoinHandle<()>)> {
        let (queue, jobs) = sync_channel(QUEUE);
        let thread = std::thread::Builder::new().name(format!("writer-{name}")).spawn(move || write(&jobs))?;
        Ok((Writer { queue }, thread))
    }

    /// Runs work that no rule rejects.
    pub async fn run_unruled<T: Send + 'static>(
        &self,
        file: Arc<DataFile>,
        work: impl FnMut(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let mut work = work;
        let done = self.run(file, move |conn: &Connection| -> Result<T, Refusal<Infallible>> { Ok(work(conn)?) });
        match done.await? {
            Committed::Done(value) => Ok(value),
        }
    }

    /// Runs `work` in a transaction. When this returns, what it wrote is durable.
    pub async fn run<T, E, F>(&self, file: Arc<DataFile>, work: F) -> Result<Committed<T, E>, Fault>
    where
        T: Send + 'static,
        E: Send + 'static,
        F: FnMut(&Connection) -> Result<T, Refusal<E>> + Send + 'static,
    {
        self.run_then(file, work, || {}).await
    }

    /// Runs a piece of work as [`Self::run`] does; `settled` runs once the outcome is durable and before anybody
    /// learns of it, also when its caller has gone away.
    pub async fn run_then<T, E, F, S>(&self, file: Arc<DataFile>, work: F, settled: S) -> Result<Committed<T, E>, Fault>
    where
        T: Send + 'static,
        E: Send + 'static,
        F: FnMut(&Connection) -> Result<T, Refusal<E>> + Send + 'static,
        S: FnOnce() + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let span = trace_span!(target: TARGET, "commit", "db.system.name" = "sqlite");
        let job = Box::new(Task { file, work, settled, outcome: None, reply, span: span.clone() });
        match self.queue.try_send(job) {
            Ok(()) => answer.instrument(span).await.unwrap_or(Err(Fault::Closed)),
            Err(TrySendError::Full(_)) => Err(Fault::Full),
            Err(TrySendError::Disconnected(_)) => Err(Fault::Closed),
        }
    }
}

fn write(jobs: &Receiver<Box<dyn Job>>) {
    while let Ok(first) = jobs.recv() {
        let mut waiting = vec![first];
        while waiting.len() < GROUP
            && let Ok(next) = jobs.try_recv()
        {
            waiting.push(next);
        }
        for (file, group) in by_file(waiting) {
            if let Err(problem) = file.verify() {
                let fault = Fault::from(problem);
                group.into_iter().for_each(|job| job.settle(Some(fault.clone())));
                continue;
            }
            let conn = file.writer();
            commit_group(&conn, group);
            file.checkpoint(&conn);
        }
    }
}

type Group = Vec<Box<dyn Job>>;

/// In the order of arrival within each file.
fn by_file(jobs: Group) -> Vec<(Arc<DataFile>, Group)> {
    let mut groups: Vec<(Arc<DataFile>, Group)> = Vec::new();
    let mut places: HashMap<*const DataFile, usize> = HashMap::new();
    for job in jobs {
        let place = *places.entry(Arc::as_ptr(job.file())).or_insert_with(|| {
            groups.push((job.file().clone(), Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(job);
    }
    groups
}

/// A part of the first piece's trace; the others refer to it.
fn group_span(group: &Group) -> Span {
    let Some(first) = group.first() else { return Span::none() };
    let span = trace_span!(target: TARGET, parent: first.span(), "group commit", jobs = group.len());
    if !span.is_disabled() {
        for job in group.iter().skip(1) {
            span.follows_from(job.span());
        }
    }
    span
}

fn commit_group(conn: &Connection, mut group: Group) {
    let _span = group_span(&group).entered();
    let outcome = match try_bare(conn, &mut group) {
        Ok(None) => try_guarded(conn, &mut group),
        Ok(Some(faults)) => Ok(faults),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(faults) => {
            fail_point!("durable-but-not-acknowledged");
            for (job, fault) in group.into_iter().zip(faults) {
                job.settle(fault);
            }
        }
        Err(error) if group.len() > 1 => {
            tracing::warn!(%error, jobs = group.len(), "a group of {} commits failed; each is tried alone", group.len());
            for job in group {
                commit_group(conn, vec![job]);
            }
        }
        Err(error) => {
            let fault = Fault::from(error);
            for job in group {
                job.settle(Some(fault.clone()));
            }
        }
    }
}

type Faults = Vec<Option<Fault>>;

/// Without savepoints: the faults of single pieces, or nothing when a piece
/// that was not kept had written already. An error means that nothing was kept
/// at all.
fn try_bare(conn: &Connection, group: &mut [Box<dyn Job>]) -> rusqlite::Result<Option<Faults>> {
    in_transaction(conn, || {
        let mut faults = Vec::with_capacity(group.len());
        for job in group {
            let before = conn.total_changes();
            let fault = match job.run(conn) {
                Ok(Verdict::Keep) => {
                    faults.push(None);
                    continue;
                }
                Ok(Verdict::Undo) => None,
                // Some errors, as a full disk, end the whole transaction.
                Err(error) if conn.is_autocommit() => return Err(error),
                Err(error) => Some(Fault::from(error)),
            };
            if conn.total_changes() != before {
                return Ok(None);
            }
            faults.push(fault);
        }
        Ok(Some(faults))
    })
}

fn try_guarded(conn: &Connection, group: &mut [Box<dyn Job>]) -> rusqlite::Result<Faults> {
    let mut guarded = || group.iter_mut().map(|job| run_guarded(conn, job)).collect::<rusqlite::Result<Faults>>();
    in_transaction(conn, || guarded().map(Some)).map(Option::unwrap_or_default)
}

/// Commits what `work` gives; rolls back when it fails or gives nothing.
fn in_transaction<T>(
    conn: &Connection,
    work: impl FnOnce() -> rusqlite::Result<Option<T>>,
) -> rusqlite::Result<Option<T>> {
    let result = (|| {
        conn.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        let done = work()?;
        if done.is_some() {
            conn.prepare_cached("COMMIT")?.execute([])?;
        }
        Ok(done)
    })();
    if !conn.is_autocommit() {
        // If this fails too, SQLite has rolled back already.
        let _ = conn.execute_batch("ROLLBACK");
    }
    result
}

fn run_guarded(conn: &Connection, job: &mut Box<dyn Job>) -> rusqlite::Result<Option<Fault>> {
    conn.prepare_cached("SAVEPOINT piece")?.execute([])?;
    let (undo, fault) = match job.run(conn) {
        Ok(Verdict::Keep) => (false, None),
        Ok(Verdict::Undo) => (true, None),
        Err(error) if conn.is_autocommit() => return Err(error),
        Err(error) => (true, Some(Fault::from(error))),
    };
    if undo {
        conn.prepare_cached("ROLLBACK TO piece")?.execute([])?;
    }
    conn.prepare_cached("RELEASE piece")?.execute([])?;
    Ok(fault)
}

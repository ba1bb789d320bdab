//! What is in the write-ahead log is carried over to the file beside the
//! commits, so that they need not wait for it: a thread of its own copies what
//! the log has, the writer the little that was committed in that time, and then
//! the log begins anew. A page that many commits wrote is copied once.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI32, AtomicU8, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
    thread::JoinHandle,
};

use rusqlite::{Connection, hooks::Wal};

use super::OpenOptions;

/// Pages in the log after which it is carried over.
const LENGTH: i32 = 4_000;

const IDLE: u8 = 0;
/// The thread is at it.
const COPYING: u8 = 1;
/// The thread is done, and the writer has to copy the rest.
const REST: u8 = 2;

pub(crate) struct Checkpoints {
    length: Arc<AtomicI32>,
    stage: Arc<AtomicU8>,
    wake: SyncSender<()>,
}

impl Checkpoints {
    /// In the place of those that SQLite makes within a commit.
    pub fn start(
        path: &Path,
        options: OpenOptions,
        writer: &mut Connection,
    ) -> rusqlite::Result<(Self, JoinHandle<()>)> {
        let length = Arc::new(AtomicI32::new(0));
        let seen = length.clone();
        writer.wal_hook(Some(move |_: &mut Wal, pages| {
            seen.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        let conn = options.checkpointer(path)?;
        let stage = Arc::new(AtomicU8::new(IDLE));
        let reached = stage.clone();
        let (wake, woken) = sync_channel(1);
        let copy = move || {
            while woken.recv().is_ok() {
                carry_over(&conn);
                reached.store(REST, Ordering::Release);
            }
        };
        let thread = std::thread::Builder::new().name("checkpoints".into()).spawn(copy);
        let thread = thread.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        Ok((Self { length, stage, wake }, thread))
    }

    /// To be called by the writer between two groups.
    pub fn step(&self, writer: &Connection) {
        match self.stage.load(Ordering::Acquire) {
            IDLE if self.length.load(Ordering::Relaxed) >= LENGTH => {
                self.stage.store(COPYING, Ordering::Relaxed);
                if self.wake.try_send(()).is_err() {
                    self.finish(writer);
                }
            }
            REST => self.finish(writer),
            _ => {}
        }
    }

    fn finish(&self, writer: &Connection) {
        carry_over(writer);
        // The next commit returns the length of the new log.
        self.length.store(0, Ordering::Relaxed);
        self.stage.store(IDLE, Ordering::Relaxed);
    }
}

/// What fails is in the log still, and is tried again when it has grown.
fn carry_over(conn: &Connection) {
    if let Err(error) = conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
        tracing::warn!(%error, "the write-ahead log can't be carried over just now: {error}");
    }
}

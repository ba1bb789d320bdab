//! Events that a consumer gave up on, and handing them out once more.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};
use tenantry_core::{
    domain::{
        event::Event,
        ids::EventId,
        page::{Position, Slice},
    },
    policy::delivery::Failures,
    ports::{
        relay::{DeadLetter, Redriven, Relay},
        store::Read,
    },
};

use super::{OutboxNotifier, deliver::GivenUp};
use crate::{
    outbox::{self, PutOff, owner},
    partition::{FileId, Partition},
    sqlite::{Fault, from_json, millis, time, to_json},
    store::unreadable,
};

pub struct SqliteRelay {
    partition: Arc<Partition>,
    notifier: Arc<OutboxNotifier>,
}

impl SqliteRelay {
    pub(crate) fn new(partition: Arc<Partition>, notifier: Arc<OutboxNotifier>) -> Self {
        Self { partition, notifier }
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Read<T> {
        let (file, writer) = self.partition.at(FileId::Control).map_err(unreadable)?;
        let done = writer.run_unruled(file, work).await.map_err(unreadable)?;
        self.notifier.notify(FileId::Control);
        Ok(done)
    }
}

const COLUMNS: &str = "event, consumer, attempts, error, at";

/// Letters that one write takes from the list.
const CHUNK: usize = 500;

pub(super) fn insert(conn: &Connection, event: &Event, letter: &GivenUp, at: Timestamp) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO dead_letters (event_id, consumer, tenant_id, event, attempts, error, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        event.id.as_bytes(),
        letter.consumer,
        owner(event.tenant),
        to_json(event)?,
        letter.attempts,
        letter.error,
        millis(at),
    ])?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<DeadLetter> {
    Ok(DeadLetter {
        event: from_json(&row.get::<_, String>(0)?)?,
        consumer: row.get(1)?,
        attempts: row.get::<_, i64>(2)? as u32,
        error: row.get(3)?,
        at: time(row.get(4)?)?,
    })
}

#[async_trait]
impl Relay for SqliteRelay {
    async fn dead_letters(&self, from: Option<&Position>, limit: usize) -> Read<Slice<DeadLetter>> {
        // Two consumers can give up on one event, so the place is the pair.
        let (consumer, event) = match from {
            Some(Position::After(consumer, event)) => (consumer.clone(), *event.as_bytes()),
            Some(Position::Before(event)) => (String::new(), *event.as_bytes()),
            None => (String::new(), [0xff; 16]),
        };
        let (file, _) = self.partition.at(FileId::Control).map_err(unreadable)?;
        let letters = file.read(|conn| {
            let mut statement = conn.prepare_cached(&format!(
                "SELECT {COLUMNS} FROM dead_letters WHERE (event_id, consumer) < (?1, ?2) \
                 ORDER BY event_id DESC, consumer DESC LIMIT ?3"
            ))?;
            statement.query_map(params![event, consumer, limit as i64 + 1], read)?.collect::<rusqlite::Result<Vec<_>>>()
        });
        let letters = letters.map_err(|error| unreadable(Fault::from(error)))?;
        Ok(Slice::cut(letters, limit, |letter| Position::After(letter.consumer.clone(), letter.event.id.0)))
    }

    async fn redrive(&self, event: EventId, consumer: &str) -> Read<bool> {
        let consumer = consumer.to_owned();
        let take = move |conn: &Connection| {
            let letter = conn
                .prepare_cached(&format!("SELECT {COLUMNS} FROM dead_letters WHERE event_id = ?1 AND consumer = ?2"))?
                .query_row(params![event.as_bytes(), consumer], read)
                .optional()?;
            letter.map(|letter| hand_out(conn, &letter)).transpose().map(|taken| taken.is_some())
        };
        self.write(take).await
    }

    async fn redrive_all(&self, consumer: &str, limit: usize) -> Read<Redriven> {
        let until = millis(Timestamp::now());
        let mut redriven = Redriven { count: 0, more: true };
        while redriven.more && redriven.count < limit as u64 {
            let consumer = consumer.to_owned();
            let wanted = CHUNK.min(limit - redriven.count as usize);
            let take = move |conn: &Connection| {
                // Those that come back meanwhile are younger, and left for the next call.
                let sql = format!(
                    "SELECT {COLUMNS} FROM dead_letters WHERE consumer = ?1 AND at <= ?2 ORDER BY event_id LIMIT ?3"
                );
                let mut statement = conn.prepare_cached(&sql)?;
                let letters = statement.query_map(params![consumer, until, wanted as i64 + 1], read)?;
                let letters = letters.collect::<rusqlite::Result<Vec<_>>>()?;
                letters.iter().take(wanted).try_for_each(|letter| hand_out(conn, letter))?;
                Ok((letters.len().min(wanted) as u64, letters.len() > wanted))
            };
            let (count, more) = self.write(take).await?;
            redriven = Redriven { count: redriven.count + count, more };
        }
        Ok(redriven)
    }
}

/// Takes a letter from the list back into the outbox, for its consumer alone.
fn hand_out(conn: &Connection, letter: &DeadLetter) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM dead_letters WHERE event_id = ?1 AND consumer = ?2")?
        .execute(params![letter.event.id.as_bytes(), letter.consumer])?;
    let failures = Failures::redriven(letter.attempts);
    let put_off = PutOff { consumer: letter.consumer.clone(), failures, due: Timestamp::UNIX_EPOCH };
    outbox::take_back(conn, &letter.event, &put_off)
}

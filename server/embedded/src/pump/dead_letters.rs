//! Events that a consumer gave up on, and handing them out once more.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{Connection, Row, params};
use tenantry_core::{
    event::Event,
    ids::EventId,
    page::{Position, Slice},
    relay::{DeadLetter, Relay},
    store::Read,
};

use super::{
    Bell, Engine,
    deliver::{GivenUp, chain},
};
use crate::{
    outbox::owner,
    partition::{Partition, Place},
    sqlite::{Fault, from_json, millis, time, to_json},
    store::unreadable,
};

pub struct SqliteRelay {
    partition: Arc<Partition>,
    bell: Arc<Bell>,
}

impl SqliteRelay {
    pub(crate) fn new(partition: Arc<Partition>, bell: Arc<Bell>) -> Self {
        Self { partition, bell }
    }
}

const COLUMNS: &str = "event, consumer, attempts, error, at";

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
        let (file, _) = self.partition.at(Place::Control).map_err(unreadable)?;
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
        let (file, writer) = self.partition.at(Place::Control).map_err(unreadable)?;
        let consumer = consumer.to_owned();
        let ask = move |conn: &Connection| {
            conn.prepare_cached("UPDATE dead_letters SET redrive = 1 WHERE event_id = ?1 AND consumer = ?2")?
                .execute(params![event.as_bytes(), consumer])
        };
        let found = writer.run_unruled(file, ask).await.map_err(unreadable)? > 0;
        self.bell.ring(Place::Control);
        Ok(found)
    }
}

impl Engine {
    /// Hands out what the operator asked for: it leaves the list, or stays
    /// with its new error.
    pub(super) async fn redrive(&self) -> Result<(), Fault> {
        let (file, _) = self.partition.at(Place::Control)?;
        let letters = file.read(|conn| {
            let mut statement =
                conn.prepare_cached(&format!("SELECT {COLUMNS} FROM dead_letters WHERE redrive = 1 LIMIT 256"))?;
            statement.query_map([], read)?.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        for letter in letters {
            let Some(consumer) = self.consumers.iter().find(|consumer| consumer.name() == letter.consumer) else {
                continue;
            };
            let failure = consumer.handle(&letter.event).await.err().map(|error| chain(&error));
            self.write(Place::Control, move |conn| match &failure {
                None => conn
                    .prepare_cached("DELETE FROM dead_letters WHERE event_id = ?1 AND consumer = ?2")?
                    .execute(params![letter.event.id.as_bytes(), letter.consumer]),
                Some(error) => conn
                    .prepare_cached(
                        "UPDATE dead_letters SET redrive = 0, attempts = attempts + 1, error = ?3, at = ?4 \
                         WHERE event_id = ?1 AND consumer = ?2",
                    )?
                    .execute(params![letter.event.id.as_bytes(), letter.consumer, error, millis(Timestamp::now())]),
            })
            .await?;
        }
        Ok(())
    }
}

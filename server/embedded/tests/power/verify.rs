//! After each cut: is what was acknowledged there, and is the rest sound?

use std::{collections::HashSet, fmt, path::Path};

use rusqlite::Connection;

use super::{
    disk::Disk,
    trace::Event,
    writer::{DATA_DIR, STOCK},
};

#[derive(Default)]
pub struct Outcome {
    pub cuts: usize,
    pub acknowledged: usize,
    /// Acknowledged orders that were missing, over all cuts.
    pub lost: usize,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cuts, acknowledged, lost } = self;
        write!(f, "{cuts} power cuts over {acknowledged} acknowledged orders: {lost} lost")
    }
}

pub fn at_random_moments(events: &[Event], cuts: usize, folder: &Path) -> Result<Outcome, String> {
    let mut dice = dice(0x7e57);
    let first = events.iter().position(|event| matches!(event, Event::Acknowledged(_)));
    let first = first.ok_or("nothing was acknowledged")?;
    let mut moments: Vec<usize> = (0..cuts).map(|_| first + dice() as usize % (events.len() - first)).collect();
    moments.sort_unstable();
    let (mut disk, mut acknowledged, mut outcome) = (Disk::default(), HashSet::new(), Outcome::default());
    let mut next = moments.into_iter().peekable();
    for (now, event) in events.iter().enumerate() {
        disk.apply(event);
        if let Event::Acknowledged(id) = event {
            acknowledged.insert(*id);
        }
        while next.next_if_eq(&now).is_some() {
            let found = folder.join(format!("found-{}", outcome.cuts));
            disk.found(&folder.join("data"), &found, &mut dice).map_err(|error| error.to_string())?;
            outcome.lost += missing(&found, &acknowledged).map_err(|error| format!("cut at {now}: {error}"))?;
            outcome.cuts += 1;
            std::fs::remove_dir_all(&found).map_err(|error| error.to_string())?;
        }
    }
    outcome.acknowledged = acknowledged.len();
    Ok(outcome)
}

/// How many acknowledged orders are missing; anything unsound is an error.
fn missing(found: &Path, acknowledged: &HashSet<uuid::Uuid>) -> Result<usize, String> {
    let read = || -> rusqlite::Result<(String, HashSet<uuid::Uuid>, Option<u64>, usize)> {
        let conn = Connection::open(found.join(DATA_DIR).join("pool.db"))?;
        let check = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        let mut statement = conn.prepare("SELECT order_id FROM orders")?;
        let orders = statement.query_map([], |row| row.get::<_, [u8; 16]>(0).map(uuid::Uuid::from_bytes))?;
        let orders = orders.collect::<rusqlite::Result<HashSet<_>>>()?;
        let stock = conn.query_row("SELECT quantity FROM stock", [], |row| row.get::<_, i64>(0)).ok();
        let entries: i64 = conn.query_row(
            "SELECT count(*) FROM journal WHERE json_extract(doc, '$.action') = 'order.placed'",
            [],
            |row| row.get(0),
        )?;
        Ok((check, orders, stock.map(|left| left as u64), entries as usize))
    };
    let (check, orders, stock, entries) = match read() {
        Ok(read) => read,
        // Without a sync even the first tables can be gone.
        Err(error) if error.to_string().contains("no such table") => return Ok(acknowledged.len()),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::CannotOpen) => {
            return Err("the replay made no file: was nothing traced?".to_owned());
        }
        Err(error) => return Err(error.to_string()),
    };
    if check != "ok" {
        return Err(check);
    }
    if let Some(left) = stock
        && (STOCK - left) as usize != orders.len()
    {
        return Err(format!("{} orders, but {} pieces are gone", orders.len(), STOCK - left));
    }
    if entries != orders.len() {
        return Err(format!("{} orders, but {entries} journal entries", orders.len()));
    }
    Ok(acknowledged.difference(&orders).count())
}

/// The same cuts in every run (splitmix64).
fn dice(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

//! Publishes what the stream missed: entries that still wait in an outbox a
//! while after their commit. Outboxes are read tenant by tenant, never by a Scan.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::Client;
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tenantry_core::{
    domain::{error::chain, ids::TenantId, page::Position, tenant::TenantQuery},
    ports::control::ControlStore,
};
use uuid::Uuid;

use super::{Outboxes, Publisher};
use crate::{
    control::{DynamoControl, table::NOBODY},
    dynamo::{Fault, Item, Reading, retried, text},
    hash_keys,
    outbox::Waiting,
};

/// The stream is given so long before an entry counts as missed.
const STREAM_GRACE_PERIOD: SignedDuration = SignedDuration::from_mins(2);
/// Tenants on one page of the list.
const TENANTS_AT_ONCE: usize = 100;
/// Outboxes that are read together: one after the other, those of thousands of tenants take longer than the function has.
const IN_FLIGHT: usize = 32;

/// How long a sweep goes on; the function has 120 seconds.
const LONGEST: Duration = Duration::from_secs(90);

pub struct Sweeper {
    control: DynamoControl,
    client: Client,
    publisher: Publisher,
    outboxes: Outboxes,
    /// The tenant behind which the next sweep begins, where this one could not come to the last.
    reached: Mutex<Option<Position>>,
}

/// A way through all tenants, which are listed from the newest to the oldest, from wherever the sweep before ended.
struct Round {
    begun: Option<Position>,
    /// Whether the newest was come by.
    has_turned: bool,
}

/// What comes after a page of tenants.
#[derive(PartialEq, Eq, Debug)]
enum Step {
    Next(Option<Position>),
    /// There is no time for the rest: the next sweep begins there.
    Later(Position),
    Done,
}

impl Round {
    fn from(begun: Option<Position>) -> Self {
        let has_turned = begun.is_none();
        Self { begun, has_turned }
    }

    fn after(&mut self, next: Option<Position>, has_time: bool) -> Step {
        let Some(next) = next else {
            return if std::mem::replace(&mut self.has_turned, true) { Step::Done } else { Step::Next(None) };
        };
        let is_round = |begun: &Position| self.has_turned && id(&next) <= id(begun);
        if self.begun.as_ref().is_some_and(is_round) {
            return Step::Done;
        }
        if has_time { Step::Next(Some(next)) } else { Step::Later(next) }
    }
}

fn id(position: &Position) -> Uuid {
    match position {
        Position::Before(id) | Position::After(_, id) => *id,
    }
}

impl Sweeper {
    pub fn new(control: DynamoControl, client: Client, publisher: Publisher, outboxes: Outboxes) -> Self {
        Self { control, client, publisher, outboxes, reached: Mutex::default() }
    }

    /// Returns how many entries were published. One that can't be holds up no other: the
    /// first that failed is reported at the end.
    pub async fn sweep(&self, now: Timestamp) -> Result<u64, Fault> {
        let before = now - STREAM_GRACE_PERIOD;
        let mut done = self.outbox(&self.outboxes.control, NOBODY, &NOBODY.to_string(), before).await;
        let until = Instant::now() + LONGEST;
        let mut from = self.reached().take();
        let mut round = Round::from(from.clone());
        loop {
            let all = TenantQuery::default();
            let tenants = self.control.tenants(&all, from.as_ref(), TENANTS_AT_ONCE).await;
            let tenants =
                tenants.map_err(|error| Fault::Neighbour { service: "the list of tenants", detail: chain(&error) })?;
            let mut outboxes = Vec::new();
            for tenant in &tenants.items {
                outboxes.push((&self.outboxes.control, tenant.id, tenant.id.to_string()));
                let hashes = hash_keys::of_entries_of(tenant).into_iter();
                outboxes.extend(hashes.map(|hash| (&self.outboxes.tenants, tenant.id, hash)));
            }
            let swept = outboxes.iter().map(|(table, tenant, hash)| self.outbox(table, *tenant, hash, before));
            let swept: Vec<_> = swept.collect();
            let swept: Vec<Done> = stream::iter(swept).buffered(IN_FLIGHT).collect().await;
            swept.into_iter().for_each(|more| done.add(more));
            match round.after(tenants.next, Instant::now() < until) {
                Step::Next(next) => from = next,
                Step::Later(next) => {
                    tracing::warn!(
                        "a sweep of the outboxes did not come to the last tenant: the next one goes on there"
                    );
                    *self.reached() = Some(next);
                    break;
                }
                Step::Done => break,
            }
        }
        let swept = done.swept;
        if swept > 0 {
            tracing::warn!(swept, "{swept} entries of outboxes were missed by their stream");
        }
        done.first.map_or(Ok(swept), Err)
    }

    fn reached(&self) -> MutexGuard<'_, Option<Position>> {
        self.reached.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn outbox(&self, table: &str, tenant: TenantId, hash: &str, before: Timestamp) -> Done {
        let mut done = Done::default();
        if let Err(fault) = self.entries(table, (tenant, hash), before, &mut done).await {
            tracing::error!(tenant_id = %tenant, error = %chain(&fault), "the outbox {table} of {tenant} could not be read");
            done.first.get_or_insert(fault);
        }
        done
    }

    async fn entries(
        &self,
        table: &str,
        (tenant, hash): (TenantId, &str),
        before: Timestamp,
        done: &mut Done,
    ) -> Result<(), Fault> {
        let request = self
            .client
            .query()
            .table_name(table)
            .key_condition_expression("tenant_id = :tenant")
            .expression_attribute_values(":tenant", text(hash));
        let mut after = None;
        loop {
            let request = request.clone().set_exclusive_start_key(after.take());
            let page = retried(|| request.clone().send()).await?;
            let old = Self::old(table, tenant, page.items.unwrap_or_default(), before, done);
            let failed: BTreeMap<usize, Fault> = self.publisher.publish_many(table, &old).await.into_iter().collect();
            done.swept += old.len().saturating_sub(failed.len()) as u64;
            for (at, fault) in failed {
                let id = old.iter().find(|(other, _)| *other == at).map(|(_, waiting)| waiting.id.to_string());
                done.fail(table, tenant, id.as_deref(), fault);
            }
            after = page.last_evaluated_key;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    /// Those that are old enough, each with its place.
    fn old(
        table: &str,
        tenant: TenantId,
        items: Vec<Item>,
        before: Timestamp,
        done: &mut Done,
    ) -> Vec<(usize, Waiting)> {
        let mut old = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            let is_old = item.number::<i64>("at").map(|at| at < before.as_millisecond());
            match is_old.and_then(|is_old| is_old.then(|| Waiting::read(&item)).transpose()) {
                Ok(waiting) => old.extend(waiting.map(|waiting| (at, waiting))),
                Err(fault) => done.fail(table, tenant, item.maybe_text("entry_id"), fault),
            }
        }
        old
    }
}

#[derive(Default)]
struct Done {
    swept: u64,
    first: Option<Fault>,
}

impl Done {
    fn fail(&mut self, table: &str, tenant: TenantId, id: Option<&str>, fault: Fault) {
        tracing::error!(tenant_id = %tenant, id, error = %chain(&fault), "an entry of the outbox {table} could not be published");
        self.first.get_or_insert(fault);
    }

    fn add(&mut self, more: Done) {
        self.swept += more.swept;
        self.first = self.first.take().or(more.first);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(id: u128) -> Position {
        Position::Before(Uuid::from_u128(id))
    }

    #[test]
    fn a_sweep_goes_on_where_the_one_before_ended_and_comes_by_all() {
        // Tenants 9 to 1, three on a page.
        let page = |from: Option<&Position>| {
            let first = from.map_or(9, |from| id(from).as_u128() - 1);
            (first >= 4).then(|| before(first - 2))
        };
        let run = |begun: Option<Position>, pages: usize| {
            let (mut round, mut from, mut seen) = (Round::from(begun.clone()), begun, Vec::new());
            loop {
                seen.push(from.as_ref().map_or(9, |from| id(from).as_u128() - 1));
                match round.after(page(from.as_ref()), seen.len() < pages) {
                    Step::Next(next) => from = next,
                    Step::Later(next) => return (seen, Some(next)),
                    Step::Done => return (seen, None),
                }
            }
        };
        assert_eq!(run(None, 9), (vec![9, 6, 3], None));
        assert_eq!(run(None, 1), (vec![9], Some(before(7))));
        assert_eq!(run(Some(before(7)), 9), (vec![6, 3, 9], None), "the newest come last, and nothing twice");
        assert_eq!(run(Some(before(7)), 1), (vec![6], Some(before(4))));
        assert_eq!(run(Some(before(4)), 2), (vec![3, 9], Some(before(7))));
    }
}

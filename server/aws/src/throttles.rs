//! The port to the buckets that slow callers down, on DynamoDB: one item of the control table for each bucket, which all
//! containers take from by conditional writes (ADR 87).
//!
//! An item holds the theoretical arrival time of GCRA, in microseconds of the Unix epoch: containers share no other clock.
//! It expires once the bucket is full again. A container remembers for a moment which bucket it found empty, so that who
//! goes on all the same costs nothing.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use aws_sdk_dynamodb::{
    Client,
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::update_item::UpdateItemError,
    types::{ReturnConsumedCapacity, ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use jiff::{SignedDuration, Timestamp};
use quick_cache::sync::Cache;
use tenantry_core::{
    domain::quota::Quota,
    policy::retention::CLOCK_LEEWAY,
    ports::{
        env::Clock,
        store::Read,
        throttle::{BucketKey, Take, ThrottleStore},
    },
};

use crate::{
    control::{
        keys::{self, expires},
        table::{ControlTable, NOBODY},
    },
    dynamo::{Budget, Condition, Consumption, Fault, Item, Reading, number, passes},
};

/// How long an empty bucket is not asked again, at most: another container may have given back.
const REJECTION_MEMORY: Duration = Duration::from_secs(1);
/// The pause that is asked for where the bucket's own is not known.
const UNKNOWN_PAUSE: Duration = Duration::from_secs(1);
/// Buckets that a container remembers something of.
const BUCKETS_KNOWN: usize = 10_000;
/// Writes of one call. A second one is due after another container began the bucket or it was full again meanwhile.
const ROUNDS: u32 = 5;
const ARRIVAL: &str = "arrival";
const MICROS: &str = "a time in microseconds";

pub struct DynamoThrottles {
    table: ControlTable,
    clock: Arc<dyn Clock>,
    /// The last arrival seen of a bucket, by which the first write is chosen. Nobody is rejected by it.
    arrivals: Cache<BucketKey, i64>,
    rejections: Cache<BucketKey, Rejection>,
}

/// An empty bucket, as of a moment of the monotonic clock.
#[derive(Clone, Copy)]
struct Rejection {
    at: Duration,
    retry_after: Duration,
}

/// A quota at a moment, in microseconds.
#[derive(Clone, Copy)]
struct Moment {
    now: i64,
    cost: i64,
    capacity: i64,
}

/// The write that a bucket needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// It is full, or of a clock that stood far ahead: it begins anew.
    Begin,
    /// It has room.
    GoOn,
    /// It is empty.
    Wait(Duration),
}

enum Written {
    /// With the arrival as it is now.
    Done(Option<i64>),
    /// The condition did not hold: the arrival as it is.
    Refused(Option<i64>),
    /// More writes of this very item than DynamoDB takes.
    Throttled,
}

impl Moment {
    fn of(quota: Quota, now: Timestamp) -> Self {
        let micros = |nanos: u64| i64::try_from(nanos / 1_000).unwrap_or(i64::MAX);
        Self { now: now.as_microsecond(), cost: micros(quota.cost()), capacity: micros(quota.capacity()) }
    }

    /// Returns the arrival past which one more does not fit.
    fn last(self) -> i64 {
        self.now + self.capacity - self.cost
    }

    /// Returns the arrival that no clock of ours writes now, since they differ by less.
    fn ahead(self) -> i64 {
        self.now + self.capacity + i64::try_from(CLOCK_LEEWAY.as_micros()).unwrap_or(i64::MAX)
    }

    fn step(self, arrival: Option<i64>) -> Step {
        match arrival {
            None => Step::Begin,
            Some(arrival) if arrival <= self.now || arrival > self.ahead() => Step::Begin,
            Some(arrival) if arrival <= self.last() => Step::GoOn,
            Some(arrival) => {
                let wait = (arrival - self.last()).min(self.capacity);
                Step::Wait(Duration::from_micros(wait.unsigned_abs()))
            }
        }
    }

    /// Returns the update of a step, and what must hold for it.
    fn write(self, step: Step) -> Result<(Condition, Condition), Fault> {
        let over = Timestamp::from_microsecond(self.ahead()).map_err(|_| Fault::Malformed(MICROS.to_owned()))?;
        let (_, over) = expires(over + SignedDuration::from_secs(1));
        Ok(match step {
            Step::Begin => (
                Condition::new("SET arrival = :next, expires_at = :over")
                    .value(":next", number(self.now + self.cost))
                    .value(":over", over),
                Condition::new("attribute_not_exists(arrival) OR arrival <= :now OR arrival > :ahead")
                    .value(":now", number(self.now))
                    .value(":ahead", number(self.ahead())),
            ),
            Step::GoOn | Step::Wait(_) => (
                Condition::new("SET arrival = arrival + :cost, expires_at = :over")
                    .value(":cost", number(self.cost))
                    .value(":over", over),
                Condition::new("arrival > :now AND arrival <= :last")
                    .value(":now", number(self.now))
                    .value(":last", number(self.last())),
            ),
        })
    }
}

impl DynamoThrottles {
    pub fn new(client: Client, prefix: &str, used: Arc<Consumption>, clock: Arc<dyn Clock>) -> Self {
        Self {
            table: ControlTable::new(client, prefix, used),
            clock,
            arrivals: Cache::new(BUCKETS_KNOWN),
            rejections: Cache::new(BUCKETS_KNOWN),
        }
    }

    /// Returns the rest of the pause, if the bucket was found empty just now.
    fn remembered(&self, key: &BucketKey) -> Option<Duration> {
        let Rejection { at, retry_after } = self.rejections.get(key)?;
        let passed = self.clock.monotonic().saturating_sub(at);
        (passed < REJECTION_MEMORY.min(retry_after)).then(|| retry_after - passed)
    }

    fn empty(&self, key: BucketKey, retry_after: Duration) -> Take {
        self.rejections.insert(key, Rejection { at: self.clock.monotonic(), retry_after });
        Take::Empty { retry_after }
    }

    async fn arrival(&self, key: &BucketKey) -> Result<Option<i64>, Fault> {
        let item = self.table.get(&keys::throttle(key)).await?;
        item.map_or(Ok(None), |item| item.maybe_number(ARRIVAL))
    }

    /// A call that was not answered is sent again, and may then take two.
    async fn write(&self, key: &BucketKey, change: Condition, condition: Condition) -> Result<Written, Fault> {
        let request = self
            .table
            .client
            .update_item()
            .table_name(&self.table.name)
            .set_key(Some(keys::throttle(key).item()))
            .update_expression(change.expression)
            .condition_expression(condition.expression)
            .set_expression_attribute_values(Some(change.values.into_iter().chain(condition.values).collect::<Item>()))
            .return_values(ReturnValue::UpdatedNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut budget = Budget::new();
        loop {
            budget.begin();
            let sent = request.clone().send().await;
            self.table.used.write(NOBODY, sent.as_ref().map_or(&[], |done| done.consumed_capacity.as_slice()));
            let error = match sent {
                Ok(done) => {
                    return Ok(Written::Done(
                        done.attributes.and_then(|item| item.maybe_number(ARRIVAL).ok().flatten()),
                    ));
                }
                Err(error) => error,
            };
            if let Some(met) = refused(&error) {
                let arrival = match met {
                    Some(item) => item.maybe_number(ARRIVAL)?,
                    None => self.arrival(key).await?,
                };
                return Ok(Written::Refused(arrival));
            }
            if is_throttled(&error) {
                return Ok(Written::Throttled);
            }
            if !passes(&error) || !budget.pause().await {
                return Err(Fault::service(budget.tries(), error));
            }
        }
    }
}

/// Returns the item that a condition was refused by, where it came with the answer.
fn refused(error: &SdkError<UpdateItemError, HttpResponse>) -> Option<Option<Item>> {
    match error.as_service_error()? {
        UpdateItemError::ConditionalCheckFailedException(met) => Some(met.item.clone().filter(|item| !item.is_empty())),
        _ => None,
    }
}

fn is_throttled(error: &SdkError<UpdateItemError, HttpResponse>) -> bool {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
    matches!(code, Some("ThrottlingException" | "ProvisionedThroughputExceededException" | "RequestLimitExceeded"))
}

#[async_trait]
impl ThrottleStore for DynamoThrottles {
    async fn take(&self, key: BucketKey, quota: Quota) -> Read<Take> {
        if let Some(retry_after) = self.remembered(&key) {
            return Ok(Take::Empty { retry_after });
        }
        let mut step = Moment::of(quota, self.clock.now()).step(self.arrivals.get(&key));
        for _ in 0..ROUNDS {
            let moment = Moment::of(quota, self.clock.now());
            let (change, condition) = moment.write(step)?;
            match self.write(&key, change, condition).await? {
                Written::Done(arrival) => {
                    if let Some(arrival) = arrival {
                        self.arrivals.insert(key, arrival);
                    }
                    return Ok(Take::Taken);
                }
                Written::Throttled => return Ok(self.empty(key, UNKNOWN_PAUSE)),
                Written::Refused(arrival) => {
                    step = Moment::of(quota, self.clock.now()).step(arrival);
                    if let Step::Wait(retry_after) = step {
                        return Ok(self.empty(key, retry_after));
                    }
                }
            }
        }
        Ok(self.empty(key, UNKNOWN_PAUSE))
    }

    async fn give_back(&self, key: BucketKey, quota: Quota) -> Read<()> {
        self.rejections.remove(&key);
        let cost = Moment::of(quota, self.clock.now()).cost;
        let less = Condition::new("SET arrival = arrival - :cost").value(":cost", number(cost));
        match self.write(&key, less, Condition::new("attribute_exists(arrival)")).await? {
            Written::Done(Some(arrival)) => self.arrivals.insert(key, arrival),
            _ => {
                self.arrivals.remove(&key);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000_000;

    /// Ten at once, then one in six seconds.
    fn at(second: i64) -> Moment {
        Moment::of(Quota::per_minute(10, 10), Timestamp::from_second(second).expect("a time"))
    }

    #[test]
    fn a_bucket_takes_its_burst_and_then_waits() {
        let moment = at(1_800_000_000);
        let (mut arrival, mut taken) = (None, 0);
        let wait = loop {
            match moment.step(arrival) {
                Step::Begin => arrival = Some(moment.now + moment.cost),
                Step::GoOn => arrival = arrival.map(|arrival| arrival + moment.cost),
                Step::Wait(wait) => break wait,
            }
            taken += 1;
        };
        assert_eq!((taken, wait), (10, Duration::from_secs(6)));
        assert_eq!(at(1_800_000_006).step(arrival), Step::GoOn);
        assert_eq!(at(1_800_000_060).step(arrival), Step::Begin, "it is full again");
    }

    #[test]
    fn clocks_that_differ_take_no_more_and_one_that_stood_wrong_holds_nobody_up() {
        let moment = at(1_800_000_000);
        let ahead = |seconds: i64| moment.step(Some(moment.now + moment.capacity + seconds * SECOND));
        assert_eq!(ahead(0), Step::Wait(Duration::from_secs(6)));
        // Another container's clock is ahead: no more is taken, and no pause is longer than a whole refill.
        assert_eq!(ahead(60), Step::Wait(Duration::from_secs(60)));
        assert_eq!(ahead(61), Step::Begin);
        assert_eq!(ahead(10 * 365 * 86_400), Step::Begin);
    }
}

//! Deliveries: one event on its way to one endpoint, with what became of the last try.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tenantry_webhooks::Next;
use uuid::Builder;

use crate::domain::{
    error::{Error, Result},
    ids::{EventId, ResourceId},
    member::Role,
    resource::{Context, Index, IndexKey, Kind, Record, Resource, ResourceOrder, ResourceQuery},
};

/// Days for which a delivery is kept.
pub const DELIVERY_DAYS: i64 = 30;
/// The type of test events. It is no type that an endpoint chooses.
pub const TEST_EVENT: &str = "webhook_endpoint.test";
/// The bytes that are kept of an answer's body.
pub const MAX_KEPT_BODY: usize = 1_024;
/// The longest sentence that is kept of a failure, in bytes.
const MAX_KEPT_ERROR: usize = 300;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryStatus {
    /// It is tried, or tried again.
    Pending,
    /// The receiver has it.
    Delivered,
    /// It was given up; it can be replayed.
    Failed,
}

impl DeliveryStatus {
    /// All statuses.
    pub const ALL: [DeliveryStatus; 3] = [DeliveryStatus::Pending, DeliveryStatus::Delivered, DeliveryStatus::Failed];

    pub const fn name(self) -> &'static str {
        match self {
            DeliveryStatus::Pending => "pending",
            DeliveryStatus::Delivered => "delivered",
            DeliveryStatus::Failed => "failed",
        }
    }
}

/// A delivery. It is kept by the installation and changed by nobody else, so it is journalled nowhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WebhookDelivery {
    pub webhook_endpoint_id: ResourceId,
    /// The same at each try, and in each replay: by it a receiver knows what it has handled.
    pub event_id: EventId,
    pub event_type: String,
    pub status: DeliveryStatus,
    /// All tries, those before a replay among them.
    pub tries: u32,
    /// Tries that failed since it began, or was last replayed.
    pub failures: u32,
    pub next_try_at: Option<Timestamp>,
    pub last_try: Option<LastTry>,
    /// What is sent, to the byte.
    pub request_body: String,
    /// When the event happened, or the test was asked for.
    pub begun_at: Timestamp,
}

/// What became of the last try.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LastTry {
    pub at: Timestamp,
    pub took_ms: u64,
    /// The status code; nothing where there was no answer.
    pub status: Option<u16>,
    /// The beginning of the answer's body.
    pub body: Option<String>,
    /// Why there was no answer, or nothing was sent.
    pub error: Option<String>,
}

/// What became of a try, as a sender says it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried {
    pub at: Timestamp,
    pub took: Duration,
    /// The status code and the body of the answer, or why there was none.
    pub answer: std::result::Result<(u16, String), String>,
    pub then: Next,
}

const ENDPOINT: &str = "endpoint";
const DUE: &str = "due";
const EXPIRES: &str = "expires";

/// Separates an endpoint from a time in keys.
fn of_endpoint(endpoint: ResourceId) -> String {
    format!("{endpoint}#")
}

impl WebhookDelivery {
    /// Makes a delivery that is due at once.
    pub fn new(
        endpoint: ResourceId,
        event: EventId,
        event_type: &str,
        request_body: String,
        (begun_at, now): (Timestamp, Timestamp),
    ) -> Self {
        Self {
            webhook_endpoint_id: endpoint,
            event_id: event,
            event_type: event_type.to_owned(),
            status: DeliveryStatus::Pending,
            tries: 0,
            failures: 0,
            next_try_at: Some(now),
            last_try: None,
            request_body,
            begun_at,
        }
    }

    /// Returns the id of the delivery of an event to an endpoint: it follows from both, so an event that is handed out
    /// again makes no second delivery. It begins with the time, as all ids do.
    pub fn id_of(endpoint: ResourceId, event: EventId, begun_at: Timestamp) -> ResourceId {
        let digest = Sha256::new().chain_update(endpoint.0.as_bytes()).chain_update(event.0.as_bytes()).finalize();
        let mut random = [0; 10];
        random.copy_from_slice(&digest[..10]);
        let millis = begun_at.as_millisecond().max(0).unsigned_abs();
        ResourceId(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// The same after a try.
    #[must_use]
    pub fn tried(self, tried: &Tried) -> Self {
        let (status, next_try_at) = match tried.then {
            Next::Done => (DeliveryStatus::Delivered, None),
            Next::At(at) => (DeliveryStatus::Pending, Some(at)),
            Next::GivenUp | Next::Disable => (DeliveryStatus::Failed, None),
        };
        let (answered, body, error) = match &tried.answer {
            Ok((status, body)) => (Some(*status), Some(cut(body, MAX_KEPT_BODY)), None),
            Err(error) => (None, None, Some(cut(error, MAX_KEPT_ERROR))),
        };
        let took_ms = u64::try_from(tried.took.as_millis()).unwrap_or(u64::MAX);
        Self {
            status,
            next_try_at,
            tries: self.tries.saturating_add(1),
            failures: if status == DeliveryStatus::Delivered { 0 } else { self.failures.saturating_add(1) },
            last_try: Some(LastTry { at: tried.at, took_ms, status: answered, body, error }),
            ..self
        }
    }

    /// The same, while it is tried: it is due again by itself only if nobody says what became of the try.
    #[must_use]
    pub fn taken(self, until: Timestamp) -> Self {
        Self { next_try_at: Some(until), ..self }
    }

    /// The same, given up without a try.
    #[must_use]
    pub fn given_up(self, why: &str, now: Timestamp) -> Self {
        let last_try = LastTry { at: now, took_ms: 0, status: None, body: None, error: Some(cut(why, MAX_KEPT_ERROR)) };
        // What the receiver last answered says more than that nothing is sent any more.
        let last_try = self.last_try.clone().unwrap_or(last_try);
        Self { status: DeliveryStatus::Failed, next_try_at: None, last_try: Some(last_try), ..self }
    }

    /// The same from the beginning, as by the first time.
    #[must_use]
    pub fn replayed(self, now: Timestamp) -> Self {
        Self { status: DeliveryStatus::Pending, failures: 0, next_try_at: Some(now), ..self }
    }

    /// Lists the deliveries to an endpoint, newest first.
    pub fn to_endpoint(endpoint: ResourceId) -> ResourceQuery {
        let mut query = ResourceQuery::by(Self::KIND.name, ENDPOINT).beginning_with(&of_endpoint(endpoint));
        if let ResourceOrder::By { descending, .. } = &mut query.order {
            *descending = true;
        }
        query
    }

    /// Lists the deliveries to an endpoint that are to be tried, those that are due first.
    pub fn due(endpoint: ResourceId) -> ResourceQuery {
        ResourceQuery::by(Self::KIND.name, DUE).beginning_with(&of_endpoint(endpoint))
    }

    /// Lists the deliveries, to any endpoint, that are kept no longer.
    pub fn expired(now: Timestamp) -> ResourceQuery {
        ResourceQuery::by(Self::KIND.name, EXPIRES).between(None, Some(IndexKey::time(EXPIRES, now).key))
    }
}

/// Cuts a text to so many bytes, between two characters.
fn cut(text: &str, bytes: usize) -> String {
    text[..text.floor_char_boundary(bytes)].to_owned()
}

impl Resource for WebhookDelivery {
    const KIND: &'static Kind = &Kind {
        read: Role::Admin,
        write: Role::Admin,
        indexes: &[
            Index::text(ENDPOINT, "The endpoint, and the time of the event."),
            Index::text(DUE, "The endpoint, and the time of the next try."),
            Index::time(EXPIRES, "Until when it is kept."),
        ],
        ..Kind::new(
            "webhook_delivery",
            "webhook_deliveries",
            [
                ("webhook_delivery.created", "Is not journalled."),
                ("webhook_delivery.updated", "Is not journalled."),
                ("webhook_delivery.removed", "Is not journalled."),
            ],
        )
    };
    type Draft = ();
    type Secret = ();

    fn judge((): (), _: Option<&Record<Self>>, _: &Context<'_>) -> Result<Self> {
        Err(Error::Internal("nobody writes deliveries".into()))
    }

    fn keys(&self) -> Vec<IndexKey> {
        let place = |index: &'static str, at: Timestamp| IndexKey {
            index: index.into(),
            key: format!("{}{at:.3}", of_endpoint(self.webhook_endpoint_id)),
        };
        let expires = self.begun_at + SignedDuration::from_hours(24 * DELIVERY_DAYS);
        [place(ENDPOINT, self.begun_at), IndexKey::time(EXPIRES, expires)]
            .into_iter()
            .chain(self.next_try_at.map(|at| place(DUE, at)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    fn delivery() -> WebhookDelivery {
        let (endpoint, event) = (ResourceId(Uuid::from_u128(1)), EventId(Uuid::from_u128(2)));
        WebhookDelivery::new(endpoint, event, "order.placed", "{}".to_owned(), (at(0), at(1)))
    }

    #[test]
    fn its_id_follows_from_endpoint_and_event_and_sorts_by_time() {
        let id = |endpoint, event, second| {
            WebhookDelivery::id_of(ResourceId(Uuid::from_u128(endpoint)), EventId(Uuid::from_u128(event)), at(second))
        };
        assert_eq!(id(1, 2, 0), id(1, 2, 0));
        assert!(id(1, 2, 0) != id(2, 1, 0) && id(1, 2, 0) != id(1, 3, 0));
        assert!(id(9, 9, 0).0 < id(1, 1, 1).0);
        assert_eq!(id(1, 2, 0).0.get_version_num(), 7);
    }

    #[test]
    fn a_delivery_ends_or_is_tried_again_and_is_replayed_from_the_beginning() {
        let tried = |then, answer| Tried { at: at(2), took: Duration::from_millis(12), answer, then };
        let failed = delivery().tried(&tried(Next::At(at(7)), Err("x".repeat(400))));
        assert_eq!((failed.status, failed.tries, failed.failures), (DeliveryStatus::Pending, 1, 1));
        assert_eq!(failed.last_try.as_ref().and_then(|last| last.error.as_ref()).map(String::len), Some(300));
        let given_up = failed.tried(&tried(Next::GivenUp, Ok((500, "é".repeat(600)))));
        let last = given_up.last_try.clone().expect("a try");
        assert_eq!((last.status, last.body.map(|body| body.len())), (Some(500), Some(1_024)));
        assert_eq!((given_up.status, given_up.next_try_at), (DeliveryStatus::Failed, None));
        let again = given_up.replayed(at(9));
        assert_eq!((again.status, again.tries, again.failures), (DeliveryStatus::Pending, 2, 0));
        let done = again.tried(&tried(Next::Done, Ok((204, String::new()))));
        assert_eq!((done.status, done.tries, done.next_try_at), (DeliveryStatus::Delivered, 3, None));
    }

    #[test]
    fn it_stands_in_the_list_of_what_is_due_for_as_long_as_it_is() {
        let names = |delivery: &WebhookDelivery| -> Vec<String> {
            delivery.keys().into_iter().map(|key| key.index.into_owned()).collect()
        };
        assert_eq!(names(&delivery()), ["endpoint", "expires", "due"]);
        assert_eq!(names(&delivery().given_up("the endpoint is disabled", at(3))), ["endpoint", "expires"]);
    }
}

//! Puts deliveries into the queue of tries.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenantry_core::{
    domain::ids::{ResourceId, TenantId},
    ports::{store::Read, webhooks::WebhookSchedule},
};

use super::QUEUE;
use crate::{dynamo::Fault, events::Queues};

/// A delivery that is to be tried.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Try {
    pub tenant: TenantId,
    pub endpoint: ResourceId,
    pub delivery: ResourceId,
    /// Not before this time. SQS keeps a message back for a quarter of an hour at most, so it may come earlier.
    pub at: Timestamp,
    /// How often the tables could not be read or written when it came, without a pause between.
    #[serde(default)]
    pub failures: u32,
}

/// Sends a message for each delivery.
pub struct SqsSchedule(Queues);

impl SqsSchedule {
    pub fn new(queues: Queues) -> Self {
        Self(queues)
    }
}

#[async_trait]
impl WebhookSchedule for SqsSchedule {
    async fn try_at(
        &self,
        tenant: TenantId,
        endpoint: ResourceId,
        deliveries: &[ResourceId],
        at: Timestamp,
    ) -> Read<()> {
        let tries: Vec<Try> =
            deliveries.iter().map(|delivery| Try { tenant, endpoint, delivery: *delivery, at, failures: 0 }).collect();
        Ok(send(&self.0, &tries, at).await?)
    }
}

/// Sends tries of one endpoint. They are a group of the queue: a receiver that hangs holds up its own deliveries before those
/// of others.
pub(super) async fn send(queues: &Queues, tries: &[Try], at: Timestamp) -> Result<(), Fault> {
    let Some(first) = tries.first() else { return Ok(()) };
    let body = |of: &Try| serde_json::to_string(of).map_err(|error| Fault::Malformed(error.to_string()));
    let bodies = tries.iter().map(body).collect::<Result<Vec<_>, _>>()?;
    let group = first.endpoint.to_string();
    queues.send(QUEUE, Some(&group), &bodies, at.duration_since(Timestamp::now())).await
}

#[cfg(test)]
mod tests {
    use super::Try;

    /// Messages wait for days, across releases.
    #[test]
    fn messages_of_earlier_versions_are_understood() {
        let id = |n: u8| format!("01939c2e-0000-7000-8000-00000000000{n}");
        let first = format!(
            r#"{{"tenant":"{}","endpoint":"{}","delivery":"{}","at":"2026-12-01T00:00:00Z"}}"#,
            id(1),
            id(2),
            id(3)
        );
        let read: Try = serde_json::from_str(&first).expect("a try");
        assert_eq!((read.delivery.to_string(), read.failures), (id(3), 0));
    }
}

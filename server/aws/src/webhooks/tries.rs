//! Works off the queue of tries.

use std::{sync::Arc, time::Duration};

use futures_util::future;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tenantry_core::{
    Worker,
    domain::webhook::Tried,
    ports::store::StoreError,
    usecases::{DueDelivery, TakenDelivery},
};
use tenantry_webhooks::{Message as Sent, Reach, Sender, Settings, SystemResolver, next, roots_of};

use super::{
    QUEUE,
    schedule::{Try, send},
};
use crate::{
    dynamo::Fault,
    events::{Batch, Message, Queues},
};

/// For how long a delivery is given to nobody else: longer than the function may run, and shorter than its messages stay
/// hidden once a container has them.
const LEASE: SignedDuration = SignedDuration::from_secs(90);

/// The pause after the first failure of ours, which doubles; and the longest.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(15);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(15);
/// Pauses before what became of a try is written again, if it could not be.
const PAUSES_TO_SETTLE: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(2), Duration::from_secs(5)];
/// Three days of the longest pauses.
const MOST_FAILURES: u32 = 288;

/// Makes what sends. It trusts the roots that are built in: the image that functions run in promises none.
pub fn sender(reach: Reach) -> Result<Sender, impl std::error::Error + Send + Sync + 'static> {
    let roots = roots_of(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
    Sender::new(roots, Arc::new(SystemResolver), Settings { reach, ..Settings::default() })
}

/// Tries deliveries, those of a batch side by side.
pub struct WebhookTries {
    worker: Worker,
    sender: Sender,
    queues: Queues,
}

impl WebhookTries {
    pub fn new(worker: Worker, sender: Sender, queues: Queues) -> Self {
        Self { worker, sender, queues }
    }

    /// Returns whether what Lambda hands over is out of the queue of tries.
    pub fn has_sent(event: &Value) -> bool {
        let source = event["Records"][0]["eventSourceARN"].as_str();
        source.is_some_and(|source| source.ends_with(QUEUE))
    }

    pub async fn handle(&self, batch: Value) -> Result<Value, Fault> {
        let batch = Batch::read(batch)?;
        let done = future::join_all(batch.records.iter().map(|message| self.handle_one(message))).await;
        let failed: Vec<&Message> =
            batch.records.iter().zip(done).filter(|(_, done)| !done).map(|(message, _)| message).collect();
        Ok(Batch::answer(&failed))
    }

    async fn handle_one(&self, message: &Message) -> bool {
        let of: Try = match serde_json::from_str(&message.body) {
            Ok(of) => of,
            Err(error) => {
                tracing::error!(message_id = message.message_id, %error, "a message is no delivery of ours");
                return false;
            }
        };
        let work = async {
            let Err(error) = self.work(&of).await else { return true };
            tracing::warn!(tenant_id = %of.tenant, webhook_delivery_id = %of.delivery, failures = of.failures, %error,
                "the delivery {} is tried later: {error}", of.delivery);
            self.put_off(&of).await
        };
        message.follow(None, work).await
    }

    /// Sends the message anew after a failure of ours, for as long as consumers wait out what passes. After that, and where the
    /// queue can't be reached either, it stays where it is, and the queue gives it up after some more receives.
    async fn put_off(&self, of: &Try) -> bool {
        let failures = of.failures.saturating_add(1);
        if failures > MOST_FAILURES {
            return false;
        }
        let at = Timestamp::now() + FIRST_PAUSE.saturating_mul(1 << (failures - 1).min(6)).min(LONGEST_PAUSE);
        send(&self.queues, &[Try { at, failures, ..of.clone() }], at).await.is_ok()
    }

    async fn work(&self, of: &Try) -> Result<(), StoreError> {
        if of.at > Timestamp::now() {
            return self.later(of, of.at).await;
        }
        match self.worker.take_webhook(of.tenant, of.delivery, LEASE).await? {
            TakenDelivery::Over => Ok(()),
            TakenDelivery::Later(at) => self.later(of, at).await,
            TakenDelivery::Due(delivery) => self.deliver(of, *delivery).await,
        }
    }

    async fn later(&self, of: &Try, at: Timestamp) -> Result<(), StoreError> {
        Ok(send(&self.queues, &[Try { at, ..of.clone() }], at).await?)
    }

    async fn deliver(&self, of: &Try, delivery: DueDelivery) -> Result<(), StoreError> {
        let DueDelivery { id, target, secrets, event, body, failures } = delivery;
        let sent = Sent { id: event.to_string(), body: body.into() };
        let outcome = self.sender.send(&target, &secrets, &sent, self.worker.now()).await;
        let now = self.worker.now();
        let then = next(&outcome, failures, now, fastrand::f64());
        let tried = Tried { at: now, took: outcome.took, answer: outcome.said(), then };
        // It was sent, so a moment is waited out before it is sent once more for want of a note.
        for pause in PAUSES_TO_SETTLE {
            if self.worker.settle_webhook(of.tenant, id, &tried).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(pause).await;
        }
        self.worker.settle_webhook(of.tenant, id, &tried).await
    }
}

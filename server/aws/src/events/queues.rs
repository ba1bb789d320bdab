//! The queues of an installation, by their names without its prefix.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_sdk_sqs::{Client as Sqs, error::DisplayErrorContext, types::SendMessageBatchRequestEntry};
use jiff::SignedDuration;

use crate::dynamo::Fault;

/// The most messages that SQS takes in one call.
pub(super) const IN_A_CALL: usize = 10;
/// The longest time for which SQS keeps a message back.
const LONGEST_DELAY: SignedDuration = SignedDuration::from_mins(15);

/// Sends messages. Clones share what they know.
#[derive(Clone)]
pub struct Queues {
    sqs: Sqs,
    prefix: String,
    urls: Arc<Mutex<HashMap<String, String>>>,
}

impl Queues {
    pub fn new(sqs: Sqs, prefix: impl Into<String>) -> Self {
        Self { sqs, prefix: prefix.into(), urls: Arc::default() }
    }

    /// Sends messages, to be received after a pause, of at most a quarter of an hour. Those of one group do not hold up
    /// other groups (fair queues of SQS). A failure may leave some of them sent.
    pub(crate) async fn send(
        &self,
        queue: &str,
        group: Option<&str>,
        bodies: &[String],
        pause: SignedDuration,
    ) -> Result<(), Fault> {
        let delay = pause.clamp(SignedDuration::ZERO, LONGEST_DELAY);
        // SQS counts whole seconds; what pauses at all pauses for one.
        let delay = i32::try_from((delay.as_millis() + 999) / 1_000).unwrap_or(i32::MAX);
        for some in bodies.chunks(IN_A_CALL) {
            let mut request = self.sqs.send_message_batch().queue_url(self.url(queue).await?);
            for (number, body) in some.iter().enumerate() {
                let entry = SendMessageBatchRequestEntry::builder().id(number.to_string()).message_body(body);
                let entry = entry.set_message_group_id(group.map(str::to_owned)).delay_seconds(delay).build();
                request = request.entries(entry.map_err(|error| Fault::Malformed(error.to_string()))?);
            }
            let answer = request.send().await.map_err(|error| fault(DisplayErrorContext(error)))?;
            if let Some(failed) = answer.failed().first() {
                return Err(fault(format!("it rejected a message: {}", failed.code())));
            }
        }
        Ok(())
    }

    async fn url(&self, queue: &str) -> Result<String, Fault> {
        let known = self.urls().get(queue).cloned();
        if let Some(url) = known {
            return Ok(url);
        }
        let found = self.sqs.get_queue_url().queue_name(format!("{}{queue}", self.prefix)).send().await;
        let url = found.map_err(|error| fault(DisplayErrorContext(error)))?.queue_url.unwrap_or_default();
        self.urls().insert(queue.to_owned(), url.clone());
        Ok(url)
    }

    fn urls(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.urls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::Neighbour { service: "SQS", detail: error.to_string() }
}

//! The messages of a queue as Lambda hands them over, and what it is answered.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{dynamo::Fault, trace};

#[derive(Deserialize)]
pub struct Batch {
    #[serde(rename = "Records")]
    pub records: Vec<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    pub message_id: String,
    pub body: String,
    attributes: Attributes,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Attributes {
    #[serde(rename = "AWSTraceHeader")]
    trace: Option<String>,
}

impl Batch {
    pub fn read(batch: Value) -> Result<Self, Fault> {
        serde_json::from_value(batch).map_err(|error| Fault::Malformed(error.to_string()))
    }

    /// Returns the answer by which Lambda puts these back into the queue and takes the others out of it.
    pub fn answer(failed: &[&Message]) -> Value {
        let failed: Vec<Value> = failed.iter().map(|message| json!({ "itemIdentifier": message.message_id })).collect();
        json!({ "batchItemFailures": failed })
    }
}

impl Message {
    /// Does what the message asks for, as a part of the trace that caused it, where that is known. The work returns whether
    /// nothing of the message is left to do.
    pub async fn follow(&self, cause: Option<String>, work: impl Future<Output = bool>) -> bool {
        match cause.or_else(|| self.attributes.trace.clone()) {
            Some(trace) => trace::follow(trace, work, |done| !done).await,
            None => work.await,
        }
    }
}

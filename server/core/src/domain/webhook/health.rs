//! How an endpoint has done lately, beside the endpoint: so a failure makes no new version of what admins edit.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    error::{Error, Result},
    member::Role,
    resource::{Context, Kind, Record, Resource},
};

/// There is one, under the endpoint's id, while every try fails.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EndpointHealth {
    /// The first failure since the last success.
    pub failing_since: Timestamp,
}

impl Resource for EndpointHealth {
    const KIND: &'static Kind = &Kind {
        read: Role::Admin,
        write: Role::Admin,
        ..Kind::new(
            "webhook_endpoint_health",
            "webhook_endpoint_healths",
            [
                ("webhook_endpoint_health.created", "Is not journalled."),
                ("webhook_endpoint_health.updated", "Is not journalled."),
                ("webhook_endpoint_health.removed", "Is not journalled."),
            ],
        )
    };
    type Draft = ();
    type Secret = ();

    fn judge((): (), _: Option<&Record<Self>>, _: &Context<'_>) -> Result<Self> {
        Err(Error::Internal("nobody writes how an endpoint does".into()))
    }
}

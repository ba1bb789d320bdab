//! Endpoints: where a company wants to hear of which events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::secrets::SigningSecrets;
use crate::domain::{
    error::Result,
    event_types::{self, TypeFilter},
    limit::MAX_WEBHOOK_ENDPOINTS,
    member::Role,
    resource::{Context, Kind, KindLimit, Record, Resource},
    text::Check,
    tier::Tier,
};

/// The longest description of an endpoint, in characters.
pub const MAX_DESCRIPTION: usize = 200;

/// Why the installation disabled an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DisabledReason {
    /// Every try failed for five days.
    Failing,
    /// It answered 410: it wants nothing more.
    Gone,
}

impl DisabledReason {
    /// All reasons.
    pub const ALL: [DisabledReason; 2] = [DisabledReason::Failing, DisabledReason::Gone];

    pub const fn name(self) -> &'static str {
        match self {
            DisabledReason::Failing => "failing",
            DisabledReason::Gone => "gone",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WebhookEndpoint {
    /// Where events are sent to. It may hold what only the receiver should see, so the audit log keeps no value of it.
    pub url: String,
    pub description: Option<String>,
    pub event_types: TypeFilter,
    pub enabled: bool,
    /// Since when it is enabled, or was last. What happened before is not sent.
    pub enabled_at: Timestamp,
    /// Nothing while it is enabled, and where a member disabled it.
    pub disabled_reason: Option<DisabledReason>,
    pub disabled_at: Option<Timestamp>,
}

/// The fields that admins write. The URL was judged by the addresses that the installation sends to.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookEndpointDraft {
    pub url: String,
    pub description: Option<String>,
    /// Names, or beginnings as `order.*`; none means all.
    pub event_types: Vec<String>,
    pub enabled: bool,
}

const fn endpoints_of(tier: Tier) -> Option<u64> {
    Some(tier.plan().max_webhook_endpoints)
}

impl Resource for WebhookEndpoint {
    const KIND: &'static Kind = &Kind {
        read: Role::Admin,
        write: Role::Admin,
        fields: &["url", "description", "event_types", "enabled"],
        personal: &["url"],
        limit: Some(KindLimit { name: MAX_WEBHOOK_ENDPOINTS, of: endpoints_of }),
        ..Kind::new(
            "webhook_endpoint",
            "webhook_endpoints",
            [
                ("webhook_endpoint.created", "A webhook endpoint was created."),
                ("webhook_endpoint.updated", "A webhook endpoint or its secret was changed."),
                ("webhook_endpoint.removed", "A webhook endpoint was removed."),
            ],
        )
    };
    type Draft = WebhookEndpointDraft;
    type Secret = SigningSecrets;

    fn judge(draft: WebhookEndpointDraft, before: Option<&Record<Self>>, at: &Context<'_>) -> Result<Self> {
        let WebhookEndpointDraft { url, description, event_types, enabled } = draft;
        let mut check = Check::default();
        let description = check.optional_name("/description", description.as_deref(), MAX_DESCRIPTION);
        let most = at.event_types.count();
        if event_types.len() > most {
            check.refuse("/event_types", "too_many", format!("must have at most {most} items"));
        }
        for (n, name) in event_types.iter().enumerate().take(most) {
            if !at.event_types.knows(name) {
                check.refuse(format!("/event_types/{n}"), event_types::UNKNOWN, event_types::unknown(name));
            }
        }
        let was = before.map(|before| &before.value);
        let enabled_at = was.filter(|was| was.enabled || !enabled).map_or(at.now, |was| was.enabled_at);
        let disabled_at = was.filter(|was| !was.enabled).map_or(Some(at.now), |was| was.disabled_at);
        check.done(Self {
            url,
            description,
            event_types: TypeFilter::of(event_types),
            enabled,
            enabled_at,
            disabled_reason: was.and_then(|was| was.disabled_reason).filter(|_| !enabled),
            disabled_at: disabled_at.filter(|_| !enabled),
        })
    }
}

impl WebhookEndpoint {
    /// Returns whether an event of a type that happened then is sent to the endpoint.
    pub fn hears(&self, event_type: &str, at: Timestamp) -> bool {
        self.enabled && at >= self.enabled_at && self.event_types.chooses(event_type)
    }

    /// The same, disabled by the installation.
    #[must_use]
    pub fn disabled(self, reason: DisabledReason, now: Timestamp) -> Self {
        Self { enabled: false, disabled_reason: Some(reason), disabled_at: Some(now), ..self }
    }
}

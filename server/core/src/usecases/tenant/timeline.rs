//! The way of one order, for everybody who may see it: which step, by whom,
//! and the mails to the customer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    domain::{error::Result, ids::OrderId, journal::Actor, order::StatusChange, order_status::Status},
    usecases::handle::Tenant,
};

/// An event in an order's history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    pub at: Timestamp,
    pub what: Happened,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Happened {
    /// `name` is the present one of the member or the API key; nothing, if it is gone.
    Moved { to: Status, by: Actor, name: Option<String> },
    /// The customer got a mail.
    Mailed { subject: String },
}

/// Returns the id of an actor that has a name.
fn actor_id(by: Actor) -> Option<Uuid> {
    match by {
        Actor::Member(user) => Some(user.0),
        Actor::ApiKey(key) => Some(key.0),
        Actor::Operator(_) | Actor::Visitor | Actor::System => None,
    }
}

impl Tenant {
    /// Oldest first.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn timeline(&self, id: OrderId) -> Result<Vec<Moment>> {
        let order = self.order(id).await?;
        let names = self.names(&order.history).await?;
        let steps = order.history.into_iter().map(|StatusChange { status, at, by }| {
            let name = actor_id(by).and_then(|id| names.get(&id).cloned());
            Moment { at, what: Happened::Moved { to: status, by, name } }
        });
        let mails = self.inner.store.order_mails(&self.key, id).await?;
        let mails =
            mails.into_iter().map(|mail| Moment { at: mail.at, what: Happened::Mailed { subject: mail.subject } });
        let mut moments: Vec<Moment> = steps.chain(mails).collect();
        // Stable, so that within a millisecond a step stands before its mail.
        moments.sort_by_key(|moment| moment.at);
        Ok(moments)
    }

    async fn names(&self, steps: &[StatusChange]) -> Result<BTreeMap<Uuid, String>> {
        let (mut names, control) = (BTreeMap::new(), &self.inner.control);
        for step in steps {
            let Some(id) = actor_id(step.by).filter(|id| !names.contains_key(id)) else { continue };
            let named = match step.by {
                Actor::Member(user) => control.member(user).await?.map(|member| (member.tenant, member.name)),
                Actor::ApiKey(key) => control.api_key(key).await?.map(|key| (key.tenant, key.name)),
                Actor::Operator(_) | Actor::Visitor | Actor::System => None,
            };
            names.extend(named.filter(|(tenant, _)| *tenant == self.id()).map(|(_, name)| (id, name)));
        }
        Ok(names)
    }
}

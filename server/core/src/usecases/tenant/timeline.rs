//! The way of one order, for everybody who may see it: which step, by whom,
//! and the mails to the customer.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::{
    domain::{
        error::Result,
        ids::{OrderId, UserId},
        journal::Actor,
        order::StatusChange,
        order_status::Status,
    },
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
    /// `name` is the member's present one; nothing, if they have left.
    Moved { to: Status, by: Actor, name: Option<String> },
    /// The customer got a mail.
    Mailed { subject: String },
}

impl Tenant {
    /// Oldest first.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn timeline(&self, id: OrderId) -> Result<Vec<Moment>> {
        let order = self.order(id).await?;
        let names = self.names(&order.history).await?;
        let steps = order.history.into_iter().map(|StatusChange { status, at, by }| {
            let name = match by {
                Actor::Member(user) => names.get(&user).cloned(),
                _ => None,
            };
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

    async fn names(&self, steps: &[StatusChange]) -> Result<BTreeMap<UserId, String>> {
        let mut names = BTreeMap::new();
        for step in steps {
            if let Actor::Member(user) = step.by
                && !names.contains_key(&user)
                && let Some(member) = self.inner.control.member(user).await?
                && member.tenant == self.id()
            {
                names.insert(user, member.name);
            }
        }
        Ok(names)
    }
}

//! What members do with orders.

use super::{Precondition, Tenant};
use crate::{
    app::{Thing, unexpected},
    commit::{CommitError, Counter, Expect, Subject, UniqueName, Write},
    error::{Conflicting, Error, Result},
    event::EventKind,
    idempotency::{Answer, Attempt, Outcome},
    ids::{OrderId, ProductId},
    journal::Change,
    member::Role,
    order::{Order, OrderChange, OrderDraft, OrderQuery, Placing, Status},
    page::{Cursors, Page, PageRequest},
};

impl Tenant {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn order(&self, id: OrderId) -> Result<Order> {
        self.inner.store.order(&self.key, id).await?.ok_or(Error::NotFound)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn orders(&self, query: &OrderQuery, page: &PageRequest) -> Result<Page<Order>> {
        let cursors = Cursors::new(&self.inner.seal, self.id().as_bytes(), "orders", query);
        let from = cursors.read(page)?;
        Ok(cursors.page(self.inner.store.orders(&self.key, query, from.as_ref(), page.limit).await?))
    }

    /// How many orders are in each status, every one of them named.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn order_counts(&self) -> Result<Vec<(Status, u64)>> {
        let counts = self.inner.store.order_counts(&self.key).await?;
        Ok(Status::ALL.into_iter().map(|status| (status, counts.get(&status).copied().unwrap_or(0))).collect())
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn place_order(
        &self,
        draft: &OrderDraft,
        attempt: &Attempt,
        answer: impl Fn(&Order) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.require(Role::Staff)?;
        let wanted: Vec<ProductId> = draft.lines.iter().map(|wanted| wanted.product).collect();
        let mut tries = self.inner.tries();
        let mut turns = Vec::new();
        loop {
            tries.begin().await?;
            // Orders do not wait for each other. Who met a new price waits for those who change prices, once.
            if tries.is_contended() && turns.is_empty() {
                let products = wanted.iter().map(|product| Thing::Product(self.id(), *product));
                turns = tries.together(products.collect()).await?;
            }
            let now = self.inner.now();
            let basis = self.inner.store.basis(&self.key, &wanted, attempt.key(), now).await?;
            if let Some(kept) = basis.kept {
                return attempt.replay(kept);
            }
            let order = Order::place(
                draft,
                &Placing {
                    id: self.inner.id(now),
                    number_prefix: &self.record.settings.order_number_prefix,
                    products: &basis.products,
                    currency: self.record.currency,
                    placed_on: self.record.local_date(now),
                    placed_hour: self.record.local_hour(now),
                    by: self.actor(),
                    now,
                },
            )?;
            let month = Counter::Orders(self.record.month(now));
            let mut writes = vec![
                Write::Count { counter: month, delta: 1, max: self.limits().max_orders },
                Write::Order { order: order.clone(), expect: Expect::Absent },
            ];
            writes.extend(order.lines.iter().map(|line| Write::Stock {
                product: line.product,
                delta: -i64::from(line.quantity),
                at_version: basis.products.get(&line.product).map(|product| product.version),
            }));
            writes.extend(
                order
                    .external_ref
                    .clone()
                    .map(|reference| Write::Claim { name: UniqueName::ExternalRef(reference), owner: order.id.0 }),
            );
            let event = EventKind::OrderPlaced { order: order.id };
            match self.commit(writes, event, Vec::new(), attempt, answer(&order)).await {
                // Somebody changed a price in between: what was shown no longer holds.
                Err(CommitError::Unexpected(Subject::Product(_))) => continue,
                Ok(outcome) => return outcome,
                Err(refused) => return Err(self.explain_order(refused, &order).await),
            }
        }
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn update_order(
        &self,
        id: OrderId,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&Order) -> Result<OrderChange> + Send + Sync,
        answer: impl Fn(&Order) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.require(Role::Staff)?;
        if let Some(key) = attempt.key() {
            let basis = self.inner.store.basis(&self.key, &[], Some(key), self.inner.now()).await?;
            if let Some(kept) = basis.kept {
                return attempt.replay(kept);
            }
        }
        let mut tries = self.inner.tries();
        let _turn = tries.alone(Thing::Order(self.id(), id)).await?;
        loop {
            tries.begin().await?;
            let current = self.order(id).await?;
            if let Err(stale) = precondition.check(current.version) {
                return match self.made_by(attempt, current.version).await? {
                    true => Ok(Outcome::repeated(answer(&current))),
                    false => Err(stale),
                };
            }
            let next = current.revise(&revise(&current)?, self.actor(), self.inner.now())?;
            if current.says(&next) {
                return Ok(Outcome::fresh(answer(&current)));
            }
            let mut writes = vec![Write::Order { order: next.clone(), expect: Expect::Version(current.version) }];
            let event = if next.status == current.status {
                EventKind::OrderUpdated { order: id }
            } else {
                EventKind::OrderMoved { order: id, from: current.status, to: next.status }
            };
            if next.status == Status::Cancelled && current.status != Status::Cancelled {
                writes.extend(next.lines.iter().map(|line| Write::Stock {
                    product: line.product,
                    delta: i64::from(line.quantity),
                    at_version: None,
                }));
            }
            match self.commit(writes, event, changes(&current, &next), attempt, answer(&next)).await {
                Err(CommitError::Unexpected(Subject::Order(_)) | CommitError::Replay(_)) => continue,
                Ok(outcome) => return outcome,
                Err(refused) => return Err(self.explain_order(refused, &next).await),
            }
        }
    }

    /// The caller's words for a refused commit on orders.
    async fn explain_order(&self, refused: CommitError, order: &Order) -> Error {
        match refused {
            CommitError::OverLimit { max, used } => Error::LimitReached {
                limit: "max_orders",
                max,
                used,
                resets_at: self.record.next_month(order.created_at),
                remedy: "wait for the new month, or ask for a higher tier",
            },
            CommitError::Taken(name) => self.external_ref_taken(&name).await,
            CommitError::OutOfStock { product, available } => {
                let wanted = order.lines.iter().find(|line| line.product == product).map_or(0, |line| line.quantity);
                Error::OutOfStock { product, available, wanted: wanted.into() }
            }
            other => unexpected(other),
        }
    }
}

impl Tenant {
    /// Names the order that has the reference.
    async fn external_ref_taken(&self, name: &UniqueName) -> Error {
        let code = "external_ref_taken";
        let bearer = match self.inner.store.bearer(&self.key, name).await {
            Ok(Some(id)) => self.inner.store.order(&self.key, OrderId(id)).await,
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        match bearer {
            Ok(Some(other)) => {
                let number = other.number();
                let detail = format!("the order {number} has this external_ref");
                Error::conflict_with(
                    code,
                    detail,
                    Conflicting { pointer: "/external_ref", id: other.id.0, name: number },
                )
            }
            Ok(None) => Error::conflict(code, "another order has this external_ref"),
            Err(error) => error.into(),
        }
    }
}

fn changes(from: &Order, to: &Order) -> Vec<Change> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        Change::between("status", from.status, to.status),
        Change::of("note", &from.note, &to.note),
        Change::between("tracking", text(&from.tracking), text(&to.tracking)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

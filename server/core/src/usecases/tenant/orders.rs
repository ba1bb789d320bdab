//! What members do with orders.

use crate::{
    domain::{
        error::{Conflicting, Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::{OrderId, ProductId},
        journal::Change,
        member::Role,
        order::{Order, OrderChange, OrderDraft, OrderQuery, Placing},
        order_status::Status,
        page::{Cursors, Page, PageRequest},
        precondition::Precondition,
    },
    policy::refusals::unexpected,
    ports::commit::{CommitError, Counter, OrderTransition, UniqueName, Write},
    runtime::{committed::Committed, retry::WaitsFor, turns::Thing},
    usecases::handle::Tenant,
};

impl Tenant {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn order(&self, id: OrderId) -> Result<Order> {
        self.inner.store.order(&self.key, id).await?.ok_or(Error::NotFound)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn orders(&self, query: &OrderQuery, page: &PageRequest) -> Result<Page<Order>> {
        let cursors = Cursors::new(&self.inner.signer, self.id().as_bytes(), "orders", query);
        let from = cursors.read(page)?;
        Ok(cursors.page(self.inner.store.orders(&self.key, query, from.as_ref(), page.limit).await?))
    }

    /// Returns how many orders are in each status, every one of them named.
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
        let place = |_| async {
            let now = self.inner.now();
            let read_set = self.inner.store.read_set(&self.key, &wanted, attempt.key(), now).await?;
            if let Some(kept) = read_set.kept {
                return attempt.replay(kept).map(Committed::Done);
            }
            let order = Order::place(
                draft,
                &Placing {
                    id: self.inner.id(now),
                    number_prefix: &self.record.settings.order_number_prefix,
                    products: &read_set.products,
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
                Write::Order { order: order.clone(), transition: OrderTransition::Placed },
            ];
            writes.extend(order.lines.iter().map(|line| Write::Stock {
                product: line.product,
                delta: -i64::from(line.quantity),
                at_version: read_set.products.get(&line.product).map(|product| product.version),
            }));
            writes.extend(
                order
                    .external_ref
                    .clone()
                    .map(|reference| Write::Claim { name: UniqueName::ExternalRef(reference), owner: order.id.0 }),
            );
            let event = EventKind::OrderPlaced { order: order.id };
            match self.commit(writes, event, Vec::new(), attempt, answer(&order)).await? {
                Committed::Refused(refused) => Err(self.explain_order(refused, &order).await),
                // A price may be changed in between: what was shown no longer holds.
                committed => Ok(committed),
            }
        };
        // Orders do not wait for each other. Who met a new price waits for those who change prices, once.
        self.inner.retry_on_conflict(WaitsFor::ChangesOfProducts(self.id(), &wanted), place).await
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
        if let Some(kept) = self.kept(attempt).await? {
            return Ok(kept);
        }
        let answer = |order: &Order| answer(order).at(order.version);
        let update = |_| async {
            let current = self.order(id).await?;
            if let Err(stale) = precondition.check(current.version) {
                return match self.made_by(attempt, current.version).await? {
                    true => Ok(Committed::Done(Outcome::repeated(answer(&current)))),
                    false => Err(stale),
                };
            }
            let next = current.revise(&revise(&current)?, self.actor(), self.inner.now())?;
            if current.says(&next) {
                return Ok(Committed::Done(Outcome::fresh(answer(&current))));
            }
            let mut writes = vec![Write::Order { order: next.clone(), transition: OrderTransition::of(&current) }];
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
            match self.commit(writes, event, changes(&current, &next), attempt, answer(&next)).await? {
                Committed::Refused(refused) => Err(self.explain_order(refused, &next).await),
                committed => Ok(committed),
            }
        };
        self.inner.retry_on_conflict(WaitsFor::Changes(Thing::Order(self.id(), id)), update).await
    }

    /// Returns the caller's words for a refused commit on orders.
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
    let Order {
        status,
        note,
        tracking,
        // The steps follow the status.
        history: _,
        // The entry says when.
        updated_at: _,
        version: _,
        // Never changes once it is placed.
        id: _,
        number_prefix: _,
        external_ref: _,
        customer_email: _,
        lines: _,
        total: _,
        currency: _,
        shipping_address: _,
        placed_on: _,
        placed_hour: _,
        sample: _,
        created_at: _,
    } = to;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    [
        Change::between("status", from.status, *status),
        Change::of("note", &from.note, note),
        Change::between("tracking", text(&from.tracking), text(tracking)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

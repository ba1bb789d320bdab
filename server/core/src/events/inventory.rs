//! The stock ledger, and the warning when a product runs low.

use async_trait::async_trait;

use super::consumer::Consumer;
use crate::{
    domain::{
        event::{Cause, Event, EventKind},
        ids::{OrderId, ProductId},
        insights::{Effect, Effects, Movement, MovementReason},
        order_status::Status,
    },
    policy::consume_error::ConsumeError,
    ports::tenant_key::TenantKey,
    usecases::Worker,
};

pub(super) struct Inventory {
    pub worker: Worker,
}

#[async_trait]
impl Consumer for Inventory {
    fn name(&self) -> &'static str {
        "inventory"
    }

    async fn handle(&self, event: &Event) -> Result<(), ConsumeError> {
        let Some(tenant) = event.tenant else { return Ok(()) };
        if !moves_stock(&event.kind) {
            return Ok(());
        }
        let Some((key, record)) = self.worker.tenant(tenant).await? else { return Ok(()) };
        let movements = self.movements(&key, event).await?;
        let threshold = record.settings.low_stock_threshold;
        let effects = movements.into_iter().flat_map(|movement| {
            // Who creates a product with little stock knows it.
            let watched = !matches!(event.kind, EventKind::ProductCreated { .. });
            let level = watched.then(|| self.level(event, movement.product, threshold));
            std::iter::once(Effect::Movement(movement)).chain(level)
        });
        let effects = effects.collect();
        let effects = Effects { consumer: self.name(), event: event.id, at: event.at, effects };
        self.worker.inner.store.apply(&key, effects).await?;
        Ok(())
    }
}

impl Inventory {
    async fn movements(&self, key: &TenantKey, event: &Event) -> Result<Vec<Movement>, ConsumeError> {
        let movement = |product: ProductId, delta: i64, reason: MovementReason, order: Option<OrderId>| Movement {
            event: event.id,
            product,
            delta,
            reason,
            order,
            at: event.at,
        };
        Ok(match &event.kind {
            EventKind::ProductCreated { product, stock, cause } => {
                vec![movement(*product, *stock as i64, reason(*cause, MovementReason::Opening), None)]
            }
            EventKind::ProductUpdated { product, stock_delta, cause } => {
                vec![movement(*product, *stock_delta, reason(*cause, MovementReason::Adjusted), None)]
            }
            EventKind::OrderPlaced { order } => self
                .lines(key, *order)
                .await?
                .map(|(product, quantity)| movement(product, -quantity, MovementReason::Sold, Some(*order)))
                .collect(),
            EventKind::OrderMoved { order, .. } => self
                .lines(key, *order)
                .await?
                .map(|(product, quantity)| movement(product, quantity, MovementReason::Restocked, Some(*order)))
                .collect(),
            _ => Vec::new(),
        })
    }

    async fn lines(
        &self,
        key: &TenantKey,
        order: OrderId,
    ) -> Result<impl Iterator<Item = (ProductId, i64)>, ConsumeError> {
        let order = self.worker.order(key, order).await?;
        let lines = order.map(|order| order.lines).unwrap_or_default();
        Ok(lines.into_iter().map(|line| (line.product, i64::from(line.quantity))))
    }

    /// By the stock of now, not of the event: what counts is whether a member
    /// must act.
    fn level(&self, event: &Event, product: ProductId, threshold: u64) -> Effect {
        let kind = EventKind::InventoryLow { product, threshold };
        Effect::StockLevel { product, threshold, event: self.worker.inner.event(event.tenant, event.at, kind) }
    }
}

/// What the ledger says of a product that was written.
fn reason(cause: Cause, edit: MovementReason) -> MovementReason {
    match cause {
        Cause::Edit => edit,
        Cause::Import => MovementReason::Import,
    }
}

fn moves_stock(kind: &EventKind) -> bool {
    match kind {
        EventKind::ProductCreated { stock, .. } => *stock > 0,
        EventKind::ProductUpdated { stock_delta, .. } => *stock_delta != 0,
        EventKind::OrderPlaced { .. } | EventKind::OrderMoved { to: Status::Cancelled, .. } => true,
        _ => false,
    }
}

//! The stock ledger, and the warning when a product runs low.

use async_trait::async_trait;

use super::{ConsumeError, Consumer};
use crate::{
    event::{Event, EventKind},
    handle::{TenantKey, Worker},
    ids::{OrderId, ProductId},
    insights::{Effect, Effects, Movement, MovementReason},
    order::Status,
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
        let mut effects = Vec::with_capacity(movements.len() * 2);
        for movement in movements {
            let watched = movement.reason != MovementReason::Opening;
            let product = movement.product;
            effects.push(Effect::Movement(movement));
            if watched {
                effects.extend(self.level(&key, event, product, record.settings.low_stock_threshold).await?);
            }
        }
        self.worker
            .inner
            .store
            .apply(&key, Effects { consumer: self.name(), event: event.id, at: event.at, effects })
            .await?;
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
            EventKind::ProductCreated { product, stock } => {
                vec![movement(*product, *stock as i64, MovementReason::Opening, None)]
            }
            EventKind::ProductUpdated { product, stock_delta } => {
                vec![movement(*product, *stock_delta, MovementReason::Adjusted, None)]
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
        let order = self.worker.inner.store.order(key, order).await?;
        let lines = order.map(|order| order.lines).unwrap_or_default();
        Ok(lines.into_iter().map(|line| (line.product, i64::from(line.quantity))))
    }

    /// Judged by the stock of now, not of the event: what counts is whether
    /// somebody must act.
    async fn level(
        &self,
        key: &TenantKey,
        event: &Event,
        product: ProductId,
        threshold: u64,
    ) -> Result<Option<Effect>, ConsumeError> {
        let inner = &self.worker.inner;
        let Some(current) = inner.store.product(key, product).await? else { return Ok(None) };
        if current.archived || current.inventory > threshold {
            return Ok(Some(Effect::ClearLow { product }));
        }
        let kind = EventKind::InventoryLow { product, threshold };
        Ok(Some(Effect::MarkLow { product, event: inner.event(event.tenant, event.at, kind) }))
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

//! Revenue and orders by day and status, and what each product sold.

use async_trait::async_trait;

use super::{ConsumeError, Consumer};
use crate::{
    event::{Event, EventKind},
    handle::Worker,
    ids::OrderId,
    insights::{CustomerKey, Effect, Effects},
    money::Money,
    order::{Order, Status},
};

pub(super) struct Insights {
    pub worker: Worker,
}

#[async_trait]
impl Consumer for Insights {
    fn name(&self) -> &'static str {
        "insights"
    }

    async fn handle(&self, event: &Event) -> Result<(), ConsumeError> {
        let (Some(tenant), Some(order)) = (event.tenant, order_of(&event.kind)) else { return Ok(()) };
        let Some((key, _)) = self.worker.tenant(tenant).await? else { return Ok(()) };
        let store = &self.worker.inner.store;
        let Some(order) = store.order(&key, order).await? else { return Ok(()) };
        let customer = CustomerKey::new(tenant, &order.customer_email);
        let effects = effects(&order, customer, &event.kind);
        store.apply(&key, Effects { consumer: self.name(), event: event.id, at: event.at, effects }).await?;
        Ok(())
    }
}

fn order_of(kind: &EventKind) -> Option<OrderId> {
    match kind {
        EventKind::OrderPlaced { order } | EventKind::OrderMoved { order, .. } => Some(*order),
        _ => None,
    }
}

/// Only what never changes of an order is used, so late events count the same.
fn effects(order: &Order, customer: CustomerKey, kind: &EventKind) -> Vec<Effect> {
    match kind {
        EventKind::OrderPlaced { .. } => {
            std::iter::once(sales(order, Status::Pending, 1)).chain(sold(order, customer, 1)).collect()
        }
        EventKind::OrderMoved { from, to, .. } => {
            let moved = [sales(order, *from, -1), sales(order, *to, 1)];
            let taken_back = (*to == Status::Cancelled).then(|| sold(order, customer, -1));
            moved.into_iter().chain(taken_back.into_iter().flatten()).collect()
        }
        _ => Vec::new(),
    }
}

/// What counts only while an order is not cancelled.
fn sold(order: &Order, customer: CustomerKey, sign: i64) -> impl Iterator<Item = Effect> {
    let hour = order.placed_hour.map(|hour| Effect::HourSales {
        day: order.placed_on,
        hour,
        orders: sign,
        revenue: Money::from_minor(sign * order.total.minor()),
    });
    let customer = Effect::CustomerOrders { customer, day: order.placed_on, orders: sign };
    product_sales(order, sign).chain(hour).chain([customer])
}

fn sales(order: &Order, status: Status, sign: i64) -> Effect {
    Effect::Sales {
        day: order.placed_on,
        status,
        orders: sign,
        revenue: Money::from_minor(sign * order.total.minor()),
        units: sign * order.units() as i64,
    }
}

fn product_sales(order: &Order, sign: i64) -> impl Iterator<Item = Effect> {
    order.lines.iter().map(move |line| Effect::ProductSales {
        day: order.placed_on,
        product: line.product,
        revenue: Money::from_minor(sign * line.subtotal.minor()),
        units: sign * i64::from(line.quantity),
    })
}

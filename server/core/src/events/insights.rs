//! Revenue and orders by day and status, what each product sold, and how many
//! products and members there are.

use async_trait::async_trait;

use super::consumer::Consumer;
use crate::{
    domain::{
        event::{Event, EventKind},
        ids::OrderId,
        insights::{CustomerKey, Effect, Effects},
        money::Money,
        order::Order,
        order_status::Status,
    },
    policy::consume_error::ConsumeError,
    usecases::Worker,
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
        let (order, tenant_counts) = (order_of(&event.kind), tenant_counts(&event.kind));
        let Some(tenant) = event.tenant.filter(|_| order.is_some() || tenant_counts.is_some()) else { return Ok(()) };
        let Some((key, record)) = self.worker.tenant(tenant).await? else { return Ok(()) };
        let store = &self.worker.inner.store;
        let day = record.local_date(event.at);
        let mut effects: Vec<Effect> = tenant_counts
            .map(|(products, members)| Effect::Usage { day, mails: 0, products, members })
            .into_iter()
            .collect();
        if let Some(order) = order {
            let Some(order) = self.worker.order(&key, order).await? else { return Ok(()) };
            let customer = CustomerKey::new(tenant, &order.customer_email);
            effects.extend(effects_of(&order, customer, &event.kind));
        }
        store.apply(&key, Effects { consumer: self.name(), event: event.id, at: event.at, effects }).await?;
        Ok(())
    }
}

fn order_of(kind: &EventKind) -> Option<OrderId> {
    match kind {
        EventKind::OrderPlaced { order }
        | EventKind::OrderMoved { order, .. }
        | EventKind::SampleOrderAdded { order, .. }
        | EventKind::SampleOrderRemoved { order, .. } => Some(*order),
        _ => None,
    }
}

/// Products that are not archived and members, more or fewer.
fn tenant_counts(kind: &EventKind) -> Option<(i64, i64)> {
    match kind {
        EventKind::ProductCreated { .. } | EventKind::ProductRestored { .. } => Some((1, 0)),
        EventKind::ProductArchived { .. } => Some((-1, 0)),
        EventKind::MemberJoined { .. } => Some((0, 1)),
        EventKind::MemberRemoved { .. } => Some((0, -1)),
        _ => None,
    }
}

/// Only what never changes of an order is used, so late events count the same.
fn effects_of(order: &Order, customer: CustomerKey, kind: &EventKind) -> Vec<Effect> {
    match kind {
        EventKind::OrderPlaced { .. } => {
            std::iter::once(sales(order, Status::Pending, 1)).chain(sold(order, customer, 1)).collect()
        }
        EventKind::OrderMoved { from, to, .. } => {
            let moved = [sales(order, *from, -1), sales(order, *to, 1)];
            let taken_back = (*to == Status::Cancelled).then(|| sold(order, customer, -1));
            moved.into_iter().chain(taken_back.into_iter().flatten()).collect()
        }
        EventKind::SampleOrderAdded { status, .. } => current_state(order, customer, *status, 1),
        EventKind::SampleOrderRemoved { status, .. } => current_state(order, customer, *status, -1),
        _ => Vec::new(),
    }
}

/// Of an order that comes or goes as it stands.
fn current_state(order: &Order, customer: CustomerKey, status: Status, sign: i64) -> Vec<Effect> {
    let sold = (status != Status::Cancelled).then(|| sold(order, customer, sign));
    std::iter::once(sales(order, status, sign)).chain(sold.into_iter().flatten()).collect()
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

//! Months of work in a few seconds. Orders are dealt out to lanes that run at
//! the same time, each with a clock of its own: commits that wait together
//! share a sync, and within a lane time only goes forward.

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tenantry_core::{
    Settings, Tenant,
    domain::{
        idempotency::Attempt,
        ids::{OrderId, ProductId},
        money::Money,
        order::{AddressInput, OrderChange, OrderDraft, OrderInput},
        precondition::Precondition,
        product::{ProductDraft, ProductInput},
    },
};
use tenantry_embedded::Backend;

use super::{
    company::Company,
    desk::{Desk, only_id},
    plan::{Plan, PlannedOrder, PlannedStep},
};

/// Orders that are worked on concurrently.
const LANES: usize = 8;

/// The staff of a demo company, its backend, and from when on they work.
pub struct Shift<'a> {
    pub backend: &'a Backend,
    pub settings: &'a Settings,
    pub opening: Timestamp,
    pub owner: &'a SecretString,
    pub staff: &'a SecretString,
}

struct Lane {
    desk: Desk,
    owner: Tenant,
    staff: Tenant,
}

pub async fn run(shift: &Shift<'_>, plan: &Plan, company: &Company) -> Result<()> {
    let lanes = try_join_all((0..LANES).map(|_| Lane::open(shift))).await?;
    let stocked =
        try_join_all(lanes.iter().enumerate().map(|(nth, lane)| lane.stock_shelves(nth, shift, plan))).await?;
    let mut products: Vec<(usize, ProductId)> = stocked.into_iter().flatten().collect();
    products.sort();
    let products: Vec<ProductId> = products.into_iter().map(|(_, id)| id).collect();
    try_join_all(lanes.iter().enumerate().map(|(nth, lane)| lane.take_orders(nth, plan, &products, company))).await?;
    Ok(())
}

impl Lane {
    async fn open(shift: &Shift<'_>) -> Result<Self> {
        let desk = Desk::open(shift.backend, shift.settings, shift.opening);
        let (owner, staff) = (desk.member(shift.owner).await?, desk.member(shift.staff).await?);
        Ok(Self { desk, owner, staff })
    }

    /// Creates every item of this lane over the first days; returns their ids with their places in the plan.
    async fn stock_shelves(&self, nth: usize, shift: &Shift<'_>, plan: &Plan) -> Result<Vec<(usize, ProductId)>> {
        let mut made = Vec::new();
        for (index, item) in plan.items.iter().enumerate().skip(nth).step_by(LANES) {
            self.desk.set(shift.opening + SignedDuration::from_mins(90 + 31 * index as i64));
            let draft = ProductDraft::new(ProductInput {
                description: Some(item.description),
                category: Some(item.category),
                sku: Some(&item.sku),
                inventory: plan.stock[index],
                ..ProductInput::named(&item.name, Money::from_minor(item.price))
            })?;
            let outcome = self.owner.create_product(draft, &Attempt::default(), |product| only_id(product.id)).await?;
            made.push((index, outcome.answer.read()?));
        }
        Ok(made)
    }

    async fn take_orders(&self, nth: usize, plan: &Plan, products: &[ProductId], company: &Company) -> Result<()> {
        let mine: Vec<&PlannedOrder> = plan.orders.iter().skip(nth).step_by(LANES).collect();
        let mut ids: Vec<Option<OrderId>> = vec![None; mine.len()];
        for (at, which, step) in agenda(&mine) {
            self.desk.set(at);
            match step {
                None => ids[which] = Some(self.place(mine[which], plan, products, company).await?),
                Some(step) => self.advance(ids[which].context("an order moves before it is placed")?, step).await?,
            }
        }
        Ok(())
    }

    async fn place(
        &self,
        order: &PlannedOrder,
        plan: &Plan,
        products: &[ProductId],
        company: &Company,
    ) -> Result<OrderId> {
        let customer = &plan.customers[order.customer];
        let lines: Vec<(ProductId, i64)> =
            order.lines.iter().map(|(item, quantity)| (products[*item], *quantity)).collect();
        let draft = OrderDraft::new(OrderInput {
            external_ref: None,
            customer_email: &customer.email,
            lines: &lines,
            shipping_address: Some(AddressInput {
                street: &customer.street,
                city: customer.city,
                state: None,
                zip: customer.zip,
                country: Some(company.country),
            }),
            note: order.note,
        })?;
        let outcome = self.staff.place_order(&draft, &Attempt::default(), |order| only_id(order.id)).await?;
        Ok(outcome.answer.read()?)
    }

    async fn advance(&self, order: OrderId, step: &PlannedStep) -> Result<()> {
        self.staff
            .update_order(
                order,
                &Precondition::Any,
                &Attempt::default(),
                |current| {
                    let note = step.note.or(current.note.as_deref());
                    let tracking = step.tracking.as_deref().or(current.tracking.as_deref());
                    OrderChange::new(step.status, note, tracking)
                },
                |order| only_id(order.id),
            )
            .await?;
        Ok(())
    }
}

/// Everything that happens to these orders, in the order of time.
fn agenda<'a>(orders: &[&'a PlannedOrder]) -> Vec<(Timestamp, usize, Option<&'a PlannedStep>)> {
    let mut agenda: Vec<_> = orders
        .iter()
        .enumerate()
        .flat_map(|(which, order)| {
            let steps = order.steps.iter().map(move |step| (step.at, which, Some(step)));
            std::iter::once((order.at, which, None)).chain(steps)
        })
        .collect();
    agenda.sort_by_key(|(at, _, _)| *at);
    agenda
}

//! A small shop to look around in: a dozen products and the orders of a month,
//! all invented. It is the same for every tenant, and the tenant can take it
//! away again without a trace in its figures.

mod catalogue;
mod plan;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    catalogue::GOODS,
    plan::{Planned, planned},
};
use crate::domain::{
    ids::{OrderId, ProductId},
    order::Order,
};

/// The number of sample orders.
pub const ORDERS: usize = 40;

/// The ids of a tenant's sample data.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct SampleData {
    pub current: Option<Sample>,
    /// Orders that were taken away, for consumers that have yet to learn it.
    pub removed: Vec<Removed>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Sample {
    pub added_at: Timestamp,
    /// Not, where the company has one of them itself.
    #[serde(default)]
    pub with_skus: bool,
    pub products: Vec<ProductId>,
    pub orders: Vec<OrderId>,
    /// It is being taken away, and nothing is added any more.
    pub leaving: bool,
}

impl Sample {
    pub fn is_whole(&self) -> bool {
        self.orders.len() == ORDERS
    }
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Removed {
    pub at: Timestamp,
    /// What figures are made of.
    pub order: Order,
}

impl Removed {
    pub fn of(order: &Order, at: Timestamp) -> Self {
        let order = Order { shipping_address: None, note: None, history: Vec::new(), ..order.clone() };
        Self { at, order }
    }
}

impl SampleData {
    pub fn removed_order(self, id: OrderId) -> Option<Order> {
        self.removed.into_iter().map(|removed| removed.order).find(|order| order.id == id)
    }
}

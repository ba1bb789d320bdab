//! Read models: revenue and orders by day and status, top products, and the
//! stock ledger. They are fed by events, so they follow the data within
//! moments and carry the time up to which they are complete.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    event::Event,
    ids::{EventId, OrderId, ProductId},
    money::Money,
    order::Status,
};

/// What one event does to the read models. The effects of an event on one
/// consumer are applied once: the pair is recorded with them.
#[derive(Clone, PartialEq, Debug)]
pub struct Effects {
    pub consumer: &'static str,
    pub event: EventId,
    pub at: Timestamp,
    pub effects: Vec<Effect>,
}

#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Adds to the orders that were placed on a day and are in a status.
    Sales {
        day: Date,
        status: Status,
        orders: i64,
        revenue: Money,
        units: i64,
    },
    ProductSales {
        day: Date,
        product: ProductId,
        revenue: Money,
        units: i64,
    },
    Movement(Movement),
    /// Marks a product as low and publishes the event, unless it is marked already.
    MarkLow {
        product: ProductId,
        event: Event,
    },
    ClearLow {
        product: ProductId,
    },
    /// Adds to what was used on a day: mails that were sent, products and members that came or went.
    Usage {
        day: Date,
        mails: u64,
        products: i64,
        members: i64,
    },
}

/// One line of the stock ledger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Movement {
    /// The event that caused it; a movement's place in the ledger.
    pub event: EventId,
    pub product: ProductId,
    pub delta: i64,
    pub reason: MovementReason,
    pub order: Option<OrderId>,
    pub at: Timestamp,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MovementReason {
    Opening,
    Adjusted,
    Sold,
    Restocked,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SalesFigures {
    pub orders: i64,
    pub revenue: Money,
    pub units: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DaySales {
    pub day: Date,
    pub status: Status,
    pub figures: SalesFigures,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProductSales {
    pub product: ProductId,
    pub name: String,
    pub revenue: Money,
    pub units: i64,
}

/// Days, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DayRange {
    pub from: Date,
    pub to: Date,
}

/// What a tenant sees of its sales.
#[derive(Clone, PartialEq, Debug)]
pub struct Insights {
    pub range: DayRange,
    /// Every order placed before this moment is in the figures.
    pub as_of: Timestamp,
    /// Without cancelled orders.
    pub total: SalesFigures,
    pub average_order_value: Money,
    /// Orders of any day that have a next step.
    pub open_orders: i64,
    /// Products that are not archived and whose stock is low or out.
    pub low_stock: u64,
    /// Every day of the range, without cancelled orders.
    pub by_day: Vec<(Date, SalesFigures)>,
    pub by_status: Vec<(Status, SalesFigures)>,
    pub top_products: Vec<ProductSales>,
}

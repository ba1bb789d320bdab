//! Read models: revenue and orders by day and status, top products, and the
//! stock ledger. They are fed by events, so they follow the data within
//! moments and carry the time up to which they are complete.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::{
    event::Event,
    ids::{EventId, OrderId, ProductId, TenantId},
    money::Money,
    notice::Notice,
    order_status::Status,
    text::fold_email,
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
    /// Adds to what was sold in one hour of a day, without cancelled orders.
    HourSales {
        day: Date,
        hour: u8,
        orders: i64,
        revenue: Money,
    },
    /// Adds to the orders of one customer, without cancelled ones.
    CustomerOrders {
        customer: CustomerKey,
        day: Date,
        orders: i64,
    },
    Movement(Movement),
    /// Lets a notice wait to be mailed.
    Notice(Notice),
    /// Remembers that a mail about an order went out.
    Mailed(OrderMail),
    /// Judges the stock that the product has when this is applied, together
    /// with its mark. At or below the threshold and not archived, it is marked
    /// and the event is published and journalled ([`Entry::noticed`](crate::domain::journal::Entry::noticed)), unless it
    /// was marked; else the mark goes.
    /// Evaluated any earlier, two events could each report what one of them did.
    StockLevel {
        product: ProductId,
        threshold: u64,
        event: Event,
    },
    /// Adds to what was used on a day: mails that were sent, products and members that came or went.
    Usage {
        day: Date,
        mails: u64,
        products: i64,
        members: i64,
    },
}

/// A movement in the stock ledger.
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
    /// A row of an imported file made the product or set its stock.
    Import,
    Sold,
    Restocked,
}

/// A mail that a customer got about an order: never its text, nor to whom.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OrderMail {
    pub order: OrderId,
    /// The event that caused it.
    pub event: EventId,
    pub subject: String,
    pub at: Timestamp,
}

/// A customer without their address: figures only need to distinguish them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CustomerKey(pub [u8; 16]);

impl CustomerKey {
    /// The tenant is part of it, so one customer of two tenants is two.
    pub fn new(tenant: TenantId, email: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(tenant.as_bytes());
        hash.update(fold_email(email).as_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        let mut key = [0; 16];
        key.copy_from_slice(&digest[..16]);
        Self(key)
    }
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

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HourSales {
    pub day: Date,
    pub hour: u8,
    pub orders: i64,
    pub revenue: Money,
}

/// The sales of the products that are in a category now; `None` stands for those without one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CategorySales {
    pub category: Option<String>,
    pub revenue: Money,
    pub units: i64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Customers {
    /// Who ordered in the range.
    pub all: u64,
    /// Those of them who have ordered twice or more, up to the end of the range.
    pub repeat: u64,
}

/// Days, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DayRange {
    pub from: Date,
    pub to: Date,
}

/// The sales figures of a tenant.
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
    pub previous: Period,
    /// Of the period before up to the same hour of its last day, where the range ends today: a day that is not over
    /// is not compared with a whole one.
    pub same_hours: Option<SameHours>,
    /// The range in as many points as a chart can show, without cancelled orders.
    pub buckets: Buckets,
    /// Every day of the range, without cancelled orders.
    pub by_day: Vec<(Date, SalesFigures)>,
    pub by_status: Vec<(Status, SalesFigures)>,
    pub top_products: Vec<ProductSales>,
}

/// What the period before had sold at this time of its last day, without cancelled orders. Units are not kept by hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SameHours {
    /// The last hour that counts, whole.
    pub hour: u8,
    pub orders: i64,
    pub revenue: Money,
    pub average_order_value: Money,
}

/// The length of one point of a chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Hour,
    Day,
    Week,
    Month,
}

impl Unit {
    pub const ALL: [Unit; 4] = [Unit::Hour, Unit::Day, Unit::Week, Unit::Month];

    pub const fn name(self) -> &'static str {
        match self {
            Unit::Hour => "hour",
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Buckets {
    pub unit: Unit,
    /// In order and without gaps.
    pub items: Vec<Bucket>,
}

/// Days, both ends included, or one hour of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bucket {
    pub from: Date,
    pub to: Date,
    pub hour: Option<u8>,
    /// Without units for an hour.
    pub figures: SalesFigures,
}

/// The totals of a range, without cancelled orders.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period {
    pub range: DayRange,
    pub total: SalesFigures,
    pub average_order_value: Money,
}

/// The figures of the feature `advanced_analytics`.
#[derive(Clone, PartialEq, Debug)]
pub struct AdvancedInsights {
    pub current: Period,
    pub previous: Period,
    /// Every day of the period before, to be laid over the present one.
    pub previous_by_day: Vec<(Date, SalesFigures)>,
    pub as_of: Timestamp,
    /// What sold for most comes first.
    pub by_category: Vec<CategorySales>,
    /// Monday first.
    pub by_weekday: [SoldWhen; 7],
    pub by_hour: [SoldWhen; 24],
    pub customers: Customers,
    pub previous_customers: Customers,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SoldWhen {
    pub orders: i64,
    pub revenue: Money,
}

//! Big tenants for tests, benchmarks and demos: up to millions of orders over a year, of believable shapes, the same each
//! time for the same seed. Few products and customers make most of the trade (Zipf), it grows over the year, peaks before
//! the holidays, in the evening and on some weekdays, and a few orders are cancelled. All of it is written through the
//! commits of a [`Store`](tenantry_core::ports::store::Store), so every backend can be filled, and its consumers of
//! events have the work that they would have had.

mod agenda;
mod dice;
mod filling;
mod goods;
mod season;
mod zipf;

use jiff::Timestamp;

pub use self::season::weight;
pub use self::{
    dice::Dice,
    filling::{FillError, Filling, Progress},
};

/// What a tenant is filled with.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Orders that are placed.
    pub orders: usize,
    /// Products that are sold.
    pub products: usize,
    /// People who may buy; those far down the list never do.
    pub customers: usize,
    /// Days of trade, up to the last one.
    pub days: u32,
    /// When the last day ends; nothing happens after it.
    pub until: Timestamp,
    /// The same seed gives the same tenant.
    pub seed: u64,
}

impl Shape {
    /// A year of trade: a product for each 22 orders and a customer for each six, as in the tenant that
    /// growth was audited with (450,000 orders, 20,000 products).
    pub fn year(orders: usize, seed: u64, until: Timestamp) -> Self {
        Self {
            orders,
            products: (orders / 22).clamp(20, 20_000),
            customers: (orders / 6).max(20),
            days: 365,
            until,
            seed,
        }
    }
}

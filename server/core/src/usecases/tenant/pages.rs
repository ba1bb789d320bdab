//! Whole lists, a page at a time: for files that are longer than memory should be.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::civil::Date;

use crate::{
    domain::{
        error::Result,
        member::Role,
        money::Currency,
        order::{Order, OrderQuery},
        page::{MAX_LIMIT, Position, Slice},
        product::{Product, ProductQuery},
    },
    usecases::handle::Tenant,
};

/// The pages of a list, one after the other.
#[async_trait]
pub trait Pages: Send + 'static {
    type Item: Send + 'static;

    /// Nothing after the last. A page may be empty.
    async fn next(&mut self) -> Result<Option<Vec<Self::Item>>>;
}

/// The position in a list.
enum PagePosition {
    Start,
    After(Position),
    End,
}

impl PagePosition {
    fn from(&self) -> Option<&Position> {
        match self {
            PagePosition::After(position) => Some(position),
            PagePosition::Start | PagePosition::End => None,
        }
    }

    fn turn<T>(&mut self, slice: Slice<T>) -> Vec<T> {
        *self = slice.next.map_or(PagePosition::End, PagePosition::After);
        slice.items
    }
}

pub struct ProductPages {
    tenant: Tenant,
    query: ProductQuery,
    place: PagePosition,
}

impl ProductPages {
    pub fn new(tenant: Tenant, query: ProductQuery) -> Self {
        let query = tenant.with_threshold(&query);
        Self { tenant, query, place: PagePosition::Start }
    }
}

#[async_trait]
impl Pages for ProductPages {
    type Item = Arc<Product>;

    async fn next(&mut self) -> Result<Option<Vec<Arc<Product>>>> {
        if matches!(self.place, PagePosition::End) {
            return Ok(None);
        }
        let store = &self.tenant.inner.store;
        let slice = store.products(&self.tenant.key, &self.query, self.place.from(), MAX_LIMIT).await?;
        Ok(Some(self.place.turn(slice)))
    }
}

pub struct OrderPages {
    tenant: Tenant,
    query: OrderQuery,
    place: PagePosition,
}

impl OrderPages {
    pub fn new(tenant: Tenant, query: OrderQuery) -> Self {
        Self { tenant, query, place: PagePosition::Start }
    }
}

#[async_trait]
impl Pages for OrderPages {
    type Item = Order;

    async fn next(&mut self) -> Result<Option<Vec<Order>>> {
        if matches!(self.place, PagePosition::End) {
            return Ok(None);
        }
        let store = &self.tenant.inner.store;
        let slice = store.orders(&self.tenant.key, &self.query, self.place.from(), MAX_LIMIT).await?;
        Ok(Some(self.place.turn(slice)))
    }
}

impl Tenant {
    /// Returns the day in the tenant's time zone, for the names of its files.
    pub fn today(&self) -> Date {
        self.record.local_date(self.inner.now())
    }

    /// Returns the company's, as the reader of a file needs it.
    pub fn currency(&self) -> Currency {
        self.record.currency
    }

    /// Asked before a file is read.
    pub fn may_import(&self) -> Result<()> {
        self.require(Role::Staff)
    }
}

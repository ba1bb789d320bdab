//! Adding sample data to one's own company, and taking it away again. Either is
//! a few commits of bounded size; one document says how far they got, so that
//! a repeated request goes on from there, and nothing is done twice.

mod add;
mod remove;

use std::collections::BTreeMap;

use jiff::Timestamp;
pub use remove::SampleRemoval;

use crate::{
    domain::{
        error::Result,
        event::EventKind,
        journal::Change,
        order::Order,
        sample::{ORDERS, Sample, SampleData},
    },
    ports::commit::{Commit, Counter, DocumentKind, Write},
    runtime::committed::Committed,
    usecases::{handle::TenantAdmin, tenant::documents::Opened},
};

/// Orders in one commit, which may hold few actions on AWS.
const ORDERS_AT_ONCE: usize = 10;
/// Commits of one request at the most: those that it takes, and a few for what others change meanwhile.
const MAX_COMMITS: usize = 10 + ORDERS.div_ceil(ORDERS_AT_ONCE);

/// The state of a tenant's sample data.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SampleState {
    pub present: bool,
    /// Adding it was not cut short.
    pub complete: bool,
    pub products: usize,
    pub orders: usize,
    pub added_at: Option<Timestamp>,
}

impl SampleState {
    fn of(sample: Option<&Sample>) -> Self {
        sample.map_or_else(Self::default, |sample| Self {
            present: true,
            complete: sample.is_whole() && !sample.leaving,
            products: sample.products.len(),
            orders: sample.orders.len(),
            added_at: Some(sample.added_at),
        })
    }
}

impl TenantAdmin {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn sample_data(&self) -> Result<SampleState> {
        Ok(SampleState::of(self.opened_sample().await?.content.current.as_ref()))
    }

    async fn opened_sample(&self) -> Result<Opened<SampleData>> {
        self.tenant.document(DocumentKind::SampleData).await
    }

    /// One of the commits, with what became of the whole so far.
    async fn commit_sample(
        &self,
        opened: &Opened<SampleData>,
        next: &SampleData,
        mut writes: Vec<Write>,
        action: &'static str,
        said: Vec<Change>,
        events: Vec<EventKind>,
    ) -> Result<Committed<()>> {
        let tenant = &self.tenant;
        writes.push(opened.write(next)?);
        let mut entry = tenant.note(action, None, said);
        entry.events = events.into_iter().map(|event| tenant.inner.event(Some(tenant.id()), entry.at, event)).collect();
        let commit = Commit { writes, entry, idempotency: None };
        Ok(tenant.inner.store.commit(&tenant.key, commit).await.into())
    }
}

/// An order counts in the month of the day that it stands under.
fn counted(orders: &[Order], each: i64, max: Option<u64>) -> impl Iterator<Item = Write> + use<> {
    let mut months: BTreeMap<String, i64> = BTreeMap::new();
    for order in orders {
        *months.entry(order.placed_on.strftime("%Y-%m").to_string()).or_default() += each;
    }
    months.into_iter().map(move |(month, delta)| Write::Count { counter: Counter::Orders(month), delta, max })
}

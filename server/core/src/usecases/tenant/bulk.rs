//! One change to many products, one step for many orders. Each of them is
//! judged and committed by itself, and reports its outcome. A change says
//! the version that it made, and a second one may name that version: so an undo
//! leaves alone what another member has changed in between.

use futures_util::{StreamExt, stream};
use uuid::Uuid;

use super::conclude::{AT_ONCE, said};
use crate::{
    domain::{
        error::{Error, FieldError, Result},
        idempotency::{Answer, Attempt, Outcome},
        ids::{OrderId, ProductId},
        member::Role,
        money::{Currency, Decimal, Money},
        order::{Order, OrderChange},
        order_status::Status,
        page::Position,
        precondition::Precondition,
        product::{MAX_PRICE, Product, ProductDraft, ProductQuery, check_price},
        text::Check,
    },
    usecases::handle::Tenant,
};

/// The largest number of products in one bulk change.
pub const MAX_PRODUCTS: usize = 1_000;
/// The largest number of orders in one bulk change.
pub const MAX_ORDERS: usize = 100;

/// A percentage to the hundredth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Percent(i64);

impl Percent {
    pub fn new(percent: Decimal) -> Result<Self> {
        match percent.hundredths() {
            Ok(percent) if (-9_999..=100_000).contains(&percent) && percent != 0 => Ok(Self(percent)),
            _ => {
                let detail = "must be from -99.99 to 1000, with at most two decimals, and not 0";
                Err(Error::invalid("/change/price_percent", "out_of_range", detail))
            }
        }
    }

    /// Rounded half up to the minor unit of the currency.
    fn of(self, price: Money) -> Option<Money> {
        price.share(10_000 + self.0)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ProductChange {
    PricePercent(Percent),
    PriceSet(Money),
    /// Nothing takes them out of their category.
    Category(Option<String>),
    Archive,
    Restore,
}

impl ProductChange {
    pub fn price(price: Decimal, currency: Currency) -> Result<Self> {
        let mut check = Check::default();
        let price = check_price(&mut check, "/change/price_set", price, currency);
        check.done(Self::PriceSet(price))
    }

    pub fn category(category: &str) -> Result<Self> {
        let mut check = Check::default();
        let category = check.optional_name("/change/category", Some(category), 100);
        check.done(Self::Category(category))
    }

    fn revise(&self, current: &Product, currency: Currency) -> Result<ProductDraft> {
        let mut draft = current.draft();
        match self {
            Self::PricePercent(percent) => {
                let price = percent.of(current.price).filter(|price| *price <= MAX_PRICE);
                draft.price = price.ok_or_else(|| {
                    let detail = format!("would be more than {}", MAX_PRICE.show(currency));
                    Error::invalid("/price", "too_large", detail)
                })?;
            }
            Self::PriceSet(price) => draft.price = *price,
            Self::Category(category) => draft.category.clone_from(category),
            Self::Archive | Self::Restore => {}
        }
        Ok(draft)
    }
}

/// Which things are meant.
#[derive(Clone, PartialEq, Debug)]
pub enum Which<Id, Query> {
    Ids(Vec<Id>),
    /// With the version that was seen; one that has moved on is refused.
    Seen(Vec<(Id, u64)>),
    Filter(Query),
}

#[derive(Clone, PartialEq, Debug)]
pub struct ProductBulk {
    pub which: Which<ProductId, ProductQuery>,
    pub change: ProductChange,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BulkResult {
    Changed {
        version: u64,
    },
    /// It was so already.
    Unchanged,
    Refused {
        code: &'static str,
        detail: String,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BulkReport {
    /// In the order that was asked for.
    pub results: Vec<(Uuid, BulkResult)>,
}

impl BulkReport {
    pub fn changed(&self) -> usize {
        self.count(|result| matches!(result, BulkResult::Changed { .. }))
    }

    pub fn unchanged(&self) -> usize {
        self.count(|result| *result == BulkResult::Unchanged)
    }

    pub fn refused(&self) -> usize {
        self.count(|result| matches!(result, BulkResult::Refused { .. }))
    }

    fn count(&self, is: impl Fn(&BulkResult) -> bool) -> usize {
        self.results.iter().filter(|(_, result)| is(result)).count()
    }
}

impl Tenant {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn change_products(
        &self,
        bulk: &ProductBulk,
        attempt: &Attempt,
        answer: impl Fn(&BulkReport) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.require(Role::Staff)?;
        if let Some(kept) = self.kept(attempt).await? {
            return Ok(kept);
        }
        let any = |id: ProductId| (id, Precondition::Any);
        let products = match &bulk.which {
            Which::Ids(ids) => distinct("/ids", ids.iter().copied().map(any), MAX_PRODUCTS)?,
            Which::Seen(seen) => {
                let seen = seen.iter().map(|(id, version)| (*id, Precondition::Version(*version)));
                distinct("/seen", seen, MAX_PRODUCTS)?
            }
            Which::Filter(query) => self.ids_of(&self.with_threshold(query)).await?.into_iter().map(any).collect(),
        };
        let changes = stream::iter(products).map(async |(id, seen): (ProductId, Precondition)| {
            (id.0, outcome_of(self.change_product(id, &seen, &bulk.change, &attempt.part(id.as_bytes())).await))
        });
        let report = BulkReport { results: changes.buffered(AT_ONCE).collect().await };
        self.report("products.changed", &report, attempt, answer).await
    }

    /// Returns the version that it made, if anything had to be changed.
    async fn change_product(
        &self,
        id: ProductId,
        seen: &Precondition,
        change: &ProductChange,
        attempt: &Attempt,
    ) -> Result<Option<u64>> {
        // A part that an earlier try did is not judged again.
        if let Some(kept) = self.kept(attempt).await? {
            return made(kept).map(Some);
        }
        let current = self.inner.store.product(&self.key, id).await?.ok_or(Error::NotFound)?;
        // Nobody asks for the answer to a part; its version is kept with it.
        let answer = |_: &Product| Answer::none();
        let outcome = match change {
            ProductChange::Archive | ProductChange::Restore
                if current.archived == matches!(change, ProductChange::Archive) =>
            {
                return Ok(None);
            }
            ProductChange::Archive => self.archive_product(id, seen, attempt, answer).await?,
            ProductChange::Restore => self.restore_product(id, seen, attempt, answer).await?,
            _ if change.revise(&current, self.record.currency)? == current.draft() => return Ok(None),
            _ => {
                self.update_product(id, seen, attempt, |current| change.revise(current, self.record.currency), answer)
                    .await?
            }
        };
        made(outcome).map(Some)
    }

    /// Everything that a filter finds, if it is not too much.
    async fn ids_of(&self, query: &ProductQuery) -> Result<Vec<ProductId>> {
        let (mut ids, mut from): (Vec<ProductId>, Option<Position>) = (Vec::new(), None);
        loop {
            let slice = self.inner.store.products(&self.key, query, from.as_ref(), 100).await?;
            ids.extend(slice.items.iter().map(|product| product.id));
            if ids.len() > MAX_PRODUCTS {
                let detail = format!("finds more than {MAX_PRODUCTS} products; narrow it");
                return Err(Error::invalid("/filter", "too_many", detail));
            }
            from = slice.next;
            if from.is_none() {
                return Ok(ids);
            }
        }
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn move_orders(
        &self,
        ids: &[OrderId],
        to: Status,
        attempt: &Attempt,
        answer: impl Fn(&BulkReport) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.require(Role::Staff)?;
        if let Some(kept) = self.kept(attempt).await? {
            return Ok(kept);
        }
        let ids = distinct("/ids", ids.iter().map(|id| (*id, ())), MAX_ORDERS)?;
        let steps = stream::iter(ids).map(async |(id, ()): (OrderId, ())| {
            (id.0, outcome_of(self.move_order(id, to, &attempt.part(id.as_bytes())).await))
        });
        let report = BulkReport { results: steps.buffered(AT_ONCE).collect().await };
        self.report("orders.moved", &report, attempt, answer).await
    }

    async fn move_order(&self, id: OrderId, to: Status, attempt: &Attempt) -> Result<Option<u64>> {
        if let Some(kept) = self.kept(attempt).await? {
            return made(kept).map(Some);
        }
        if self.order(id).await?.status == to {
            return Ok(None);
        }
        let revise =
            |order: &Order| Ok(OrderChange { status: to, note: order.note.clone(), tracking: order.tracking.clone() });
        let answer = |_: &Order| Answer::none();
        made(self.update_order(id, &Precondition::Any, attempt, revise, answer).await?).map(Some)
    }

    async fn report(
        &self,
        action: &'static str,
        report: &BulkReport,
        attempt: &Attempt,
        answer: impl Fn(&BulkReport) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let said = said(&[("changed", report.changed() as u64), ("refused", report.refused() as u64)]);
        self.conclude(action, said, attempt, answer(report)).await
    }
}

/// Returns the version that one part made, also if an earlier try made it, whose effect may have been changed since.
fn made(outcome: Outcome) -> Result<u64> {
    let nameless = || Error::Internal("what is kept of a part of a bulk change names no version".into());
    outcome.answer.version().ok_or_else(nameless)
}

fn outcome_of(result: Result<Option<u64>>) -> BulkResult {
    match result {
        Ok(Some(version)) => BulkResult::Changed { version },
        Ok(None) => BulkResult::Unchanged,
        Err(refusal) => {
            let (code, detail) = refusal.brief();
            BulkResult::Refused { code, detail }
        }
    }
}

/// Nothing is changed twice for being named twice.
fn distinct<Id, Seen>(
    pointer: &str,
    named: impl ExactSizeIterator<Item = (Id, Seen)>,
    max: usize,
) -> Result<Vec<(Id, Seen)>>
where
    Id: Copy + Eq + std::hash::Hash,
{
    if !(1..=max).contains(&named.len()) {
        let detail = format!("must hold from 1 to {max} of them");
        return Err(Error::Invalid(vec![FieldError::new(pointer, "length", detail)]));
    }
    let mut seen = std::collections::HashSet::new();
    Ok(named.filter(|(id, _)| seen.insert(*id)).collect())
}

//! How many products are low on stock, or out. No key says it, so all of them are read: at each look where they are few,
//! and where they are many once in a while, since every open dashboard asks each minute
//! ([ADR 105](../../../../docs/adr/0105-low-stock-of-many-products-is-counted-in-a-while.md)).

use jiff::{SignedDuration, Timestamp};
use tenantry_core::{TenantKey, domain::product::Product};
use uuid::Uuid;

use super::{DynamoStore, stock::INVENTORY};
use crate::{
    dynamo::{Fault, Item, Reading, Span, Transaction, number},
    partition::{self, Partition, Table},
};

/// Few are so many items, which are half as many products with their stocks.
const FEW: usize = 1_000;
/// How long a count of many holds.
const HOLDS: SignedDuration = SignedDuration::from_mins(5);

/// A count of many products.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Counted {
    threshold: u64,
    low: u64,
    at: Timestamp,
}

impl Counted {
    fn read(item: &Item) -> Result<Self, Fault> {
        let at = Timestamp::from_millisecond(item.number("counted_at")?);
        let at = at.map_err(|error| Fault::Malformed(error.to_string()))?;
        Ok(Self { threshold: item.number("threshold")?, low: item.number("low")?, at })
    }

    fn attributes(self) -> Item {
        let Self { threshold, low, at } = self;
        Item::from([
            ("threshold".to_owned(), number(threshold)),
            ("low".to_owned(), number(low)),
            ("counted_at".to_owned(), number(at.as_millisecond())),
        ])
    }

    /// Returns whether it still holds. One that was made by a clock that is ahead does not.
    fn holds(&self, threshold: u64, now: Timestamp) -> bool {
        let age = now.duration_since(self.at);
        self.threshold == threshold && !age.is_negative() && age < HOLDS
    }
}

impl DynamoStore {
    pub(super) async fn count_low(&self, key: &TenantKey, threshold: u64) -> Result<u64, Fault> {
        let now = Timestamp::now();
        let found = self.get(key, Table::Aux, partition::LOW_STOCK).await?;
        let known = found.as_ref().map(Counted::read).transpose()?;
        if let Some(known) = known.filter(|known| known.holds(threshold, now)) {
            return Ok(known.low);
        }
        let (mut low, mut next) = self.count_low_in(key, threshold, Some(FEW), None).await?;
        if next.is_none() {
            return Ok(low);
        }
        while next.is_some() {
            let (more, after) = self.count_low_in(key, threshold, None, next).await?;
            (low, next) = (low + more, after);
        }
        self.keep_low(key, Counted { threshold, low, at: now }).await?;
        Ok(low)
    }

    /// Of one request's worth of products; with what it goes on behind.
    async fn count_low_in(
        &self,
        key: &TenantKey,
        threshold: u64,
        limit: Option<usize>,
        after: Option<Item>,
    ) -> Result<(u64, Option<Item>), Fault> {
        let listing = self.partition.by_id(key, Table::Products);
        let span = Span::forward(Uuid::nil(), Uuid::max());
        let on_sale = |product: &Product| !product.archived;
        // As many products as that, each of which has a stock.
        let limit = limit.map(|limit| limit / 2);
        let (items, next) = self.products_page(key, &listing, &span, limit, after, on_sale).await?;
        let mut low = 0;
        for item in &items {
            low += u64::from(!item.flag("archived")? && item.number::<u64>(INVENTORY)? <= threshold);
        }
        Ok((low, next))
    }

    async fn keep_low(&self, key: &TenantKey, counted: Counted) -> Result<(), Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let build = |_| {
            let mut transaction = Transaction::<()>::new();
            let item = Partition::item(key, Table::Aux, partition::LOW_STOCK, counted.attributes());
            transaction.put((), &aux, item, None)?;
            Ok(transaction)
        };
        let client = self.writing(key).await?;
        self.send(&client, key, Uuid::new_v4(), build).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_holds_for_its_threshold_and_a_while() {
        let at = Timestamp::from_millisecond(1_796_000_000_000).expect("a time");
        let counted = Counted { threshold: 5, low: 7, at };
        assert_eq!(Counted::read(&counted.attributes()).expect("a count"), counted);
        assert!(counted.holds(5, at) && counted.holds(5, at + SignedDuration::from_mins(4)));
        assert!(!counted.holds(6, at), "another threshold counts others");
        assert!(!counted.holds(5, at + HOLDS) && !counted.holds(5, at - SignedDuration::from_secs(1)));
    }
}

//! Orders as items, and how they are listed.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use tenantry_core::{
    TenantKey,
    domain::{
        ids::OrderId,
        order::{Order, OrderQuery},
        order_status::Status,
        page::{Position, Slice},
        text::fold_email,
    },
    ports::commit::UniqueName,
};
use uuid::Uuid;

use super::{DynamoStore, lists::Narrow, products::last_before};
use crate::{
    dynamo::{Condition, Fault, Item, Reading, Span, before, json, number, text},
    partition::{self, LAST, Partition, SEPARATOR, Table, short, text_and_id},
};

/// Ids rise even when the clock is set back, so an order's id may be ahead of
/// its time, though never behind it. So many hours need no mark.
const AHEAD_HOURS: u64 = 1;
const HOUR_MS: u64 = 3_600_000;

/// Returns the power of two hours that an order's id is ahead of its time at most; nothing if that needs no mark.
pub(super) fn ahead(order: &Order) -> Option<u32> {
    let at = order.id.0.as_u64_pair().0 >> 16;
    let hours = at.saturating_sub(order.created_at.as_millisecond().max(0).unsigned_abs()).div_ceil(HOUR_MS);
    (hours > AHEAD_HOURS).then(|| hours.next_power_of_two().ilog2())
}

pub(super) fn item(key: &TenantKey, order: &Order) -> Result<Item, Fault> {
    let attributes = [
        ("version".to_owned(), number(order.version)),
        (partition::BY_STATUS.1.to_owned(), status_key(order.id, order.status)),
        (partition::BY_EMAIL.1.to_owned(), text(text_and_id(&fold_email(&order.customer_email), order.id.0))),
        ("doc".to_owned(), json(order)?),
    ];
    Ok(Partition::item(key, Table::Orders, order.id.to_string(), attributes))
}

fn status_key(order: OrderId, status: Status) -> AttributeValue {
    text(text_and_id(status.name(), order.0))
}

/// Adds to a condition that an order is in a status.
pub(super) fn and_in_status(mut condition: Condition, order: OrderId, status: Status) -> Condition {
    condition.expression.push_str(" AND #status = :status");
    condition.name("#status", partition::BY_STATUS.1).value(":status", status_key(order, status))
}

pub(super) fn read(item: &Item) -> Result<Order, Fault> {
    item.json("doc")
}

impl DynamoStore {
    pub(super) async fn list_orders(
        &self,
        key: &TenantKey,
        query: &OrderQuery,
        from: Option<&Position>,
        limit: usize,
    ) -> Result<Slice<Order>, Fault> {
        let ahead = if query.to.is_some() { self.hours_ahead(key).await? } else { 0 };
        let Some((first, last)) = ids(query, from, ahead) else { return Ok(Slice::empty()) };
        if let Some(reference) = &query.external_ref {
            return self.order_of_reference(key, query, reference, (first, last)).await;
        }
        if let Some(prefix) = &query.email_prefix {
            return self.orders_by_address(key, query, prefix, from, limit).await;
        }
        let of = |text: &str| Span::backward(text_and_id(text, first), text_and_id(text, last));
        let by = |index| self.partition.by(key, Table::Orders, index);
        let (listing, span) = match (&query.customer_email, query.status) {
            (Some(email), _) => (by(partition::BY_EMAIL), of(&fold_email(email))),
            (None, Some(status)) => (by(partition::BY_STATUS), of(status.name())),
            // Sample data is removed by what stands here, so no order may be missing. In a
            // silo it is an index, which may lag (docs/dynamodb.md).
            (None, None) => {
                let span = Span { consistent: query.number.is_none(), ..Span::backward(first, last) };
                (self.partition.by_id(key, Table::Orders), span)
            }
        };
        let narrow = Narrow {
            fetch: |reach, after| self.page(key, &listing, &span, Some(reach), after),
            matches: |order: &Order| query.matches(order),
            position: |order: &Order| Position::Before(order.id.0),
            // Days and statuses are ranges of the keys.
            is_wide: query.number.is_some() || (query.customer_email.is_some() && query.status.is_some()),
        };
        self.narrowed(limit, read, narrow).await
    }

    /// Returns how many hours ids are ahead of their orders' times at most.
    async fn hours_ahead(&self, key: &TenantKey) -> Result<u64, Fault> {
        let span = Span { newest_first: true, consistent: true, ..Span::of_prefix(partition::AHEAD) };
        let (marks, _) = self.page(key, &self.partition.by_id(key, Table::Aux), &span, Some(1), None).await?;
        let Some(mark) = marks.first() else { return Ok(AHEAD_HOURS) };
        let power = mark.number::<u32>("power")?;
        Ok(2_u64.saturating_pow(power))
    }

    /// By address, backwards: each address has its newest order first.
    async fn orders_by_address(
        &self,
        key: &TenantKey,
        query: &OrderQuery,
        prefix: &str,
        from: Option<&Position>,
        limit: usize,
    ) -> Result<Slice<Order>, Fault> {
        let prefix = short(prefix);
        let last = match from {
            Some(Position::After(email, id)) => match before(*id) {
                Some(id) => text_and_id(email, id),
                // Below all orders of the address, and above those of the one before it.
                None => short(email).to_owned(),
            },
            Some(Position::Before(_)) | None => format!("{prefix}{LAST}"),
        };
        let first = if prefix.is_empty() { SEPARATOR.to_string() } else { prefix.to_owned() };
        let listing = self.partition.by(key, Table::Orders, partition::BY_EMAIL);
        let span = Span::backward(first, last);
        let narrow = Narrow {
            fetch: |reach, after| self.page(key, &listing, &span, Some(reach), after),
            matches: |order: &Order| query.matches(order),
            position: |order: &Order| Position::After(fold_email(&order.customer_email), order.id.0),
            is_wide: query.status.is_some() || query.from.is_some() || query.to.is_some() || query.number.is_some(),
        };
        self.narrowed(limit, read, narrow).await
    }

    /// The name leads to the one order that bears it.
    async fn order_of_reference(
        &self,
        key: &TenantKey,
        query: &OrderQuery,
        reference: &str,
        (first, last): (Uuid, Uuid),
    ) -> Result<Slice<Order>, Fault> {
        let name = partition::name(&UniqueName::ExternalRef(reference.to_owned()));
        let Some(claim) = self.get(key, Table::Aux, &name).await? else { return Ok(Slice::empty()) };
        let found = self.get(key, Table::Orders, claim.text("owner")?).await?;
        let order = found.as_ref().map(read).transpose()?;
        let wanted = |order: &Order| query.matches(order) && (first..=last).contains(&order.id.0);
        Ok(Slice { items: order.into_iter().filter(wanted).collect(), next: None })
    }
}

/// Returns the smallest and the largest id that the query and the position admit, where ids are so many hours ahead at
/// most; `None` if they admit none.
fn ids(query: &OrderQuery, from: Option<&Position>, hours_ahead: u64) -> Option<(Uuid, Uuid)> {
    let at = |time: Timestamp| Uuid::from_u128((time.as_millisecond().max(0) as u128) << 80);
    let (mut first, mut last) = (Uuid::nil(), last_before(from)?);
    if let Some(from) = query.from {
        first = first.max(at(from));
    }
    if let Some(to) = query.to {
        let ahead = i64::try_from(hours_ahead).ok().map(jiff::SignedDuration::from_hours);
        let ahead = ahead.and_then(|ahead| to.checked_add(ahead).ok()).unwrap_or(Timestamp::MAX);
        last = last.min(at(ahead));
    }
    if let Some(number) = &query.number {
        let (OrderId(smallest), OrderId(largest)) = number.ids();
        (first, last) = (first.max(smallest), last.min(largest));
    }
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(at: &str) -> Uuid {
        let at: Timestamp = at.parse().expect("a time");
        Uuid::from_u128((at.as_millisecond() as u128) << 80)
    }

    #[test]
    fn a_range_of_days_is_a_range_of_ids() {
        let time = |text: &str| Some(text.parse::<Timestamp>().expect("a time"));
        let (from, to) = (time("2026-03-01T00:00:00Z"), time("2026-03-02T00:00:00Z"));
        let query = OrderQuery { from, to, ..OrderQuery::default() };
        let until = |hours: u64| ids(&query, None, hours).expect("a range");
        assert_eq!(until(1), (id("2026-03-01T00:00:00Z"), id("2026-03-02T01:00:00Z")));
        assert_eq!(until(48).1, id("2026-03-04T00:00:00Z"), "as far as an id may be ahead");
        let below = Position::Before(id("2026-03-01T00:00:00Z"));
        assert_eq!(ids(&query, Some(&below), 1), None, "the range is through");
    }
}

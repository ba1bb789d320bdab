//! Orders as items, and how they are listed.

use jiff::Timestamp;
use tenantry_core::{
    TenantKey,
    commit::UniqueName,
    ids::OrderId,
    order::{Order, OrderQuery},
    page::{Position, Slice},
    text::fold_email,
};
use uuid::Uuid;

use super::{DynamoStore, lists::Narrow, products::last_before};
use crate::{
    dynamo::{Fault, Item, Reading, Span, before, json, number, text},
    partition::{self, LAST, Partition, SEPARATOR, Table, short, text_and_id},
};

/// Ids rise even when the clock is set back, so an order's id may be ahead of
/// its time, though never behind it. So many days are allowed for.
const AHEAD_DAYS: i64 = 31;

pub(super) fn item(key: &TenantKey, order: &Order) -> Result<Item, Fault> {
    let attributes = [
        ("version".to_owned(), number(order.version)),
        (partition::BY_STATUS.1.to_owned(), text(text_and_id(order.status.name(), order.id.0))),
        (partition::BY_EMAIL.1.to_owned(), text(text_and_id(&fold_email(&order.customer_email), order.id.0))),
        ("doc".to_owned(), json(order)?),
    ];
    Ok(Partition::item(key, Table::Orders, order.id.to_string(), attributes))
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
        let Some((first, last)) = ids(query, from) else { return Ok(Slice::empty()) };
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
                let span = Span { consistent: true, ..Span::backward(first, last) };
                (self.partition.by_id(key, Table::Orders), span)
            }
        };
        let narrow = Narrow {
            matches: |order: &Order| query.matches(order),
            position: |order: &Order| Position::Before(order.id.0),
            is_wide: query.number.is_some()
                || query.from.is_some()
                || query.to.is_some()
                || (query.customer_email.is_some() && query.status.is_some()),
        };
        self.narrowed(key, &listing, &span, limit, read, narrow).await
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
        let narrow = Narrow {
            matches: |order: &Order| query.matches(order),
            position: |order: &Order| Position::After(fold_email(&order.customer_email), order.id.0),
            is_wide: query.status.is_some() || query.from.is_some() || query.to.is_some() || query.number.is_some(),
        };
        let listing = self.partition.by(key, Table::Orders, partition::BY_EMAIL);
        self.narrowed(key, &listing, &Span::backward(first, last), limit, read, narrow).await
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

/// The smallest and the largest id that can be meant.
fn ids(query: &OrderQuery, from: Option<&Position>) -> Option<(Uuid, Uuid)> {
    let at = |time: Timestamp| Uuid::from_u128((time.as_millisecond().max(0) as u128) << 80);
    let (mut first, mut last) = (Uuid::nil(), last_before(from)?);
    if let Some(from) = query.from {
        first = first.max(at(from));
    }
    if let Some(to) = query.to {
        let ahead = to.checked_add(jiff::SignedDuration::from_hours(24 * AHEAD_DAYS)).unwrap_or(Timestamp::MAX);
        last = last.min(at(ahead));
    }
    if let Some(number) = &query.number {
        let (OrderId(smallest), OrderId(largest)) = number.ids();
        (first, last) = (first.max(smallest), last.min(largest));
    }
    (first <= last).then_some((first, last))
}

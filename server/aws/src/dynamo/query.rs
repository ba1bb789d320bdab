//! Reading a stretch of one tenant's items, in the order of a listing.

use aws_sdk_dynamodb::{
    Client,
    types::{ConsumedCapacity, ReturnConsumedCapacity},
};
use tenantry_core::domain::ids::TenantId;
use uuid::Uuid;

use super::{Consumption, Fault, Item, retried, text};
use crate::partition::{self, Listing};

/// From `first` to `last`, both included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Span {
    pub first: String,
    pub last: String,
    pub newest_first: bool,
    /// Nothing that was committed may be missing: not for indexes.
    pub consistent: bool,
}

impl Span {
    pub fn forward(first: impl Into<String>, last: impl Into<String>) -> Self {
        Self { first: first.into(), last: last.into(), newest_first: false, consistent: false }
    }

    pub fn backward(first: impl Into<String>, last: impl Into<String>) -> Self {
        Self { newest_first: true, ..Self::forward(first, last) }
    }

    /// Entries of a journal that are older than one, the newest first; nothing is before the first.
    pub fn older_than(id: Option<Uuid>) -> Option<Self> {
        let last = id.map_or(Some(Uuid::max()), before)?;
        Some(Self::backward(Uuid::nil(), last))
    }

    /// A span of all sort keys that begin with `prefix`.
    pub fn of_prefix(prefix: &str) -> Self {
        Self::forward(prefix, format!("{prefix}{}", partition::LAST))
    }
}

/// Returns the greatest id that is older; `None` for the smallest id of all.
pub(crate) fn before(id: Uuid) -> Option<Uuid> {
    id.as_u128().checked_sub(1).map(Uuid::from_u128)
}

/// The whole span or as much of it as is wanted, however many requests it takes:
/// one answers with a megabyte at most.
pub(crate) async fn query_all(
    client: &Client,
    used: &Consumption,
    tenant: TenantId,
    listing: &Listing,
    span: &Span,
    limit: Option<usize>,
) -> Result<Vec<Item>, Fault> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let left = limit.map(|limit| limit.saturating_sub(all.len()));
        if left == Some(0) {
            return Ok(all);
        }
        let (items, next) = query(client, used, tenant, listing, span, left, after).await?;
        all.extend(items);
        match next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

/// One request: at most `limit` items, and whether the span goes on behind them.
pub(crate) async fn query(
    client: &Client,
    used: &Consumption,
    tenant: TenantId,
    listing: &Listing,
    span: &Span,
    limit: Option<usize>,
    after: Option<Item>,
) -> Result<(Vec<Item>, Option<Item>), Fault> {
    // DynamoDB calls an empty span an error.
    if span.first > span.last {
        return Ok((Vec::new(), None));
    }
    let request = client
        .query()
        .table_name(&listing.table)
        .set_index_name(listing.index.map(str::to_owned))
        .key_condition_expression("#tenant = :tenant AND #sort BETWEEN :first AND :last")
        .expression_attribute_names("#tenant", "tenant_id")
        .expression_attribute_names("#sort", listing.sort)
        .expression_attribute_values(":tenant", partition::tenant(tenant))
        .expression_attribute_values(":first", text(&span.first))
        .expression_attribute_values(":last", text(&span.last))
        .scan_index_forward(!span.newest_first)
        .set_limit(limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX)))
        .set_exclusive_start_key(after)
        .consistent_read(span.consistent && listing.index.is_none())
        .return_consumed_capacity(ReturnConsumedCapacity::Total);
    let page = retried(|| request.clone().send()).await?;
    used.read(tenant, page.consumed_capacity().map_or(&[], std::slice::from_ref::<ConsumedCapacity>));
    Ok((page.items.unwrap_or_default(), page.last_evaluated_key))
}

//! Reading a stretch of one tenant's items, in the order of a listing.

use aws_sdk_dynamodb::{
    Client,
    types::{ConsumedCapacity, ReturnConsumedCapacity},
};
use futures_util::future::try_join_all;
use tenantry_core::domain::ids::TenantId;
use uuid::Uuid;

use super::{Consumption, Fault, Item, Reading, retried, text};
use crate::partition::{self, Listing, Table};

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
    of: (&Listing, &[String]),
    span: &Span,
    limit: Option<usize>,
) -> Result<Vec<Item>, Fault> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let left = limit.map(|limit| limit.saturating_sub(all.len()));
        if left == Some(0) {
            return Ok(all);
        }
        let (items, next) = query_each(client, used, tenant, of, span, left, after).await?;
        all.extend(items);
        match next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

/// A page of what is under several hash keys, in the order of the listing: at most `limit` items, and whether the span goes
/// on behind them. An item that is under two of them, as while one is put under another, is one.
pub(crate) async fn query_each(
    client: &Client,
    used: &Consumption,
    tenant: TenantId,
    (listing, hashes): (&Listing, &[String]),
    span: &Span,
    limit: Option<usize>,
    after: Option<Item>,
) -> Result<(Vec<Item>, Option<Item>), Fault> {
    if let [hash] = hashes {
        return query(client, used, tenant, (listing, hash), span, limit, after).await;
    }
    // What is spread evenly comes from each in equal parts; where it does not, the page is short and goes on. Products are
    // under the first, and half of what is asked for there are their stocks.
    let each = limit.map(|limit| match listing.of {
        Some(Table::Products) => limit.div_ceil(2),
        _ => limit.min(2 * limit.div_ceil(hashes.len()) + 1),
    });
    let pages = hashes.iter().map(|hash| {
        let after = after.clone().map(|mut after| {
            after.insert(partition::TENANT.to_owned(), text(hash));
            after
        });
        query(client, used, tenant, (listing, hash), span, each, after)
    });
    merged(listing, span.newest_first, limit, try_join_all(pages).await?)
}

type Page = (Vec<Item>, Option<Item>);

fn merged(listing: &Listing, newest_first: bool, limit: Option<usize>, pages: Vec<Page>) -> Result<Page, Fault> {
    // Behind the first that goes on nothing is known to be all.
    let mut bound: Option<String> = None;
    let mut found: Vec<(String, Item)> = Vec::new();
    let is_before = |one: &str, other: &str| if newest_first { one > other } else { one < other };
    for (items, next) in pages {
        if let Some(next) = &next {
            let reached = next.text(listing.sort)?;
            if bound.as_deref().is_none_or(|bound| is_before(reached, bound)) {
                bound = Some(reached.to_owned());
            }
        }
        for item in items {
            found.push((item.text(listing.sort)?.to_owned(), item));
        }
    }
    found.sort_by(|(one, _), (other, _)| if newest_first { other.cmp(one) } else { one.cmp(other) });
    found.dedup_by(|(one, _), (other, _)| one == other);
    let all = found.len();
    if let Some(bound) = &bound {
        found.retain(|(sort, _)| !is_before(bound, sort));
    }
    found.truncate(limit.unwrap_or(usize::MAX));
    let goes_on = bound.is_some() || found.len() < all;
    if goes_on && found.is_empty() {
        return Err(Fault::Malformed("a page without items goes on".to_owned()));
    }
    let key_of = |item: &Item| {
        let mut key = item.clone();
        key.retain(|name, _| [partition::TENANT, listing.sort, listing.id].contains(&name.as_str()));
        key
    };
    let next = found.last().filter(|_| goes_on).map(|(_, last)| key_of(last));
    Ok((found.into_iter().map(|(_, item)| item).collect(), next))
}

/// One request: at most `limit` items under one hash key, and whether the span goes on behind them.
pub(crate) async fn query(
    client: &Client,
    used: &Consumption,
    tenant: TenantId,
    (listing, hash): (&Listing, &str),
    span: &Span,
    limit: Option<usize>,
    after: Option<Item>,
) -> Result<Page, Fault> {
    // DynamoDB calls an empty span an error.
    if span.first > span.last {
        return Ok((Vec::new(), None));
    }
    let request = client
        .query()
        .table_name(&listing.table)
        .set_index_name(listing.index.map(str::to_owned))
        .key_condition_expression("#tenant = :tenant AND #sort BETWEEN :first AND :last")
        .expression_attribute_names("#tenant", partition::TENANT)
        .expression_attribute_names("#sort", listing.sort)
        .expression_attribute_values(":tenant", text(hash))
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

#[cfg(test)]
mod tests {
    use super::*;

    const LISTING: Listing = Listing { table: String::new(), index: None, sort: "k", id: "k", of: None };

    fn page(hash: &str, ks: &[&str], goes_on: bool) -> Page {
        let item = |k: &&str| Item::from([("tenant_id".to_owned(), text(hash)), ("k".to_owned(), text(*k))]);
        let items: Vec<Item> = ks.iter().map(item).collect();
        let next = items.last().cloned().filter(|_| goes_on);
        (items, next)
    }

    fn ks((items, next): &Page) -> (Vec<&str>, Option<&str>) {
        let k = |item| Item::text(item, "k").expect("a key");
        (items.iter().map(k).collect(), next.as_ref().map(k))
    }

    #[test]
    fn pages_of_several_hash_keys_are_one_in_order() {
        let merge = |newest_first, limit, pages| merged(&LISTING, newest_first, limit, pages).expect("a page");
        let whole = merge(false, Some(9), vec![page("t", &["a", "d"], false), page("t#01", &["b", "c"], false)]);
        assert_eq!(ks(&whole), (vec!["a", "b", "c", "d"], None));
        let cut = merge(false, Some(3), vec![page("t", &["a", "d"], false), page("t#01", &["b", "c"], false)]);
        assert_eq!(ks(&cut), (vec!["a", "b", "c"], Some("c")));
        // Between c and x there may be more under the second key.
        let bound = merge(false, None, vec![page("t", &["a", "x"], false), page("t#01", &["b", "c"], true)]);
        assert_eq!(ks(&bound), (vec!["a", "b", "c"], Some("c")));
        let back = merge(true, None, vec![page("t", &["x", "a"], false), page("t#01", &["c", "b"], true)]);
        assert_eq!(ks(&back), (vec!["x", "c", "b"], Some("b")));
        let twice = merge(false, None, vec![page("t", &["a", "b"], false), page("t#01", &["a"], false)]);
        assert_eq!(ks(&twice), (vec!["a", "b"], None));
        assert_eq!(ks(&merge(false, None, vec![page("t", &[], false), page("t#01", &[], false)])), (vec![], None));
    }
}

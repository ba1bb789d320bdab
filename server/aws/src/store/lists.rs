//! Pages. What no key can narrow is filtered after reading, by core's own
//! definition of the filters, and read on until the page is full or a time is
//! over: only then it is short, even empty, and still goes on.

use std::time::Duration;

use tenantry_core::{
    TenantKey,
    domain::page::{Position, Slice},
};
use tokio::time::Instant;

use super::DynamoStore;
use crate::{
    dynamo::{Fault, Item, Span},
    partition::Listing,
};

/// The number of items read for a page where a filter may leave few.
const WIDE: usize = 250;
/// The number of items that one request asks for at most; each is asked for twice as many as the one before.
const WIDEST: usize = 2_000;
/// After so long no further request is begun for a page.
const DEADLINE: Duration = Duration::from_millis(1_500);

/// The range of a listing.
pub(super) struct Narrow<Matches, At> {
    pub matches: Matches,
    pub position: At,
    /// Whether few of the items may match, so that more are read than wanted.
    pub is_wide: bool,
}

impl DynamoStore {
    pub(super) async fn narrowed<T>(
        &self,
        key: &TenantKey,
        listing: &Listing,
        span: &Span,
        limit: usize,
        read: impl Fn(&Item) -> Result<T, Fault>,
        narrow: Narrow<impl Fn(&T) -> bool, impl Fn(&T) -> Position>,
    ) -> Result<Slice<T>, Fault> {
        let one_too_far = limit.saturating_add(1);
        let mut reach = if narrow.is_wide { one_too_far.max(WIDE) } else { one_too_far };
        let (mut items, mut reached, mut after) = (Vec::new(), None, None);
        let until = Instant::now() + DEADLINE;
        loop {
            let (found, goes_on) = self.page(key, listing, span, Some(reach), after).await?;
            for item in &found {
                let item = read(item)?;
                reached = Some((narrow.position)(&item));
                if (narrow.matches)(&item) {
                    items.push(item);
                }
                if items.len() == one_too_far {
                    return Ok(Slice::cut(items, limit, narrow.position));
                }
            }
            if goes_on.is_none() || Instant::now() >= until {
                return Ok(Slice { items, next: reached.filter(|_| goes_on.is_some()) });
            }
            after = goes_on;
            reach = reach.saturating_mul(2).min(WIDEST.max(one_too_far));
        }
    }
}

//! Pages. What no key can narrow is filtered after reading, by core's own
//! definition of the filters, and read on until the page is full or a time is
//! over: only then it is short, even empty, and still goes on.

use std::time::Duration;

use tenantry_core::domain::page::{Position, Slice};
use tokio::time::Instant;

use super::DynamoStore;
use crate::dynamo::{Fault, Item};

/// The number of items read for a page where a filter may leave few.
const WIDE: usize = 250;
/// The number of items that one request asks for at most; each is asked for twice as many as the one before.
const WIDEST: usize = 2_000;
/// After so long no further request is begun for a page.
const DEADLINE: Duration = Duration::from_millis(1_500);

/// The range of a listing.
pub(super) struct Narrow<Fetch, Matches, At> {
    /// Reads so many items of the listing, behind the last one; with what it goes on behind.
    pub fetch: Fetch,
    pub matches: Matches,
    pub position: At,
    /// Whether few of the items may match, so that more are read than wanted.
    pub is_wide: bool,
}

impl DynamoStore {
    pub(super) async fn narrowed<T, Fetched>(
        &self,
        limit: usize,
        read: impl Fn(&Item) -> Result<T, Fault>,
        narrow: Narrow<impl Fn(usize, Option<Item>) -> Fetched, impl Fn(&T) -> bool, impl Fn(&T) -> Position>,
    ) -> Result<Slice<T>, Fault>
    where
        Fetched: Future<Output = Result<(Vec<Item>, Option<Item>), Fault>> + Send,
    {
        let one_too_far = limit.saturating_add(1);
        let mut reach = if narrow.is_wide { one_too_far.max(WIDE) } else { one_too_far };
        let (mut items, mut reached, mut after) = (Vec::new(), None, None);
        let until = Instant::now() + DEADLINE;
        loop {
            let (found, goes_on) = (narrow.fetch)(reach, after).await?;
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

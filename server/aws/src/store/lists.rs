//! Pages: one request each. What no key can narrow is filtered after reading,
//! by core's own definition of the filters, so a page may be short or empty
//! and still go on.

use tenantry_core::{
    TenantKey,
    page::{Position, Slice},
};

use super::DynamoStore;
use crate::{
    dynamo::{Fault, Item, Span},
    partition::Listing,
};

/// Items read for a page where a filter may leave few of them.
const WIDE: usize = 250;

/// What of a listing is wanted.
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
        let reach = if narrow.is_wide { one_too_far.max(WIDE) } else { one_too_far };
        let (found, goes_on) = self.page(key, listing, span, Some(reach), None).await?;
        let (mut items, mut reached) = (Vec::new(), None);
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
        Ok(Slice { items, next: reached.filter(|_| goes_on.is_some()) })
    }
}

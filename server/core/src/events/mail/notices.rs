//! One mail about many things of a kind: products that are low on stock, limits that come near.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{Letter, Mails, company::near_text};
use crate::{
    domain::{
        event::{Event, EventKind},
        ids::ProductId,
        insights::{Effect, Effects},
        limit::Limit,
        names::in_mail,
        notice::{Claim, Claimed, Notice, NoticeKind},
        product::Product,
        tenant::TenantRecord,
    },
    policy::consume_error::ConsumeError,
};

/// Things that are named in a mail; the others are counted.
const NAMED: usize = 20;

impl Mails {
    /// Returns the mail about all notices of a kind that wait, if this event is the one that sends it.
    pub(super) async fn notices(&self, event: &Event, kind: NoticeKind) -> Result<Option<Letter>, ConsumeError> {
        let Some(tenant) = event.tenant else { return Ok(None) };
        let Some((key, record)) = self.worker.changed_tenant(tenant).await? else { return Ok(None) };
        let inner = &self.worker.inner;
        let notice = Effect::Notice(Notice { kind, event: event.clone() });
        // Once: a notice that was mailed does not wait again when its event is handed out again.
        let effects = Effects { consumer: "notices", event: event.id, at: event.at, effects: vec![notice] };
        inner.store.apply(&key, effects).await?;
        let now = inner.now();
        let claimed = inner.store.claim_notices(&key, &Claim { kind, owner: event.id, now }).await?;
        let events = match claimed {
            Claimed::Yours(events) => events,
            Claimed::ByAnother => return Ok(None),
            Claimed::Later(at) => return Err(ConsumeError::NotYet(at.duration_since(now))),
        };
        match kind {
            NoticeKind::LowStock => {
                let products = distinct(&events);
                let mut named = Vec::new();
                for product in products.iter().take(NAMED) {
                    named.extend(inner.store.product(&key, *product).await?);
                }
                let named: Vec<&Product> = named.iter().map(|product| &**product).collect();
                let url = format!("{}/products?stock=low", inner.settings.public_url);
                Ok(low_stock(&record, &named, products.len().saturating_sub(NAMED), &url))
            }
            NoticeKind::LimitNear => Ok(limits_near(&record, &events, now)),
        }
    }
}

/// Each product once, however often it became low.
fn distinct(events: &[Event]) -> Vec<ProductId> {
    let mut products = Vec::new();
    for event in events {
        if let EventKind::InventoryLow { product, .. } = event.kind
            && !products.contains(&product)
        {
            products.push(product);
        }
    }
    products
}

/// Returns `None` if all products are gone meanwhile.
fn low_stock(record: &TenantRecord, named: &[&Product], more: usize, url: &str) -> Option<Letter> {
    let (subject, text) = match (named, more) {
        ([], _) => return None,
        ([only], 0) => (
            format!("Low stock: {}", in_mail(&only.name)),
            format!("{} is low on stock: {} left.\n", in_mail(&only.name), only.inventory),
        ),
        _ => {
            let count = named.len() + more;
            let mut text = format!("{count} products are low on stock:\n\n");
            for product in named {
                // Writing to a String can't fail.
                let _ = writeln!(text, "- {}: {} left", in_mail(&product.name), product.inventory);
            }
            if more > 0 {
                let _ = writeln!(text, "- and {more} more");
            }
            let _ = writeln!(text, "\nSee all of them: {url}");
            (format!("Low stock: {count} products"), text)
        }
    };
    Some(Letter::to_company(record, subject, text))
}

/// The highest percentage of each limit: what was passed on the way there is no news.
fn limits_near(record: &TenantRecord, events: &[Event], now: jiff::Timestamp) -> Option<Letter> {
    let mut highest: BTreeMap<&str, (Limit, u8)> = BTreeMap::new();
    for event in events {
        if let EventKind::LimitNear { limit, percent } = event.kind {
            let known = highest.entry(limit.name()).or_insert((limit, percent));
            known.1 = known.1.max(percent);
        }
    }
    let limits: Vec<(Limit, u8)> = highest.into_values().collect();
    let company = in_mail(&record.company_name);
    let (subject, text) = match limits.as_slice() {
        [] => return None,
        [(limit, percent)] => (
            format!("{company} uses {percent}% of its {}", limit.noun()),
            format!("{}\n", near_text(record, *limit, now)),
        ),
        several => {
            let mut text = format!("{company} is close to several limits of its plan:\n");
            for (limit, percent) in several {
                let _ = writeln!(text, "\n{percent}% of its {}. {}", limit.noun(), near_text(record, *limit, now));
            }
            (format!("{company} is close to {} limits of its plan", several.len()), text)
        }
    };
    Some(Letter::to_company(record, subject, text))
}

//! All of a company's data, page by page: each thing once and whole, also while
//! the company is at work. Lists go by ids, newest first, so what comes into
//! being meanwhile lies above what was read, and moves nothing.

use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        api_key::KeyInUse,
        error::{Error, Result},
        event::EventKind,
        export::{Export, Exported},
        idempotency::{Answer, Attempt, Outcome},
        ids::{EntryId, ExportId, TenantId, UserId},
        insights::DayRange,
        order::{Order, OrderQuery},
        page::{Cursors, Page, PageRequest, Position, Slice},
        product::ProductQuery,
        tenant::TenantRecord,
    },
    policy::refusals::unexpected,
    ports::{commit::DocumentKind, store::StoreError, tenant_key::TenantKey},
    runtime::inner::Inner,
    usecases::tenant::saved_views::adopt::OldView,
};

/// Reads for one page at the most: a page may be short.
const STEPS: usize = 64;

/// Orders whose mails are looked up at once.
const AT_ONCE: usize = 16;

/// The stages of an export, in this order.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
enum Stage {
    Tenant,
    Members,
    Invitations,
    ApiKeys,
    Products,
    Movements,
    Orders,
    Views,
    Resources,
    Audit,
    Usage,
}

impl Stage {
    const fn next(self) -> Option<Stage> {
        match self {
            Stage::Tenant => Some(Stage::Members),
            Stage::Members => Some(Stage::Invitations),
            Stage::Invitations => Some(Stage::ApiKeys),
            Stage::ApiKeys => Some(Stage::Products),
            Stage::Products => Some(Stage::Movements),
            Stage::Movements => Some(Stage::Orders),
            Stage::Orders => Some(Stage::Views),
            Stage::Views => Some(Stage::Resources),
            Stage::Resources => Some(Stage::Audit),
            Stage::Audit => Some(Stage::Usage),
            Stage::Usage => None,
        }
    }
}

/// The position that an export has reached.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct ExportPosition {
    stage: Stage,
    at: Option<Position>,
    /// In the ledger of the product that comes next.
    within: Option<Position>,
    day: Option<Date>,
}

impl ExportPosition {
    pub(super) const START: ExportPosition = ExportPosition::of(Stage::Tenant);

    const fn of(stage: Stage) -> Self {
        Self { stage, at: None, within: None, day: None }
    }

    /// Where it goes on after this part of a list.
    fn after(&self, next: Option<Position>) -> Option<ExportPosition> {
        match next {
            Some(at) => Some(ExportPosition { at: Some(at), ..ExportPosition::of(self.stage) }),
            None => self.stage.next().map(ExportPosition::of),
        }
    }

    fn turn<T>(&self, slice: Slice<T>, exported: impl Fn(T) -> Exported) -> Part {
        (slice.items.into_iter().map(exported).collect(), self.after(slice.next))
    }
}

pub(super) type Part = (Vec<Exported>, Option<ExportPosition>);

impl crate::runtime::control::Control<'_> {
    pub(super) async fn begin_export(
        &self,
        tenant: TenantId,
        by: UserId,
        reason: Option<String>,
        attempt: &Attempt,
        answer: impl Fn(&Export) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        if let Some(kept) = self.inner.kept(attempt).await? {
            return Ok(kept);
        }
        let export = Export::begin(&self.inner.signer, tenant, by, self.inner.now());
        let event = EventKind::TenantExported;
        let begun = self.commit(Some(tenant), Vec::new(), event, reason, Vec::new(), attempt, answer(&export));
        begun.await?.finish(unexpected)
    }
}

impl Inner {
    pub(super) async fn export_page(
        &self,
        key: TenantKey,
        id: ExportId,
        by: UserId,
        page: &PageRequest,
    ) -> Result<Page<Exported>> {
        Export::check(&self.signer, id, key.id(), by, self.now())?;
        let cursors = Cursors::new(&self.signer, key.id().as_bytes(), "export", &id);
        let place = cursors.read(page)?.unwrap_or(ExportPosition::START);
        let (items, next) = self.export_from(key, place, page.limit).await?;
        Ok(Page { items, next_cursor: next.map(|place| cursors.sign(&place)) })
    }

    pub(super) async fn export_from(&self, key: TenantKey, place: ExportPosition, limit: usize) -> Result<Part> {
        let record = self.control.tenant(key.id()).await?.ok_or(Error::NotFound)?;
        let (mut items, mut place) = (Vec::new(), Some(place));
        for _ in 0..STEPS {
            let Some(at) = place.clone().filter(|_| items.len() < limit) else { break };
            let (more, next) = self.export_part(&key, &record, &at, limit - items.len()).await?;
            items.extend(more);
            place = next;
        }
        Ok((items, place))
    }

    async fn export_part(
        &self,
        key: &TenantKey,
        record: &TenantRecord,
        place: &ExportPosition,
        room: usize,
    ) -> Result<Part> {
        let (store, control, at) = (&self.store, &self.control, place.at.as_ref());
        Ok(match place.stage {
            Stage::Tenant => (vec![Exported::Tenant(record.clone())], place.after(None)),
            Stage::Members => place.turn(control.members(key.id(), at, room).await?, Exported::Member),
            Stage::Invitations => place.turn(control.invitations(key.id(), at, room).await?, Exported::Invitation),
            Stage::ApiKeys => {
                let uses = control.api_key_uses(key.id()).await?;
                let keys = control.api_keys(key.id(), at, room).await?;
                place.turn(keys, |key| Exported::ApiKey(KeyInUse::of(key, &uses)))
            }
            Stage::Products => place.turn(store.products(key, &all_products(), at, room).await?, |product| {
                Exported::Product(product, record.currency)
            }),
            Stage::Movements => self.export_ledger(key, place, room).await?,
            Stage::Orders => {
                let Slice { items, next } = store.orders(key, &OrderQuery::default(), at, room).await?;
                (self.with_mails(key, items).await?, place.after(next))
            }
            Stage::Views => self.export_views(key, place, room).await?,
            Stage::Resources => place.turn(store.all_resources(key, at, room).await?, Exported::Resource),
            Stage::Audit => {
                let before = at.map(|at| match at {
                    Position::Before(id) | Position::After(_, id) => EntryId(*id),
                });
                let mut entries = store.journal(key, before, room + 1).await?;
                entries.extend(control.journal(key.id(), before, room + 1).await?);
                entries.sort_by_key(|entry| std::cmp::Reverse(entry.id));
                place.turn(Slice::cut(entries, room, |entry| Position::Before(entry.id.0)), Exported::Audit)
            }
            Stage::Usage => self.export_usage(key, record, place, room).await?,
        })
    }

    /// One product at a time.
    async fn export_ledger(&self, key: &TenantKey, place: &ExportPosition, room: usize) -> Result<Part> {
        let Slice { items, next } = self.store.products(key, &all_products(), place.at.as_ref(), 1).await?;
        let Some(product) = items.first() else { return Ok((Vec::new(), place.after(next))) };
        let ledger = self.store.ledger(key, product.id, place.within.as_ref(), room).await?;
        let goes_on = match ledger.next {
            Some(within) => Some(ExportPosition { within: Some(within), ..place.clone() }),
            None => place.after(next),
        };
        Ok((ledger.items.into_iter().map(Exported::Movement).collect(), goes_on))
    }

    async fn with_mails(&self, key: &TenantKey, orders: Vec<Order>) -> Result<Vec<Exported>> {
        let with_mails = |order: Order| async move {
            let mails = self.store.order_mails(key, order.id).await?;
            Ok::<_, Error>(Exported::Order(order, mails))
        };
        stream::iter(orders).map(with_mails).buffered(AT_ONCE).try_collect().await
    }

    /// Views that nobody has asked for since an earlier version kept them in one document.
    async fn export_views(&self, key: &TenantKey, place: &ExportPosition, room: usize) -> Result<Part> {
        let document = self.store.document(key, DocumentKind::SavedViews).await?;
        let views: Vec<OldView> = match document {
            Some(document) => serde_json::from_str(&document.body).map_err(|error| StoreError(Box::new(error)))?,
            None => Vec::new(),
        };
        let mut views = views.into_iter().map(|view| view.record().stored()).collect::<Result<Vec<_>>>()?;
        views.sort_by_key(|view| std::cmp::Reverse(view.id));
        if let Some(Position::Before(id) | Position::After(_, id)) = &place.at {
            views.retain(|view| view.id.0 < *id);
        }
        Ok(place.turn(Slice::cut(views, room, |view| Position::Before(view.id.0)), Exported::Resource))
    }

    /// As many days at once as there is room for items.
    async fn export_usage(
        &self,
        key: &TenantKey,
        record: &TenantRecord,
        place: &ExportPosition,
        room: usize,
    ) -> Result<Part> {
        let today = record.local_date(self.now());
        let from = place.day.unwrap_or_else(|| record.local_date(record.created_at));
        let last = i64::try_from(room).unwrap_or(1) - 1;
        let to = from.checked_add(last.days()).map_or(today, |to| to.min(today));
        if from > to {
            return Ok((Vec::new(), place.after(None)));
        }
        let rows = self.store.usage(key, DayRange { from, to }).await?;
        let next = to.tomorrow().ok().filter(|next| *next <= today);
        let goes_on = next.map(|day| ExportPosition { day: Some(day), ..ExportPosition::of(Stage::Usage) });
        Ok((rows.days.into_iter().map(Exported::Usage).collect(), goes_on.or_else(|| place.after(None))))
    }
}

fn all_products() -> ProductQuery {
    ProductQuery { archived: None, ..ProductQuery::default() }
}

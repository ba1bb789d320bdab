//! What members do with products.

use std::sync::Arc;

use crate::{
    domain::{
        error::{Conflicting, Error, Result},
        event::{Cause, EventKind},
        idempotency::{Answer, Attempt, Outcome},
        ids::ProductId,
        insights::Movement,
        journal::Change,
        member::Role,
        page::{Cursors, Page, PageRequest},
        precondition::Precondition,
        product::{Product, ProductDraft, ProductQuery},
        text::fold,
    },
    policy::refusals::unexpected,
    ports::commit::{Commit, CommitError, Counter, Expect, UniqueName, Write},
    runtime::{committed::Committed, retry::WaitsFor, turns::Thing},
    usecases::handle::Tenant,
};

impl Tenant {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn product(&self, id: ProductId) -> Result<Arc<Product>> {
        self.inner.store.product(&self.key, id).await?.ok_or(Error::NotFound)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn products(&self, query: &ProductQuery, page: &PageRequest) -> Result<Page<Arc<Product>>> {
        let cursors = Cursors::new(&self.inner.signer, self.id().as_bytes(), "products", query);
        let from = cursors.read(page)?;
        let query = self.with_threshold(query);
        Ok(cursors.page(self.inner.store.products(&self.key, &query, from.as_ref(), page.limit).await?))
    }

    /// What counts as low is the tenant's to say.
    pub(in crate::usecases) fn with_threshold(&self, query: &ProductQuery) -> ProductQuery {
        ProductQuery { low_stock: self.record.settings.low_stock_threshold, ..query.clone() }
    }

    /// Returns the stock ledger of a product, newest first.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn movements(&self, id: ProductId, page: &PageRequest) -> Result<Page<Movement>> {
        self.product(id).await?;
        let cursors = Cursors::new(&self.inner.signer, self.id().as_bytes(), "movements", &id);
        let from = cursors.read(page)?;
        Ok(cursors.page(self.inner.store.ledger(&self.key, id, from.as_ref(), page.limit).await?))
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn create_product(
        &self,
        draft: ProductDraft,
        attempt: &Attempt,
        answer: impl Fn(&Product) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.require(Role::Staff)?;
        self.add_product(draft, false, Cause::Edit, attempt, answer).await
    }

    pub(in crate::usecases) async fn add_product(
        &self,
        draft: ProductDraft,
        archived: bool,
        cause: Cause,
        attempt: &Attempt,
        answer: impl Fn(&Product) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let written = self.creation(draft, archived, cause);
        let answer = answer(&written.product);
        let committed = self.write(written, attempt, answer).await?;
        self.explained(committed).await?.finish(unexpected)
    }

    /// An archived one takes no place in the plan and claims no SKU.
    pub(in crate::usecases) fn creation(&self, draft: ProductDraft, archived: bool, cause: Cause) -> Written {
        let now = self.inner.now();
        let product = Product { archived, ..Product::create(self.inner.id(now), draft, now) };
        let mut writes = vec![Write::Product { product: product.clone(), expect: Expect::Absent }];
        if !archived {
            let claim = |sku| Write::Claim { name: UniqueName::Sku(sku), owner: product.id.0 };
            writes.push(self.count_products(1));
            writes.extend(product.sku_fold().map(claim));
        }
        let event = EventKind::ProductCreated { product: product.id, stock: product.inventory, cause };
        let further = archived.then_some(EventKind::ProductArchived { product: product.id });
        Written { product, writes, event, further, changes: Vec::new() }
    }

    /// `revise` gets the product with the stock that the caller saw.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn update_product(
        &self,
        id: ProductId,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&Product) -> Result<ProductDraft> + Send + Sync,
        answer: impl Fn(&Product) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.require(Role::Staff)?;
        self.save_product(id, precondition, Cause::Edit, attempt, revise, answer).await
    }

    pub(in crate::usecases) async fn save_product(
        &self,
        id: ProductId,
        precondition: &Precondition,
        cause: Cause,
        attempt: &Attempt,
        revise: impl Fn(&Product) -> Result<ProductDraft> + Send + Sync,
        answer: impl Fn(&Product) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let answer = |product: &Product| answer(product).at(product.version);
        let save = |_| async {
            let current = match self.current(id, attempt).await? {
                Known::Kept(outcome) => return Ok(Committed::Done(outcome)),
                Known::Product(current) => current,
            };
            let seen = match precondition.check_product(&current) {
                Ok(seen) => seen,
                Err(_) if self.made_by(attempt, current.version).await? => {
                    return Ok(Committed::Done(Outcome::repeated(answer(&current))));
                }
                Err(stale) => return Err(stale),
            };
            if current.archived {
                return Err(Error::conflict("archived", "the product is archived; restore it first"));
            }
            let draft = revise(&Product { inventory: seen, ..Product::clone(&current) })?;
            let mut written = self.revision(&current, seen, &draft, cause)?;
            if current.says(&written.product) {
                return Ok(Committed::Done(Outcome::fresh(answer(&current))));
            }
            self.release_only_own(&current, &mut written.writes).await?;
            let answer = answer(&written.product);
            // Where a sale took what the caller saw in between, the stock that is left says how much there is.
            let committed = self.write(written, attempt, answer).await?;
            self.explained(committed.or_conflict(|refused| matches!(refused, CommitError::OutOfStock { .. }))).await
        };
        self.inner.retry_on_conflict(WaitsFor::Changes(Thing::Product(self.id(), id)), save).await
    }

    /// The stock moves by what the draft differs from what was seen, so that a
    /// sale in between stays.
    pub(in crate::usecases) fn revision(
        &self,
        current: &Product,
        seen: u64,
        draft: &ProductDraft,
        cause: Cause,
    ) -> Result<Written> {
        let id = current.id;
        let stock_delta = draft.inventory as i64 - seen as i64;
        let mut next = current.revise(draft, self.inner.now());
        next.inventory = current.inventory.checked_add_signed(stock_delta).ok_or(Error::OutOfStock {
            product: id,
            available: current.inventory,
            wanted: stock_delta.unsigned_abs(),
        })?;
        let mut writes = vec![Write::Product { product: next.clone(), expect: Expect::Version(current.version) }];
        if stock_delta != 0 {
            writes.push(Write::Stock { product: id, delta: stock_delta, at_version: None });
        }
        writes.extend(rename_sku(current, &next));
        let event = EventKind::ProductUpdated { product: id, stock_delta, cause };
        Ok(Written {
            changes: current.changes(&next, self.record.currency),
            product: next,
            writes,
            event,
            further: None,
        })
    }

    /// Frees the SKU and the place in the plan; orders keep what they sold.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn archive_product(
        &self,
        id: ProductId,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: impl Fn(&Product) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.set_archived(id, precondition, attempt, true, answer).await
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn restore_product(
        &self,
        id: ProductId,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: impl Fn(&Product) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.set_archived(id, precondition, attempt, false, answer).await
    }

    async fn set_archived(
        &self,
        id: ProductId,
        precondition: &Precondition,
        attempt: &Attempt,
        archive: bool,
        answer: impl Fn(&Product) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.require(Role::Staff)?;
        let answer = |product: &Product| answer(product).at(product.version);
        let set = |_| async {
            let current = match self.current(id, attempt).await? {
                Known::Kept(outcome) => return Ok(Committed::Done(outcome)),
                Known::Product(current) => current,
            };
            precondition.check_product(&current)?;
            if current.archived == archive {
                let (code, detail) = if archive {
                    ("archived", "the product is archived already")
                } else {
                    ("not_archived", "the product is not archived")
                };
                return Err(Error::conflict(code, detail));
            }
            let next = Product {
                archived: archive,
                version: current.version + 1,
                updated_at: self.inner.now(),
                ..Product::clone(&current)
            };
            let mut writes = vec![
                self.count_products(if archive { -1 } else { 1 }),
                Write::Product { product: next.clone(), expect: Expect::Version(current.version) },
            ];
            writes.extend(
                next.sku_fold()
                    .map(UniqueName::Sku)
                    .map(|name| if archive { Write::Release { name } } else { Write::Claim { name, owner: id.0 } }),
            );
            self.release_only_own(&current, &mut writes).await?;
            let event = if archive {
                EventKind::ProductArchived { product: id }
            } else {
                EventKind::ProductRestored { product: id }
            };
            self.explained(self.commit(writes, event, Vec::new(), attempt, answer(&next)).await?).await
        };
        self.inner.retry_on_conflict(WaitsFor::Changes(Thing::Product(self.id(), id)), set).await
    }

    async fn current(&self, id: ProductId, attempt: &Attempt) -> Result<Known> {
        let now = self.inner.now();
        let mut read_set = self.inner.store.read_set(&self.key, &[id], attempt.key(), now).await?;
        if let Some(kept) = read_set.kept {
            return attempt.replay(kept).map(Known::Kept);
        }
        read_set.products.remove(&id).map(Known::Product).ok_or(Error::NotFound)
    }

    fn count_products(&self, delta: i64) -> Write {
        let max = if delta > 0 { self.limits().max_products } else { None };
        Write::Count { counter: Counter::Products, delta, max }
    }

    /// Commits with one event; the outcome of an earlier try stands for this one.
    pub(in crate::usecases) async fn commit(
        &self,
        writes: Vec<Write>,
        event: EventKind,
        changes: Vec<Change>,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Committed> {
        let entry = self.inner.entry(Some(self.id()), self.actor(), self.request_id.as_deref(), event, changes);
        let idempotency = attempt.record(&answer, entry.at);
        self.commit_once(Commit { writes, entry, idempotency }, attempt, answer).await
    }

    async fn write(&self, written: Written, attempt: &Attempt, answer: Answer) -> Result<Committed> {
        let commit = self.commit_of(written, attempt, &answer);
        self.commit_once(commit, attempt, answer).await
    }

    pub(in crate::usecases) fn commit_of(&self, written: Written, attempt: &Attempt, answer: &Answer) -> Commit {
        let Written { product: _, writes, event, further, changes } = written;
        let tenant = Some(self.id());
        let mut entry = self.inner.entry(tenant, self.actor(), self.request_id.as_deref(), event, changes);
        entry.events.extend(further.map(|event| self.inner.event(tenant, entry.at, event)));
        let idempotency = attempt.record(answer, entry.at);
        Commit { writes, entry, idempotency }
    }

    /// Answers a refused commit on products in the caller's words.
    async fn explained(&self, committed: Committed) -> Result<Committed> {
        let refused = match committed {
            Committed::Refused(refused) => refused,
            done @ (Committed::Done(_) | Committed::Conflict(_)) => return Ok(done),
        };
        Err(match refused {
            CommitError::OverLimit { max, used } => over_limit(max, used),
            CommitError::Taken(name) => self.sku_taken(&name).await,
            CommitError::OutOfStock { product, available } => Error::OutOfStock { product, available, wanted: 0 },
            other => unexpected(other),
        })
    }
}

pub(in crate::usecases) fn over_limit(max: u64, used: u64) -> Error {
    Error::LimitReached {
        limit: "max_products",
        max,
        used,
        resets_at: None,
        remedy: "archive products that you no longer sell, or ask for a higher tier",
    }
}

/// A product as it is to be, and what it takes to write it.
pub(in crate::usecases) struct Written {
    pub product: Product,
    pub writes: Vec<Write>,
    /// What happened to it first, and what came of that.
    pub event: EventKind,
    pub further: Option<EventKind>,
    pub changes: Vec<Change>,
}

impl Tenant {
    /// Leaves an SKU that is another product's to it: of two whose SKUs came to
    /// be the same by a wider fold, only one bears the name.
    async fn release_only_own(&self, product: &Product, writes: &mut Vec<Write>) -> Result<()> {
        let Some(sku) = product.sku.as_ref().filter(|sku| !sku.is_ascii()) else { return Ok(()) };
        let own = UniqueName::Sku(fold(sku));
        let frees = |write: &Write| matches!(write, Write::Release { name } if *name == own);
        if writes.iter().any(frees) && self.inner.store.bearer(&self.key, &own).await? != Some(product.id.0) {
            writes.retain(|write| !frees(write));
        }
        Ok(())
    }

    /// Names the product that has the SKU. It may be gone again, and then
    /// trying once more helps as well.
    async fn sku_taken(&self, name: &UniqueName) -> Error {
        let code = "sku_taken";
        let bearer = match self.inner.store.bearer(&self.key, name).await {
            Ok(Some(id)) => self.inner.store.product(&self.key, ProductId(id)).await,
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        match bearer {
            Ok(Some(other)) => {
                let detail = format!("the product \"{}\" has this SKU", other.name);
                let with = Conflicting { pointer: "/sku", id: other.id.0, name: other.name.clone() };
                Error::conflict_with(code, detail, with)
            }
            Ok(None) => Error::conflict(code, "another product has this SKU"),
            Err(error) => error.into(),
        }
    }
}

enum Known {
    Kept(Outcome),
    Product(Arc<Product>),
}

fn rename_sku(current: &Product, next: &Product) -> Vec<Write> {
    let (old, new) = (current.sku_fold(), next.sku_fold());
    if old == new {
        return Vec::new();
    }
    let release = old.map(|sku| Write::Release { name: UniqueName::Sku(sku) });
    let claim = new.map(|sku| Write::Claim { name: UniqueName::Sku(sku), owner: next.id.0 });
    release.into_iter().chain(claim).collect()
}

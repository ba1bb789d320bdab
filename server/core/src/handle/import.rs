//! Products out of a file: what each row would do is planned against what is
//! there, then each row is a commit of its own, by the same use cases as by hand.

use std::sync::Arc;

use futures_util::{StreamExt, stream};

use super::{
    Precondition, Tenant,
    conclude::{AT_ONCE, nothing, said},
};
use crate::{
    commit::Counter,
    error::{Error, Result},
    idempotency::{Answer, Attempt, Outcome},
    ids::ProductId,
    member::Role,
    page::Position,
    product::{Prefix, Product, ProductDraft, ProductQuery},
    transfer::{Candidate, Counts, Identity, ImportFile, Report, RowError},
};

/// What a row would do.
enum Step {
    Create(ProductDraft),
    Update(ProductId),
    Skip,
}

/// What a row did.
enum Done {
    Created,
    Updated,
    Skipped,
}

impl Tenant {
    /// What importing the file would do; nothing is changed.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn preview_import(&self, file: &ImportFile) -> Result<Report> {
        self.require(Role::Staff)?;
        let mut room = self.room_for_products().await?;
        let mut outcomes = Vec::with_capacity(file.candidates.len());
        for candidate in &file.candidates {
            let outcome = match self.plan(file, candidate).await? {
                Ok(Step::Create(_)) => {
                    self.take_room(&mut room, candidate.row).map(|()| Done::Created).map_err(|e| vec![e])
                }
                Ok(Step::Update(_)) => Ok(Done::Updated),
                Ok(Step::Skip) => Ok(Done::Skipped),
                Err(errors) => Err(errors),
            };
            outcomes.push(outcome);
        }
        Ok(report(file, outcomes))
    }

    /// Rows that are refused leave the others as they are. Doing it again
    /// changes nothing, with or without a key.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn import_products(
        &self,
        file: &ImportFile,
        attempt: &Attempt,
        answer: impl Fn(&Report) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.require(Role::Staff)?;
        if let Some(kept) = self.kept(attempt).await? {
            return kept;
        }
        let rows = stream::iter(0..file.candidates.len());
        let rows = rows.map(|at| self.import_row(file, &file.candidates[at], attempt));
        let outcomes: Vec<_> = rows.buffered(AT_ONCE).collect().await;
        let report = report(file, outcomes);
        let counts = report.counts;
        let said = said(&[("created", counts.create), ("updated", counts.update), ("refused", counts.error)]);
        self.conclude("products.imported", said, attempt, answer(&report)).await
    }

    async fn import_row(
        &self,
        file: &ImportFile,
        candidate: &Candidate,
        attempt: &Attempt,
    ) -> Result<Done, Vec<RowError>> {
        let attempt = attempt.part(&candidate.row.to_be_bytes());
        let refused = |refusal: Error| blame(file, candidate.row, &refusal);
        let outcome = match self.plan(file, candidate).await.map_err(refused)?? {
            Step::Skip => return Ok(Done::Skipped),
            Step::Create(draft) => {
                self.create_product(draft, &attempt, |_| nothing()).await.map(|outcome| (outcome, Done::Created))
            }
            Step::Update(id) => {
                let revise = |current: &Product| candidate.draft(Some(current));
                let updated = self.update_product(id, &Precondition::Any, &attempt, revise, |_| nothing()).await;
                updated.map(|outcome| (outcome, Done::Updated))
            }
        };
        let (outcome, done) = outcome.map_err(refused)?;
        // An earlier try of this import did it.
        Ok(if outcome.replayed { Done::Skipped } else { done })
    }

    async fn plan(&self, file: &ImportFile, candidate: &Candidate) -> Result<Result<Step, Vec<RowError>>> {
        let current = match candidate.identity() {
            Some(Identity::Sku(sku)) => self.product_of_sku(sku).await?,
            Some(Identity::Name(name)) => {
                let mut named = self.products_of_name(name).await?;
                if named.len() > 1 {
                    let detail = "several products bear this name: give the row the SKU of the one it means";
                    return Ok(Err(vec![file.blame(candidate.row, "/name", "ambiguous_name", detail)]));
                }
                named.pop()
            }
            None => None,
        };
        let draft = match candidate.draft(current.as_ref()) {
            Ok(draft) => draft,
            Err(refusal) => return Ok(Err(blame(file, candidate.row, &refusal))),
        };
        Ok(Ok(match current {
            None => Step::Create(draft),
            Some(current) if current.draft() == draft => Step::Skip,
            Some(current) => Step::Update(current.id),
        }))
    }

    /// The index is by folded SKU, so the whole one comes before all it begins.
    async fn product_of_sku(&self, sku: String) -> Result<Option<Product>> {
        let is_it = |product: &Product| product.sku_fold().as_deref() == Some(sku.as_str());
        let found = self.first_products(Prefix::Sku(sku.clone()), 1).await?;
        Ok(found.into_iter().find(is_it))
    }

    /// Two are enough to know that the name is not clear.
    async fn products_of_name(&self, name: String) -> Result<Vec<Product>> {
        let mut found = self.first_products(Prefix::Name(name.clone()), 2).await?;
        found.retain(|product| product.name_fold() == name);
        Ok(found)
    }

    async fn first_products(&self, prefix: Prefix, limit: usize) -> Result<Vec<Product>> {
        let query = ProductQuery { search: Some(prefix), ..ProductQuery::default() };
        let (mut found, mut from): (Vec<Product>, Option<Position>) = (Vec::new(), None);
        loop {
            let slice = self.inner.store.products(&self.key, &query, from.as_ref(), limit).await?;
            found.extend(slice.items.into_iter().map(Arc::unwrap_or_clone));
            from = slice.next;
            // A slice may be short and still go on.
            if found.len() >= limit || from.is_none() {
                return Ok(found);
            }
        }
    }

    async fn room_for_products(&self) -> Result<Option<Room>> {
        let Some(max) = self.record.limits(self.inner.now()).max_products else { return Ok(None) };
        let used = self.inner.store.counter(&self.key, &Counter::Products).await?;
        Ok(Some(Room { max, used }))
    }

    /// As the limit would be judged, one product after the other.
    fn take_room(&self, room: &mut Option<Room>, row: u64) -> Result<(), RowError> {
        let Some(room) = room else { return Ok(()) };
        if room.used >= room.max {
            return Err(RowError::of_refusal(row, &super::products::over_limit(room.max, room.used)));
        }
        room.used += 1;
        Ok(())
    }
}

struct Room {
    max: u64,
    used: u64,
}

/// Points to the cells that are to blame, where fields are.
fn blame(file: &ImportFile, row: u64, refusal: &Error) -> Vec<RowError> {
    match refusal {
        Error::Invalid(errors) => {
            errors.iter().map(|error| file.blame(row, &error.pointer, error.code, &error.detail)).collect()
        }
        Error::Conflict { code: code @ "sku_taken", detail } => vec![file.blame(row, "/sku", code, detail)],
        other => vec![RowError::of_refusal(row, other)],
    }
}

fn report(file: &ImportFile, outcomes: Vec<Result<Done, Vec<RowError>>>) -> Report {
    let mut counts = Counts { ignored: file.ignored, ..Counts::default() };
    let mut errors = file.refused.clone();
    for outcome in outcomes {
        match outcome {
            Ok(Done::Created) => counts.create += 1,
            Ok(Done::Updated) => counts.update += 1,
            Ok(Done::Skipped) => counts.skip += 1,
            Err(refused) => errors.extend(refused),
        }
    }
    errors.sort_by_key(|error| error.row);
    // A row may be wrong in several ways and is one row still.
    counts.error = errors.chunk_by(|a, b| a.row == b.row).count() as u64;
    Report {
        template: file.template(),
        encoding: file.encoding(),
        counts,
        remarks: Report::remarks_of(&file.remarks, &errors),
        errors,
        questions: file.questions.clone(),
    }
}

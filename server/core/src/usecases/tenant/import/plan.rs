//! What each row would do, against all products that the file names, which are
//! read at once and not row by row.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::super::products::over_limit;
use crate::{
    domain::{
        error::{Error, Result},
        money::Currency,
        product::{Product, ProductDraft},
    },
    ports::{commit::Counter, store::Wanted},
    transfer::{Candidate, Field, FieldChange, Identity, ImportFile, RowChange, RowError},
    usecases::handle::Tenant,
};

/// The planned effect of a row.
pub(super) enum PlannedChange {
    Create {
        draft: ProductDraft,
        /// It comes in archived: no place in the plan is taken.
        archived: bool,
    },
    Update {
        current: Arc<Product>,
        draft: ProductDraft,
    },
    Skip,
}

pub(super) struct Planned<'a> {
    pub number: u64,
    pub candidate: &'a Candidate,
    pub step: Result<PlannedChange, Vec<RowError>>,
}

impl Planned<'_> {
    /// Old and new values, for a person to look at.
    pub fn change(&self, currency: Currency) -> Option<RowChange> {
        let (current, draft) = match self.step.as_ref().ok()? {
            PlannedChange::Create { draft, .. } => (None, draft),
            PlannedChange::Update { current, draft } => (Some(current), draft),
            PlannedChange::Skip => return None,
        };
        let before = current.map(|product| product.draft());
        Some(RowChange {
            row: self.number,
            product: current.map(|product| product.id),
            name: before.as_ref().unwrap_or(draft).name.clone(),
            fields: FieldChange::between(before.as_ref(), draft, currency),
        })
    }
}

impl Tenant {
    pub(super) async fn plan_file<'a>(&self, file: &'a ImportFile) -> Result<Vec<Planned<'a>>> {
        let known = self.known(file.candidates.iter().filter_map(Candidate::identity), false).await?;
        let missing = |candidate: &&Candidate| {
            let named = candidate.identity().is_some_and(|identity| known.is_there(&identity));
            candidate.archived && !named
        };
        let archived = file.candidates.iter().filter(missing).filter_map(Candidate::identity);
        let archived = self.known(archived, true).await?;
        let plan = |candidate: &'a Candidate| Planned {
            number: candidate.row,
            candidate,
            step: plan(file, candidate, &known, &archived),
        };
        Ok(file.candidates.iter().map(plan).collect())
    }

    /// Returns the same for one row, as things are now.
    pub(super) async fn plan_row<'a>(&self, file: &ImportFile, candidate: &'a Candidate) -> Result<Planned<'a>> {
        let known = self.known(candidate.identity(), false).await?;
        let archived = self.known(candidate.identity().filter(|_| candidate.archived), true).await?;
        Ok(Planned { number: candidate.row, candidate, step: plan(file, candidate, &known, &archived) })
    }

    async fn known(&self, named: impl IntoIterator<Item = Identity>, archived: bool) -> Result<Known> {
        let (mut skus, mut names) = (BTreeSet::new(), BTreeSet::new());
        for identity in named {
            match identity {
                Identity::Sku(sku) => skus.insert(sku),
                Identity::Name(name) => names.insert(name),
            };
        }
        let wanted = Wanted { skus: skus.into_iter().collect(), names: names.into_iter().collect(), archived };
        if wanted.is_empty() {
            return Ok(Known::default());
        }
        Ok(Known::of(self.inner.store.find_products(&self.key, &wanted).await?))
    }

    pub(super) async fn room_for_products(&self) -> Result<Room> {
        let Some(max) = self.limits().max_products else { return Ok(Room::default()) };
        let used = self.inner.store.counter(&self.key, &Counter::Products).await?;
        Ok(Room(Some((max, used))))
    }
}

/// Products by what a file can call them.
#[derive(Default)]
struct Known {
    by_sku: HashMap<String, Arc<Product>>,
    by_name: HashMap<String, Vec<Arc<Product>>>,
}

impl Known {
    fn of(products: Vec<Arc<Product>>) -> Self {
        let mut known = Self::default();
        for product in products {
            known.by_sku.extend(product.sku_fold().map(|sku| (sku, product.clone())));
            known.by_name.entry(product.name_fold()).or_default().push(product);
        }
        known
    }

    fn named(&self, identity: &Identity) -> &[Arc<Product>] {
        match identity {
            Identity::Sku(sku) => self.by_sku.get(sku).map_or(&[], std::slice::from_ref),
            Identity::Name(name) => self.by_name.get(name).map_or(&[], Vec::as_slice),
        }
    }

    fn is_there(&self, identity: &Identity) -> bool {
        !self.named(identity).is_empty()
    }
}

fn plan(
    file: &ImportFile,
    candidate: &Candidate,
    known: &Known,
    archived: &Known,
) -> Result<PlannedChange, Vec<RowError>> {
    let identity = candidate.identity();
    let found = identity.as_ref().map_or(&[][..], |identity| known.named(identity));
    if found.len() > 1 {
        let detail = "several products bear this name: give the row the SKU of the one it means";
        return Err(vec![file.blame(candidate.row, "/name", "ambiguous_name", detail)]);
    }
    let Some(current) = found.first() else {
        return create(file, candidate, identity.is_some_and(|identity| archived.is_there(&identity)));
    };
    let draft = candidate.draft(Some(current), file.stock).map_err(|refusal| blame(file, candidate.row, &refusal))?;
    if current.draft() == draft {
        Ok(PlannedChange::Skip)
    } else {
        Ok(PlannedChange::Update { current: current.clone(), draft })
    }
}

/// `is_archived` says that it came in before and is archived.
fn create(file: &ImportFile, candidate: &Candidate, is_archived: bool) -> Result<PlannedChange, Vec<RowError>> {
    if candidate.archived && is_archived {
        return Ok(PlannedChange::Skip);
    }
    if !file.has(Field::Price) {
        return Err(vec![RowError::of_row(candidate.row, NO_PRICE_COLUMN, NO_PRICE_COLUMN_DETAIL)]);
    }
    let draft = candidate.draft(None, file.stock).map_err(|refusal| blame(file, candidate.row, &refusal))?;
    Ok(PlannedChange::Create { draft, archived: candidate.archived })
}

/// Said of the file and not of its rows, so that they are one group.
const NO_PRICE_COLUMN: &str = "no_price_column";
const NO_PRICE_COLUMN_DETAIL: &str =
    "No column holds a price: products that you have are updated, and new ones can't be created.";

/// Points to the cells that are to blame, where fields are.
pub(super) fn blame(file: &ImportFile, row: u64, refusal: &Error) -> Vec<RowError> {
    match refusal {
        Error::Invalid(errors) => {
            errors.iter().map(|error| file.blame(row, &error.pointer, error.code, &error.detail)).collect()
        }
        Error::Conflict { code: code @ "sku_taken", detail, .. } => vec![file.blame(row, "/sku", code, detail)],
        other => vec![RowError::of_refusal(row, other)],
    }
}

/// Places in the plan that are left: the limit, and how many are taken.
#[derive(Default)]
pub(super) struct Room(Option<(u64, u64)>);

impl Room {
    pub fn is_limited(&self) -> bool {
        self.0.is_some()
    }

    /// As the limit would be judged, one product after the other.
    pub fn take(&mut self, row: u64) -> Result<(), RowError> {
        match &mut self.0 {
            Some((max, used)) if *used >= *max => Err(RowError::of_refusal(row, &over_limit(*max, *used))),
            Some((_, used)) => {
                *used += 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

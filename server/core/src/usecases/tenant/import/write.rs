//! Writes the planned rows, many in one batch. A batch is applied whole or not at
//! all; where it is not, its rows are written one by one, and each says for
//! itself why it is refused. Under a key every row has a key of its own, so that
//! a try that broke off is finished by the next.

use std::{
    collections::HashSet,
    sync::{Arc, OnceLock},
};

use futures_util::{StreamExt, stream};

use super::super::{
    conclude::AT_ONCE,
    products::{Written, over_limit},
};
use super::{
    Done, RowOutcome,
    plan::{Planned, PlannedChange, Room, blame},
};
use crate::{
    domain::{
        error::{Error, Result},
        event::Cause,
        idempotency::{Answer, Attempt},
        ids::ProductId,
        precondition::Precondition,
        product::Product,
    },
    ports::commit::{Commit, Counter, Write},
    transfer::{Candidate, ImportFile, RowError},
    usecases::handle::Tenant,
};

/// Batches on their way at once: while one is made durable, the next is judged.
const IN_FLIGHT: usize = 2;

/// A row of a batch.
struct Piece<'a> {
    /// Its place among the rows.
    at: usize,
    candidate: &'a Candidate,
    product: ProductId,
    commit: Commit,
    done: Done,
}

/// The rows that are committed together.
enum Batch<'a> {
    Whole(Vec<Piece<'a>>),
    /// A row that is expected to be refused, by a limit.
    One(usize, &'a Candidate),
}

/// The import that is under way.
struct Writing<'a> {
    file: &'a ImportFile,
    attempt: &'a Attempt,
    /// Rows of a batch that was not applied, on their way at once.
    one_by_one: usize,
    /// The limit, and how many products there were when it refused the first
    /// row: later ones need not ask.
    full: OnceLock<(u64, u64)>,
}

impl Tenant {
    /// Returns the outcome of each row, in the order of the file.
    pub(super) async fn write_rows(
        &self,
        file: &ImportFile,
        planned: Vec<Planned<'_>>,
        attempt: &Attempt,
    ) -> Result<Vec<RowOutcome>> {
        let room = self.room_for_products().await?;
        let is_limited = room.is_limited();
        let (mut outcomes, packing) = self.pack(file, planned, room, attempt);
        // Rows take the places that are left in their order, and so do rows of one product.
        let in_flight = if is_limited || packing.has_repeats { 1 } else { IN_FLIGHT };
        let one_by_one = if is_limited { 1 } else { AT_ONCE };
        let writing = Writing { file, attempt, one_by_one, full: OnceLock::new() };
        let batches: Vec<_> = packing.done().into_iter().map(|batch| self.write_batch(&writing, batch)).collect();
        for (at, outcome) in stream::iter(batches).buffered(in_flight).concat().await {
            outcomes[at] = outcome;
        }
        Ok(outcomes)
    }

    /// What is known of each row without writing, and the batches that are to be written.
    fn pack<'a>(
        &self,
        file: &ImportFile,
        planned: Vec<Planned<'a>>,
        mut room: Room,
        attempt: &Attempt,
    ) -> (Vec<RowOutcome>, Packing<'a>) {
        let mut outcomes = Vec::with_capacity(planned.len());
        let mut packing = Packing::new(self.inner.store.batch_weight());
        let piece = |at, candidate, written: Written, done| {
            let product = written.product.id;
            let commit = self.commit_of(written, &part(attempt, candidate), &Answer::none());
            Piece { at, candidate, product, commit, done }
        };
        for (at, Planned { number, candidate, step }) in planned.into_iter().enumerate() {
            let mut outcome = Ok(Done::Skipped);
            match step {
                Ok(PlannedChange::Skip) => {}
                Ok(PlannedChange::Create { archived: false, .. }) if room.take(number).is_err() => {
                    packing.alone(at, candidate);
                }
                Ok(PlannedChange::Create { draft, archived }) => {
                    packing.add(piece(at, candidate, self.creation(draft, archived, Cause::Import), Done::Created));
                }
                Ok(PlannedChange::Update { current, draft }) => {
                    match self.revision(&current, current.inventory, &draft, Cause::Import) {
                        Err(refusal) => outcome = Err(blame(file, number, &refusal)),
                        Ok(written) => packing.add(piece(at, candidate, written, Done::Updated)),
                    }
                }
                Err(errors) => outcome = Err(errors),
            }
            outcomes.push(outcome);
        }
        (outcomes, packing)
    }

    async fn write_batch(&self, writing: &Writing<'_>, batch: Batch<'_>) -> Vec<(usize, RowOutcome)> {
        let pieces = match batch {
            Batch::One(at, candidate) => return vec![(at, self.write_row(writing, candidate).await)],
            Batch::Whole(pieces) => pieces,
        };
        let rows: Vec<_> = pieces.iter().map(|piece| (piece.at, piece.candidate, piece.done)).collect();
        let mut commits = counted_once(pieces.into_iter().map(|piece| piece.commit).collect());
        // They were made when the file was planned.
        commits.iter_mut().for_each(|commit| self.inner.date_anew(&mut commit.entry));
        let commits: Arc<[Commit]> = commits.into();
        // Also where it is not known what became of it: a row that is written already is found, or its key is.
        if let Ok(true) = self.inner.store.commit_all(&self.key, &commits).await {
            return rows.into_iter().map(|(at, _, done)| (at, Ok(done))).collect();
        }
        let rows = rows.into_iter().map(|(at, candidate, _)| self.write_at(writing, at, candidate));
        let rows: Vec<_> = rows.collect();
        stream::iter(rows).buffered(writing.one_by_one).collect().await
    }

    async fn write_at(&self, writing: &Writing<'_>, at: usize, candidate: &Candidate) -> (usize, RowOutcome) {
        (at, self.write_row(writing, candidate).await)
    }

    /// One row by itself, by the use cases that a person would use.
    async fn write_row(&self, writing: &Writing<'_>, candidate: &Candidate) -> RowOutcome {
        let Writing { file, attempt, full, .. } = writing;
        let refused = |refusal: Error| blame(file, candidate.row, &refusal);
        let attempt = part(attempt, candidate);
        let planned = self.plan_row(file, candidate).await.map_err(refused)?;
        let (outcome, done) = match planned.step? {
            PlannedChange::Skip => return Ok(Done::Skipped),
            PlannedChange::Create { archived: false, .. } if let Some((max, used)) = full.get() => {
                return Err(vec![RowError::of_refusal(candidate.row, &over_limit(*max, *used))]);
            }
            PlannedChange::Create { draft, archived } => {
                let created = self.add_product(draft, archived, Cause::Import, &attempt, |_| Answer::none()).await;
                if let Err(Error::LimitReached { max, used, .. }) = &created {
                    full.get_or_init(|| (*max, *used));
                }
                (created.map_err(refused)?, Done::Created)
            }
            PlannedChange::Update { current, .. } => {
                let revise = |current: &Product| candidate.draft(Some(current), file.stock);
                let any = &Precondition::Any;
                let saved =
                    self.save_product(current.id, any, Cause::Import, &attempt, revise, |_| Answer::none()).await;
                (saved.map_err(refused)?, Done::Updated)
            }
        };
        // An earlier try of this import did it.
        Ok(if outcome.replayed { Done::Skipped } else { done })
    }
}

/// The counter of products moves once for a batch, by as much as its rows move it together.
fn counted_once(mut commits: Vec<Commit>) -> Vec<Commit> {
    let (mut moved, mut limit) = (0, None);
    for commit in &mut commits {
        commit.writes.retain(|write| match write {
            Write::Count { counter: Counter::Products, delta, max } => {
                moved += delta;
                limit = *max;
                false
            }
            _ => true,
        });
    }
    if let Some(first) = commits.first_mut().filter(|_| moved != 0) {
        first.writes.push(Write::Count { counter: Counter::Products, delta: moved, max: limit });
    }
    commits
}

fn part(attempt: &Attempt, candidate: &Candidate) -> Attempt {
    attempt.part(&candidate.row.to_be_bytes())
}

/// Fills batches in the order of the file.
struct Packing<'a> {
    max: usize,
    batches: Vec<Batch<'a>>,
    open: Vec<Piece<'a>>,
    weight: usize,
    /// Of all batches.
    products: HashSet<ProductId>,
    /// Whether one product has several rows.
    has_repeats: bool,
}

impl<'a> Packing<'a> {
    fn new(max: usize) -> Self {
        Self { max, batches: Vec::new(), open: Vec::new(), weight: 0, products: HashSet::new(), has_repeats: false }
    }

    fn add(&mut self, piece: Piece<'a>) {
        let weight = piece.commit.weight();
        let is_repeat = !self.products.insert(piece.product);
        self.has_repeats |= is_repeat;
        if is_repeat || self.weight + weight > self.max {
            self.close();
        }
        self.weight += weight;
        self.open.push(piece);
    }

    fn alone(&mut self, at: usize, candidate: &'a Candidate) {
        self.close();
        self.batches.push(Batch::One(at, candidate));
    }

    fn close(&mut self) {
        self.weight = 0;
        if !self.open.is_empty() {
            self.batches.push(Batch::Whole(std::mem::take(&mut self.open)));
        }
    }

    fn done(mut self) -> Vec<Batch<'a>> {
        self.close();
        self.batches
    }
}

//! Products out of a file: what each row would do is planned against what is
//! there, for all rows at once. Then many rows are written together, and where
//! one of those is refused, each by itself, so that it stops no other.

mod plan;
mod since;
mod write;

use jiff::Timestamp;

use self::plan::{Planned, PlannedChange};
use super::conclude::said;
use crate::{
    domain::{
        error::Result,
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        member::Role,
        money::Currency,
    },
    policy::refusals::unexpected,
    ports::commit::Commit,
    transfer::{Counts, ImportFile, Remark, Report, RowChange, RowError},
    usecases::handle::Tenant,
};

/// The effect of a row.
#[derive(Clone, Copy)]
enum Done {
    Created,
    Updated,
    Skipped,
}

type RowOutcome = Result<Done, Vec<RowError>>;

impl Tenant {
    /// What importing the file would do; nothing is changed. Of a stock that is set
    /// although orders came since `exported_at`, a remark says so.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn preview_import(&self, file: &ImportFile, exported_at: Option<Timestamp>) -> Result<Report> {
        self.require(Role::Staff)?;
        let planned = self.plan_file(file).await?;
        let mut room = self.room_for_products().await?;
        let outcomes = planned.iter().map(|row| match &row.step {
            Ok(PlannedChange::Create { archived: true, .. }) => Ok(Done::Created),
            Ok(PlannedChange::Create { .. }) => {
                room.take(row.number).map(|()| Done::Created).map_err(|refused| vec![refused])
            }
            Ok(PlannedChange::Update { .. }) => Ok(Done::Updated),
            Ok(PlannedChange::Skip) => Ok(Done::Skipped),
            Err(errors) => Err(errors.clone()),
        });
        let outcomes: Vec<RowOutcome> = outcomes.collect();
        let changes = changes(&planned, &outcomes, self.record.currency);
        let taken = self.taken_since_export(exported_at, &planned).await?;
        let remarks = since::remarks(file, &planned, &taken);
        Ok(Report { changes, ..report(file, remarks, outcomes) })
    }

    /// Rows that are refused leave the others as they are. Doing it again
    /// changes nothing, with or without a key.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn import_products(
        &self,
        file: &ImportFile,
        exported_at: Option<Timestamp>,
        attempt: &Attempt,
        answer: impl Fn(&Report) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        self.require(Role::Staff)?;
        if let Some(kept) = self.kept(attempt).await? {
            return Ok(kept);
        }
        let planned = self.plan_file(file).await?;
        let taken = self.taken_since_export(exported_at, &planned).await?;
        let remarks = since::remarks(file, &planned, &taken);
        let outcomes = self.write_rows(file, planned, attempt).await?;
        let report = report(file, remarks, outcomes);
        self.conclude_import(&report.counts, attempt, answer(&report)).await
    }

    /// The one event of the whole is what limits are judged by.
    async fn conclude_import(&self, counts: &Counts, attempt: &Attempt, answer: Answer) -> Result<Outcome> {
        let said = said(&[("created", counts.create), ("updated", counts.update), ("refused", counts.error)]);
        if said.is_empty() && attempt.key().is_none() {
            return Ok(Outcome::fresh(answer));
        }
        let event = EventKind::ProductsImported { created: counts.create, updated: counts.update };
        let entry = self.inner.entry(Some(self.id()), self.actor(), self.request_id.as_deref(), event, said);
        let idempotency = attempt.record(&answer, entry.at);
        let commit = Commit { writes: Vec::new(), entry, idempotency };
        self.commit_once(commit, attempt, answer).await?.finish(unexpected)
    }
}

/// The first rows that change something, in the order of the file.
fn changes(planned: &[Planned<'_>], outcomes: &[RowOutcome], currency: Currency) -> Vec<RowChange> {
    let changing = planned.iter().zip(outcomes).filter(|(_, outcome)| outcome.is_ok());
    changing.filter_map(|(row, _)| row.change(currency)).take(RowChange::MAX).collect()
}

fn report(file: &ImportFile, remarks: Vec<Remark>, outcomes: Vec<RowOutcome>) -> Report {
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
    let mut remarks: Vec<Remark> = file.remarks.iter().cloned().chain(remarks).collect();
    remarks.sort_by_key(|remark| remark.row);
    Report {
        template: file.template(),
        encoding: file.encoding(),
        counts,
        remarks: Report::remarks_of(&remarks, &errors),
        errors,
        questions: file.questions.clone(),
        changes: Vec::new(),
    }
}

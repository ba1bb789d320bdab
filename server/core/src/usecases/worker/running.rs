//! Resumes running operations at their first step that is not done. A worker that
//! is interrupted leaves the rest to the next one who comes along.

use futures_util::{StreamExt, stream};
use jiff::SignedDuration;

use crate::{
    domain::{
        error::{Cause, Result, chain},
        event::EventKind,
        idempotency::{Answer, Attempt},
        ids::TenantId,
        journal::Actor,
        operation::{Operation, OperationStatus, OperationStep, StepName, StepStatus},
    },
    policy::refusals::unexpected,
    ports::{
        store::Read,
        tenant_mover::{NotYet, TenantMover},
    },
    runtime::inner::Inner,
    usecases::worker::handle::Worker,
};

/// Operations that are worked on at once, each of another tenant.
const AT_ONCE: usize = 4;
/// Running operations that are read at once.
const LISTED: usize = 100;
/// How long an operation may wait for what passes by itself.
const PASSING_RETENTION: SignedDuration = SignedDuration::from_hours(1);

impl Worker {
    /// All that are running, each as far as it goes; and how many have ended. A step
    /// that was begun less than `lease` ago belongs to another worker, which may still be
    /// at it. A failure is recorded in its operation.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn run_operations(&self, mover: &dyn TenantMover, lease: SignedDuration) -> Read<u64> {
        let running = self.inner.control.running_operations(LISTED).await?;
        let run = |operation| self.inner.run(operation, mover, lease);
        Ok(stream::iter(running)
            .map(run)
            .buffer_unordered(AT_ONCE)
            .fold(0, async |sum, ran| sum + u64::from(ran))
            .await)
    }

    /// The same of one tenant, also if it was begun only a moment ago.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn run_operations_of(
        &self,
        tenant: TenantId,
        mover: &dyn TenantMover,
        lease: SignedDuration,
    ) -> Read<u64> {
        // The one that runs is the newest.
        let newest = self.inner.control.operations(tenant, None, 1).await?.items.pop();
        match newest.filter(Operation::is_running) {
            Some(operation) => Ok(u64::from(self.inner.run(operation, mover, lease).await)),
            None => Ok(0),
        }
    }
}

impl Inner {
    /// Returns whether it has ended now.
    async fn run(&self, operation: Operation, mover: &dyn TenantMover, lease: SignedDuration) -> bool {
        let (id, kind) = (operation.id, operation.kind.name());
        self.take_on(operation, mover, lease).await.unwrap_or_else(|error| {
            // Another worker took it on, or the store failed: the next run sees.
            tracing::warn!(operation = %id, kind, error = %chain(&error), "{kind} {id} is left to the next run");
            false
        })
    }

    async fn take_on(&self, mut operation: Operation, mover: &dyn TenantMover, lease: SignedDuration) -> Result<bool> {
        while let Some(step) = operation.due() {
            if self.is_leased(step, lease) {
                return Ok(false);
            }
            operation = operation.begun(self.now());
            self.control.note_operation(&operation).await.map_err(unexpected)?;
            let done = self.step(&operation, mover).await;
            operation = match done {
                Ok(detail) => operation.step_done(detail, self.now()),
                Err(cause) if cause.is::<NotYet>() && self.may_wait(&operation) => {
                    self.postpone(&operation, &chain(&*cause)).await?;
                    return Ok(false);
                }
                Err(cause) => operation.step_failed(chain(&*cause), self.now()),
            };
            self.note(&operation).await?;
        }
        Ok(true)
    }

    fn may_wait(&self, operation: &Operation) -> bool {
        self.now().duration_since(operation.started_at) < PASSING_RETENTION
    }

    async fn postpone(&self, operation: &Operation, cause: &str) -> Result<()> {
        let (id, kind) = (operation.id, operation.kind.name());
        tracing::warn!(operation = %id, kind, cause, "{kind} {id} goes on with the next run: {cause}");
        self.control.note_operation(&operation.step_postponed(cause.to_owned(), self.now())).await.map_err(unexpected)
    }

    fn is_leased(&self, step: &OperationStep, lease: SignedDuration) -> bool {
        step.status == StepStatus::Running && step.at.is_some_and(|began| self.now().duration_since(began) < lease)
    }

    /// Its end goes into the journal, each step before only into the operation.
    async fn note(&self, operation: &Operation) -> Result<()> {
        let (id, tenant, kind) = (operation.id, operation.tenant, operation.kind.name());
        let event = match operation.status {
            OperationStatus::Running => return self.control.note_operation(operation).await.map_err(unexpected),
            OperationStatus::Done => {
                tracing::info!(operation = %id, tenant_id = %tenant, kind, "{kind} {id} of {tenant} is done");
                EventKind::OperationDone { operation: id }
            }
            OperationStatus::Failed => {
                let failed = operation.steps.iter().find(|step| step.status == StepStatus::Failed);
                let (step, error) =
                    failed.map_or(("", ""), |step| (step.name.name(), step.detail.as_deref().unwrap_or("")));
                tracing::error!(operation = %id, tenant_id = %tenant, kind, step, error,
                    "{kind} {id} of {tenant} failed at {step}: {error}");
                metrics::counter!("tenantry_operations_failed_total", "kind" => kind).increment(1);
                EventKind::OperationFailed { operation: id }
            }
        };
        let control = self.control(Actor::System, None);
        control
            .put_operation(operation, Vec::new(), event, &Attempt::default(), Answer::none())
            .await?
            .finish(unexpected)?;
        Ok(())
    }

    /// Carries out the step that is due; what it says is kept with it.
    async fn step(&self, operation: &Operation, mover: &dyn TenantMover) -> Result<Option<String>, Cause> {
        let Some(step) = operation.due() else { return Ok(None) };
        match step.name {
            StepName::CreatePlace => self.create_place(operation, mover).await.map(|()| None),
            StepName::Copy => self.copy(operation, mover).await,
            StepName::Switch => self.switch(operation, mover).await,
            StepName::CleanUp => self.clean_up(operation, mover).await,
            StepName::EndSessions => self.end_sessions(operation).await,
            StepName::EraseData => self.erase_data(operation, mover).await,
            StepName::EraseRecords => self.erase_records(operation, mover).await,
        }
    }
}

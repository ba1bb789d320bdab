//! Takes running operations on, from their first step that is not done. Whoever
//! is interrupted leaves the rest to the next one who comes along.

use futures_util::{StreamExt, stream};
use jiff::SignedDuration;

use super::{Worker, conclude::nothing};
use crate::{
    app::Inner,
    commit::CommitError,
    error::{Cause, chain},
    event::EventKind,
    idempotency::Attempt,
    ids::TenantId,
    journal::Actor,
    operation::{Operation, OperationStatus, Step, StepName, StepStatus},
    place::Places,
    store::Read,
};

/// Operations that are worked on at once, each of another tenant.
const AT_ONCE: usize = 4;
const LISTED: usize = 100;

impl Worker {
    /// All that are running, each as far as it goes; and how many have ended. A step
    /// that was begun less than `lease` ago is somebody else's, who may still be
    /// at it. What failed is told by its operation.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn run_operations(&self, places: &dyn Places, lease: SignedDuration) -> Read<u64> {
        let running = self.inner.control.running_operations(LISTED).await?;
        let run = |operation| self.inner.run(operation, places, lease);
        Ok(stream::iter(running)
            .map(run)
            .buffer_unordered(AT_ONCE)
            .fold(0, async |sum, ran| sum + u64::from(ran))
            .await)
    }

    /// The same of one tenant, also if it was begun only a moment ago.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn run_operations_of(&self, tenant: TenantId, places: &dyn Places, lease: SignedDuration) -> Read<u64> {
        // The one that runs is the newest.
        let newest = self.inner.control.operations(tenant, None, 1).await?.items.pop();
        match newest.filter(Operation::is_running) {
            Some(operation) => Ok(u64::from(self.inner.run(operation, places, lease).await)),
            None => Ok(0),
        }
    }
}

impl Inner {
    /// Whether it has ended now.
    async fn run(&self, operation: Operation, places: &dyn Places, lease: SignedDuration) -> bool {
        let (id, kind) = (operation.id, operation.kind.name());
        self.take_on(operation, places, lease).await.unwrap_or_else(|error| {
            // Somebody else took it on, or the store is unwell: whoever comes next sees.
            tracing::warn!(operation = %id, kind, error = %chain(&error), "{kind} {id} is left to the next run");
            false
        })
    }

    async fn take_on(
        &self,
        mut operation: Operation,
        places: &dyn Places,
        lease: SignedDuration,
    ) -> Result<bool, CommitError> {
        while let Some(step) = operation.due() {
            if self.is_leased(step, lease) {
                return Ok(false);
            }
            operation = operation.begun(self.now());
            self.control.note_operation(&operation).await?;
            let done = self.step(&operation, places).await;
            operation = match done {
                Ok(detail) => operation.step_done(detail, self.now()),
                Err(cause) => operation.step_failed(chain(&*cause), self.now()),
            };
            self.note(&operation).await?;
        }
        Ok(true)
    }

    fn is_leased(&self, step: &Step, lease: SignedDuration) -> bool {
        step.status == StepStatus::Running && step.at.is_some_and(|began| self.now().duration_since(began) < lease)
    }

    /// Its end goes into the journal, each step before only into the operation.
    async fn note(&self, operation: &Operation) -> Result<(), CommitError> {
        let (id, tenant, kind) = (operation.id, operation.tenant, operation.kind.name());
        let event = match operation.status {
            OperationStatus::Running => return self.control.note_operation(operation).await,
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
        control.put_operation(operation, Vec::new(), event, &Attempt::default(), nothing()).await.map(drop)
    }

    /// Carries out the step that is due; what it says is kept with it.
    async fn step(&self, operation: &Operation, places: &dyn Places) -> Result<Option<String>, Cause> {
        let Some(step) = operation.due() else { return Ok(None) };
        match step.name {
            StepName::CreatePlace => self.create_place(operation, places).await.map(|()| None),
            StepName::Copy => self.copy(operation, places).await,
            StepName::Switch => self.switch(operation, places).await,
            StepName::CleanUp => self.clean_up(operation, places).await,
            StepName::EndSessions => self.end_sessions(operation).await,
            StepName::EraseData => self.erase_data(operation, places).await,
            StepName::EraseRecords => self.erase_records(operation, places).await,
        }
    }
}

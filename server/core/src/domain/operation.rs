//! Operations on a tenant, in steps that can be repeated: a worker that is
//! interrupted goes on from the first step that is not done, and what failed
//! waits for the operator to try it again.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    ids::{OperationId, TenantId},
    tenant::Placement,
};

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $text:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            pub const ALL: &[$name] = &[$($name::$variant),+];

            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }
    )+};
}

names! {
    OperationKind {
        /// A new tenant gets the place that its data is to live in.
        Provision = "provision",
        /// All of a tenant's data goes to another placement.
        Move = "move",
        /// All that is known of a tenant is removed, but that there was one.
        Erase = "erase",
    }
    OperationStatus { Running = "running", Done = "done", Failed = "failed" }
    StepStatus { Waiting = "waiting", Running = "running", Done = "done", Failed = "failed" }
    StepName {
        CreatePlace = "create_place",
        /// While everybody goes on writing.
        Copy = "copy",
        /// Writes pause for what was written since the copy, then go on at the new place.
        Switch = "switch",
        /// What the old place still holds is removed.
        CleanUp = "clean_up",
        /// Nobody gets in any more.
        EndSessions = "end_sessions",
        /// What the company kept.
        EraseData = "erase_data",
        /// Its people, its journal, its mails; a tombstone stays.
        EraseRecords = "erase_records",
    }
}

impl OperationKind {
    pub const fn steps(self) -> &'static [StepName] {
        match self {
            OperationKind::Provision => &[StepName::CreatePlace],
            OperationKind::Move => &[StepName::CreatePlace, StepName::Copy, StepName::Switch, StepName::CleanUp],
            OperationKind::Erase => &[StepName::EndSessions, StepName::EraseData, StepName::EraseRecords],
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OperationStep {
    pub name: StepName,
    pub status: StepStatus,
    /// When it came to its status; nothing while it waits.
    pub at: Option<Timestamp>,
    /// What it did, or for the operator why it failed or what it waits for.
    pub detail: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Operation {
    pub id: OperationId,
    pub tenant: TenantId,
    pub kind: OperationKind,
    pub status: OperationStatus,
    pub steps: Vec<OperationStep>,
    /// Where the data lived when a move began. Operations of 0.1.0 do not say it.
    #[serde(default)]
    pub source: Option<Placement>,
    /// Where the data is to live.
    pub target: Option<Placement>,
    /// Why the operator wanted it.
    pub reason: Option<String>,
    pub tries: u32,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub version: u64,
}

impl Operation {
    pub fn new(
        id: OperationId,
        tenant: TenantId,
        kind: OperationKind,
        target: Option<Placement>,
        reason: Option<String>,
        now: Timestamp,
    ) -> Self {
        let waiting =
            |name: &StepName| OperationStep { name: *name, status: StepStatus::Waiting, at: None, detail: None };
        Self {
            id,
            tenant,
            kind,
            status: OperationStatus::Running,
            steps: kind.steps().iter().map(waiting).collect(),
            source: None,
            target,
            reason,
            tries: 1,
            started_at: now,
            ended_at: None,
            version: 1,
        }
    }

    /// The same, moving data that lives at `source`.
    #[must_use]
    pub fn moving_from(self, source: Placement) -> Self {
        Self { source: Some(source), ..self }
    }

    /// Returns where a move takes the data from.
    pub fn moved_from(&self) -> Option<Placement> {
        self.source.or_else(|| self.target.map(Placement::counterpart))
    }

    pub fn is_running(&self) -> bool {
        self.status == OperationStatus::Running
    }

    pub fn is_done(&self) -> bool {
        self.status == OperationStatus::Done
    }

    /// The first step that is not done, while it runs.
    pub fn due(&self) -> Option<&OperationStep> {
        self.steps.iter().find(|step| self.is_running() && step.status != StepStatus::Done)
    }

    /// Returns the operation with its next step marked as running since `now`.
    pub fn begun(&self, now: Timestamp) -> Self {
        self.with_step(StepStatus::Running, None, now)
    }

    /// The step that is due is done, and with the last of them the whole.
    pub fn step_done(&self, detail: Option<String>, now: Timestamp) -> Self {
        let mut next = self.with_step(StepStatus::Done, detail, now);
        if next.due().is_none() {
            next.status = OperationStatus::Done;
            next.ended_at = Some(now);
        }
        next
    }

    /// The step that is due is not done yet, and is left to the next run.
    pub fn step_postponed(&self, cause: String, now: Timestamp) -> Self {
        self.with_step(StepStatus::Waiting, Some(cause), now)
    }

    /// The step that is due failed, and the whole waits for the operator.
    pub fn step_failed(&self, cause: String, now: Timestamp) -> Self {
        let next = self.with_step(StepStatus::Failed, Some(cause), now);
        Self { status: OperationStatus::Failed, ended_at: Some(now), ..next }
    }

    /// Once more from the step that failed.
    pub fn retried(&self) -> Self {
        let mut steps = self.steps.clone();
        for step in steps.iter_mut().filter(|step| step.status == StepStatus::Failed) {
            *step = OperationStep { status: StepStatus::Waiting, at: None, detail: None, ..step.clone() };
        }
        Self {
            status: OperationStatus::Running,
            steps,
            tries: self.tries + 1,
            ended_at: None,
            version: self.version + 1,
            ..self.clone()
        }
    }

    fn with_step(&self, status: StepStatus, detail: Option<String>, now: Timestamp) -> Self {
        let mut next = Self { version: self.version + 1, ..self.clone() };
        if let Some(step) = next.steps.iter_mut().find(|step| step.status != StepStatus::Done) {
            *step = OperationStep { name: step.name, status, at: Some(now), detail };
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn statuses(operation: &Operation) -> Vec<&'static str> {
        operation.steps.iter().map(|step| step.status.name()).collect()
    }

    #[test]
    fn a_move_of_an_earlier_release_came_from_the_other_kind_of_place() {
        let (id, tenant, now) = (OperationId(Uuid::nil()), TenantId(Uuid::nil()), Timestamp::UNIX_EPOCH);
        let new = |target| Operation::new(id, tenant, OperationKind::Move, Some(target), None, now);
        let read = |operation: &Operation| {
            let mut stored = serde_json::to_value(operation).expect("a document");
            stored.as_object_mut().expect("an object").remove("source");
            serde_json::from_value::<Operation>(stored).expect("an operation").moved_from()
        };
        assert_eq!(read(&new(Placement::Silo)), Some(Placement::Pool));
        assert_eq!(read(&new(Placement::Pool)), Some(Placement::Silo));
        let between = new(Placement::Pool).moving_from(Placement::ProvisionedPool);
        assert_eq!(between.moved_from(), Some(Placement::ProvisionedPool));
    }

    #[test]
    fn it_goes_on_from_the_first_step_that_is_not_done() {
        let now = Timestamp::UNIX_EPOCH;
        let (id, tenant) = (OperationId(Uuid::nil()), TenantId(Uuid::nil()));
        let new = Operation::new(id, tenant, OperationKind::Move, Some(Placement::Silo), None, now);
        let second = new.begun(now).step_done(None, now).begun(now);
        assert_eq!(statuses(&second), ["done", "running", "waiting", "waiting"]);

        let postponed = second.step_postponed("a service throttles".to_owned(), now);
        assert_eq!(statuses(&postponed), ["done", "waiting", "waiting", "waiting"]);
        assert_eq!(postponed.due().and_then(|step| step.detail.as_deref()), Some("a service throttles"));

        let failed = second.step_failed("the disk is full".to_owned(), now);
        assert_eq!((failed.status, failed.ended_at, failed.due()), (OperationStatus::Failed, Some(now), None));
        assert_eq!(failed.steps[1].detail.as_deref(), Some("the disk is full"));

        let again = failed.retried();
        assert_eq!((again.tries, again.ended_at), (2, None));
        assert_eq!(statuses(&again), ["done", "waiting", "waiting", "waiting"]);
        let done = (0..3).fold(again, |operation, _| operation.begun(now).step_done(None, now));
        assert_eq!((done.status, done.ended_at, done.due()), (OperationStatus::Done, Some(now), None));
        assert_eq!(done.version, 1 + 3 + 1 + 1 + 6, "each step is a version of its own");
    }
}

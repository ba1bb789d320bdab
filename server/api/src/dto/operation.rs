//! Operations on a tenant.

use serde::{Deserialize, Serialize};
use tenantry_core::domain::{
    ids::{OperationId, TenantId},
    operation::{Operation, OperationStep, StepStatus},
    tenant::Placement,
};
use utoipa::ToSchema;

use super::{
    names::{IsolationModel, OperationKindName, OperationStatusName, StepNameName, StepStatusName},
    scalar::Time,
};

/// An operation on a tenant, in steps. A failed step can be retried; the steps before it are not repeated.
#[derive(Serialize, ToSchema)]
#[schema(as = Operation, example = json!({
    "id": "019ab5d2-9b00-7c11-8e22-1a2b3c4d5e6f", "tenant_id": "019ab5d2-6a00-7d31-b2a4-7e5f90c1d233",
    "kind": "provision", "status": "running",
    "steps": [{"name": "create_place", "status": "running", "at": "2026-11-24T11:30:00.000Z", "detail": null}],
    "source": null, "target": "silo", "reason": null, "tries": 1, "started_at": "2026-11-24T11:30:00.000Z", "ended_at": null
}))]
pub struct OperationResponse<'a> {
    #[schema(value_type = Uuid)]
    id: OperationId,
    #[schema(value_type = Uuid)]
    tenant_id: TenantId,
    #[schema(value_type = OperationKindName)]
    kind: &'static str,
    #[schema(value_type = OperationStatusName)]
    status: &'static str,
    /// In the order in which they are taken.
    steps: Vec<StepResponse<'a>>,
    /// Where the data lived when a move began; null if it is no move, or one of release 0.1.0.
    #[schema(value_type = Option<IsolationModel>, required)]
    source: Option<&'static str>,
    /// Where the data is to live; null if it is not about that.
    #[schema(value_type = Option<IsolationModel>, required)]
    target: Option<&'static str>,
    /// Why the operator wanted it.
    #[schema(required)]
    reason: Option<&'a str>,
    /// How often it was tried.
    tries: u32,
    started_at: Time,
    #[schema(required)]
    ended_at: Option<Time>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OperationStep)]
struct StepResponse<'a> {
    #[schema(value_type = StepNameName)]
    name: &'static str,
    #[schema(value_type = StepStatusName)]
    status: &'static str,
    /// When it came to this status; null while it waits.
    #[schema(required)]
    at: Option<Time>,
    /// What it did. The cause of a failure is shown to operators only.
    #[schema(required)]
    detail: Option<&'a str>,
}

impl<'a> OperationResponse<'a> {
    /// As operators see it.
    pub fn of(operation: &'a Operation) -> Self {
        let Operation {
            id,
            tenant,
            kind,
            status,
            steps,
            source,
            target,
            reason,
            tries,
            started_at,
            ended_at,
            // Workers alone write it.
            version: _,
        } = operation;
        Self {
            id: *id,
            tenant_id: *tenant,
            kind: kind.name(),
            status: status.name(),
            steps: steps.iter().map(StepResponse::of).collect(),
            source: source.map(|source| source.name()),
            target: target.map(|target| target.name()),
            reason: reason.as_deref(),
            tries: *tries,
            started_at: Time(*started_at),
            ended_at: ended_at.map(Time),
        }
    }

    /// As the tenant's own people see it.
    pub fn without_causes(operation: &'a Operation) -> Self {
        let mut view = Self::of(operation);
        for step in view.steps.iter_mut().filter(|step| step.status == StepStatus::Failed.name()) {
            step.detail = None;
        }
        view
    }
}

impl<'a> StepResponse<'a> {
    fn of(step: &'a OperationStep) -> Self {
        let OperationStep { name, status, at, detail } = step;
        Self { name: name.name(), status: status.name(), at: at.map(Time), detail: detail.as_deref() }
    }
}

/// Where a tenant's data shall live, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TenantMove, example = json!({"placement": "silo", "reason": "Data of its own, as the contract says."}))]
pub struct TenantMoveRequest {
    #[schema(value_type = IsolationModel)]
    pub placement: Placement,
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    pub reason: String,
}

//! Long work on tenants: one at a time, taken on by whoever comes along, and
//! tried again when it failed.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use jiff::SignedDuration;
use tenantry_core::{
    Error, TenantKey,
    commit::{CommitError, ControlCommit, ControlWrite, Expect, Subject},
    error::Cause,
    event::EventKind,
    handle::NewTenant,
    idempotency::Attempt,
    ids::TenantId,
    journal::{Actor, Entry},
    operation::{Operation, OperationKind, OperationStatus, StepStatus},
    page::PageRequest,
    place::Places,
    tenant::{Placement, TenantProfile, TenantRecord},
    tier::Tier,
};
use uuid::Uuid;

use crate::{
    Cast, Fixture, Setup,
    cast::{json, operator, read, record_answer},
};

/// Places of which the first so many can't be made.
struct Unlucky {
    failures: AtomicUsize,
    made: AtomicUsize,
}

impl Unlucky {
    fn new(failures: usize) -> Self {
        Self { failures: AtomicUsize::new(failures), made: AtomicUsize::default() }
    }
}

#[async_trait]
impl Places for Unlucky {
    async fn create(&self, _: &TenantKey, _: &TenantRecord) -> Result<(), Cause> {
        let fails = self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        if fails {
            return Err("there is no room for it".into());
        }
        self.made.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    async fn copy(&self, _: &TenantKey, _: &TenantKey) -> Result<String, Cause> {
        Err("nobody moves here".into())
    }

    async fn pause(&self, _: &TenantKey, _: &TenantKey) -> Result<String, Cause> {
        Err("nobody moves here".into())
    }

    async fn resume(&self, _: &TenantKey) {}

    async fn clear(&self, _: &TenantKey) -> Result<String, Cause> {
        Err("nobody moves here".into())
    }

    async fn erase_data(&self, _: &TenantKey) -> Result<String, Cause> {
        Err("nothing is erased here".into())
    }

    async fn erase_records(&self, _: &TenantRecord, _: &TenantRecord) -> Result<String, Cause> {
        Err("nothing is erased here".into())
    }
}

fn first() -> PageRequest {
    PageRequest { limit: 1, cursor: None }
}

fn answer(operation: &Operation) -> tenantry_core::idempotency::Answer {
    json(202, None, operation)
}

async fn create<F: Fixture>(home: &F, name: &str, placement: Placement) -> TenantId {
    let profile = TenantProfile::new(name, &format!("owner@{name}.example"), "UTC").expect("a profile");
    let new = NewTenant::new(profile, "EUR", Tier::Basic, placement).expect("a tenant");
    let made = operator(home).await.create_tenant(&new, &Attempt::default(), record_answer).await.expect("a tenant");
    read::<TenantRecord>(&made.answer).id
}

/// A new operation, as a commit.
fn start<F: Fixture>(home: &F, operation: &Operation) -> ControlCommit {
    let entry = Entry {
        id: Uuid::now_v7().into(),
        tenant: Some(operation.tenant),
        actor: Actor::System,
        at: home.app().now(),
        action: EventKind::OperationStarted { operation: operation.id }.name().to_owned(),
        subject: None,
        reason: None,
        changes: Vec::new(),
        request_id: None,
        events: Vec::new(),
    };
    let writes = vec![ControlWrite::Operation { operation: operation.clone(), expect: Expect::Absent }];
    ControlCommit { writes, entry, idempotency: None }
}

fn new<F: Fixture>(home: &F, tenant: TenantId) -> Operation {
    let (kind, now) = (OperationKind::Provision, home.app().now());
    Operation::new(Uuid::now_v7().into(), tenant, kind, Some(Placement::Silo), None, now)
}

pub(crate) async fn a_silo_is_provisioned_and_the_pool_is_there<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let (pooled, alone) =
        (create(&home, "pooled", Placement::Pool).await, create(&home, "alone", Placement::Silo).await);
    let operator = operator(&home).await;
    assert!(operator.operations(pooled, &first()).await.expect("a list").items.is_empty());
    let begun = operator.operations(alone, &first()).await.expect("a list").items.remove(0);
    assert_eq!((begun.status, begun.target, begun.tries), (OperationStatus::Running, Some(Placement::Silo), 1));

    let places = Unlucky::new(1);
    home.worker().run_operations(&places, SignedDuration::ZERO).await.expect("a run");
    let failed = operator.operation(alone, begun.id).await.expect("an operation");
    assert_eq!((failed.status, failed.steps[0].status), (OperationStatus::Failed, StepStatus::Failed));
    assert_eq!(failed.steps[0].detail.as_deref(), Some("there is no room for it"));
    home.worker().run_operations(&places, SignedDuration::ZERO).await.expect("a run");
    assert_eq!(places.made.load(Ordering::SeqCst), 0, "what failed waits for the operator");

    let again = operator.retry_operation(alone, begun.id, &Attempt::default(), answer).await.expect("again");
    assert_eq!((read::<Operation>(&again.answer).status, again.answer.status), (OperationStatus::Running, 202));
    home.worker().run_operations(&places, SignedDuration::ZERO).await.expect("a run");
    let done = operator.operation(alone, begun.id).await.expect("an operation");
    assert_eq!((done.status, done.tries, done.steps[0].status), (OperationStatus::Done, 2, StepStatus::Done));
    assert_eq!(places.made.load(Ordering::SeqCst), 1);
    let twice = operator.retry_operation(alone, begun.id, &Attempt::default(), answer).await;
    assert!(matches!(twice, Err(Error::Conflict { code: "operation_not_failed", .. })), "{twice:?}");

    let journal = operator.tenant_journal(alone, &PageRequest::default()).await.expect("a journal").items;
    let told: Vec<&str> = journal.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(told, ["operation.done", "operation.retried", "operation.failed", "tenant.registered"]);
}

pub(crate) async fn one_operation_of_a_tenant_runs<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let tenants = [create(&home, "one", Placement::Pool).await, create(&home, "two", Placement::Pool).await];
    let all: Vec<Operation> = (0..16).map(|n| new(&home, tenants[n % 2])).collect();
    let starting = all.iter().map(|operation| home.control().commit(start(&home, operation)));
    let started = futures_util::future::join_all(starting).await;
    let begun: Vec<&Operation> =
        all.iter().zip(&started).filter(|(_, started)| started.is_ok()).map(|(operation, _)| operation).collect();
    assert_eq!(begun.len(), 2, "{started:?}");
    assert_ne!(begun[0].tenant, begun[1].tenant);
    for refused in started.iter().filter_map(|started| started.as_ref().err()) {
        assert!(matches!(refused, CommitError::OperationRunning), "{refused:?}");
    }

    // It is noted in turn, by one at a time.
    let next = begun[0].begun(home.app().now());
    home.control().note_operation(&next).await.expect("noted");
    let stale = home.control().note_operation(&next).await;
    assert!(matches!(&stale, Err(CommitError::Unexpected(Subject::Operation(id))) if *id == next.id), "{stale:?}");
    let running = home.control().running_operations(100).await.expect("a list");
    assert_eq!(running.len(), 2);
    assert!(running.contains(&next), "{running:?}");

    // Once it has ended there is room for the next.
    let places = Unlucky::new(0);
    assert_eq!(home.worker().run_operations_of(tenants[0], &places, SignedDuration::ZERO).await.expect("a run"), 1);
    assert_eq!(home.worker().run_operations(&places, SignedDuration::ZERO).await.expect("a run"), 1);
    assert!(home.control().running_operations(100).await.expect("a list").is_empty());
    home.control().commit(start(&home, &new(&home, tenants[0]))).await.expect("the next");
}

/// Two that come along at once, and one that comes while another is at it.
pub(crate) async fn a_step_is_taken_by_one<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let tenant = create(&home, "acme", Placement::Pool).await;
    let operation = new(&home, tenant);
    home.control().commit(start(&home, &operation)).await.expect("started");
    let places = Unlucky::new(0);
    let lease = SignedDuration::from_mins(15);
    let runs = (0..8).map(|_| home.worker().run_operations(&places, lease));
    for run in futures_util::future::join_all(runs).await {
        run.expect("a run");
    }
    assert_eq!(places.made.load(Ordering::SeqCst), 1);

    // Somebody began it and is never heard of again.
    let lost = new(&home, tenant);
    home.control().commit(start(&home, &lost)).await.expect("started");
    home.control().note_operation(&lost.begun(home.app().now())).await.expect("begun");
    home.worker().run_operations(&places, lease).await.expect("a run");
    assert_eq!(places.made.load(Ordering::SeqCst), 1, "somebody is at it still");
    home.clock().advance(lease);
    home.worker().run_operations(&places, lease).await.expect("a run");
    assert_eq!(places.made.load(Ordering::SeqCst), 2);
    let done = operator(&home).await.operation(tenant, lost.id).await.expect("an operation");
    assert_eq!(done.status, OperationStatus::Done);
}

pub(crate) async fn operations_are_seen_by_their_tenant<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let (cast, other) = (Cast::found(&home, "acme").await, Cast::found(&home, "other").await);
    let mut all = Vec::new();
    for _ in 0..3 {
        home.worker().run_operations(&Unlucky::new(0), SignedDuration::ZERO).await.expect("a run");
        let operation = new(&home, cast.id);
        home.control().commit(start(&home, &operation)).await.expect("started");
        all.insert(0, operation.id);
    }
    let (own, others) = (cast.owner.enter(&home).await, other.owner.enter(&home).await);
    let mut listed = Vec::new();
    let mut cursor = None;
    for _ in 0..3 {
        let page = own.operations(&PageRequest { limit: 1, cursor }).await.expect("a page");
        listed.extend(page.items.iter().map(|operation| operation.id));
        cursor = page.next_cursor;
    }
    assert_eq!(listed, all, "newest first");
    own.operation(all[0]).await.expect("one's own");
    let foreign = others.operation(all[0]).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let seen = others.operations(&PageRequest::default()).await.expect("a page").items;
    assert!(seen.iter().all(|operation| operation.tenant == other.id), "{seen:?}");
}

//! Operations on tenants: one at a time, resumed by any worker, and
//! tried again when it failed.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use jiff::SignedDuration;
use tenantry_core::{
    Error, TenantKey,
    domain::{
        error::Cause,
        event::EventKind,
        idempotency::Attempt,
        ids::TenantId,
        journal::Entry,
        operation::{Operation, OperationKind, OperationStatus, StepStatus},
        page::PageRequest,
        tenant::{Placement, TenantProfile, TenantRecord},
        tier::Tier,
    },
    ports::{
        commit::{CommitError, ControlCommit, ControlWrite, Expect, Subject},
        tenant_mover::{NotYet, TenantMover},
    },
    usecases::NewTenant,
};
use uuid::Uuid;

use crate::{
    Cast, Fixture, Setup,
    cast::{json, operator, read, record_answer},
    entry,
};

/// Places of which the first so many can't be made.
struct Unlucky {
    failures: AtomicUsize,
    passes: bool,
    made: AtomicUsize,
}

impl Unlucky {
    fn new(failures: usize) -> Self {
        Self { failures: AtomicUsize::new(failures), passes: false, made: AtomicUsize::default() }
    }

    /// For a cause that passes by itself.
    fn for_now(failures: usize) -> Self {
        Self { passes: true, ..Self::new(failures) }
    }
}

#[async_trait]
impl TenantMover for Unlucky {
    async fn create(&self, _: &TenantKey, _: &TenantRecord) -> Result<(), Cause> {
        let fails = self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        if fails && self.passes {
            return Err(NotYet("something throttles".to_owned()).into());
        }
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

fn answer(operation: &Operation) -> tenantry_core::domain::idempotency::Answer {
    json(operation)
}

async fn create<F: Fixture>(backend: &F, name: &str, placement: Placement) -> TenantId {
    let profile = TenantProfile::new(name, &format!("owner@{name}.example"), "UTC").expect("a profile");
    let new = NewTenant::new(profile, "EUR", Tier::Basic, placement).expect("a tenant");
    let made = operator(backend).await.create_tenant(&new, &Attempt::default(), record_answer).await.expect("a tenant");
    read::<TenantRecord>(&made.answer).id
}

/// A new operation, as a commit.
fn start<F: Fixture>(backend: &F, operation: &Operation) -> ControlCommit {
    let kind = EventKind::OperationStarted { operation: operation.id };
    let entry = Entry { events: Vec::new(), ..entry(Some(operation.tenant), kind, backend.app().now()) };
    let writes = vec![ControlWrite::Operation { operation: operation.clone(), expect: Expect::Absent }];
    ControlCommit { writes, entry, idempotency: None }
}

fn new<F: Fixture>(backend: &F, tenant: TenantId) -> Operation {
    let (kind, now) = (OperationKind::Provision, backend.app().now());
    Operation::new(Uuid::now_v7().into(), tenant, kind, Some(Placement::Silo), None, now)
}

pub(crate) async fn a_silo_is_provisioned_and_the_pool_is_there<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let (pooled, alone) =
        (create(&backend, "pooled", Placement::Pool).await, create(&backend, "alone", Placement::Silo).await);
    let operator = operator(&backend).await;
    assert!(operator.operations(pooled, &first()).await.expect("a list").items.is_empty());
    let begun = operator.operations(alone, &first()).await.expect("a list").items.remove(0);
    assert_eq!((begun.status, begun.target, begun.tries), (OperationStatus::Running, Some(Placement::Silo), 1));

    let mover = Unlucky::new(1);
    backend.worker().run_operations(&mover, SignedDuration::ZERO).await.expect("a run");
    let failed = operator.operation(alone, begun.id).await.expect("an operation");
    assert_eq!((failed.status, failed.steps[0].status), (OperationStatus::Failed, StepStatus::Failed));
    assert_eq!(failed.steps[0].detail.as_deref(), Some("there is no room for it"));
    backend.worker().run_operations(&mover, SignedDuration::ZERO).await.expect("a run");
    assert_eq!(mover.made.load(Ordering::SeqCst), 0, "what failed waits for the operator");

    let again = operator.retry_operation(alone, begun.id, &Attempt::default(), answer).await.expect("again");
    assert_eq!(read::<Operation>(&again.answer).status, OperationStatus::Running);
    backend.worker().run_operations(&mover, SignedDuration::ZERO).await.expect("a run");
    let done = operator.operation(alone, begun.id).await.expect("an operation");
    assert_eq!((done.status, done.tries, done.steps[0].status), (OperationStatus::Done, 2, StepStatus::Done));
    assert_eq!(mover.made.load(Ordering::SeqCst), 1);
    let twice = operator.retry_operation(alone, begun.id, &Attempt::default(), answer).await;
    assert!(matches!(twice, Err(Error::Conflict { code: "operation_not_failed", .. })), "{twice:?}");

    let journal = operator.tenant_journal(alone, &PageRequest::default()).await.expect("a journal").items;
    let actions: Vec<&str> = journal.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["operation.done", "operation.retried", "operation.failed", "tenant.registered"]);
}

pub(crate) async fn what_passes_is_left_to_the_next_run<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let tenant = create(&backend, "acme", Placement::Silo).await;
    let operator = operator(&backend).await;
    let mover = Unlucky::for_now(2);
    // What is left to the next run belongs to no worker.
    let run = async || backend.worker().run_operations(&mover, SignedDuration::from_mins(15)).await.expect("a run");
    for _ in 0..2 {
        assert_eq!(run().await, 0);
        let waiting = operator.operations(tenant, &first()).await.expect("a list").items.remove(0);
        assert_eq!((waiting.status, waiting.steps[0].status), (OperationStatus::Running, StepStatus::Waiting));
        assert_eq!(waiting.steps[0].detail.as_deref(), Some("something throttles"));
    }
    assert_eq!(run().await, 1);
    let done = operator.operations(tenant, &first()).await.expect("a list").items.remove(0);
    assert_eq!((done.status, done.tries), (OperationStatus::Done, 1), "no operator had to try it again");

    // What does not pass within an hour is a failure.
    let stuck = create(&backend, "stuck", Placement::Silo).await;
    let never = Unlucky::for_now(usize::MAX);
    for expected in [OperationStatus::Running, OperationStatus::Failed] {
        backend.worker().run_operations(&never, SignedDuration::ZERO).await.expect("a run");
        let seen = operator.operations(stuck, &first()).await.expect("a list").items.remove(0);
        assert_eq!(seen.status, expected);
        backend.clock().advance(SignedDuration::from_hours(1));
    }
}

pub(crate) async fn one_operation_of_a_tenant_runs<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let tenants = [create(&backend, "one", Placement::Pool).await, create(&backend, "two", Placement::Pool).await];
    let all: Vec<Operation> = (0..16).map(|n| new(&backend, tenants[n % 2])).collect();
    let starting = all.iter().map(|operation| backend.control().commit(start(&backend, operation)));
    let started = futures_util::future::join_all(starting).await;
    let begun: Vec<&Operation> =
        all.iter().zip(&started).filter(|(_, started)| started.is_ok()).map(|(operation, _)| operation).collect();
    assert_eq!(begun.len(), 2, "{started:?}");
    assert_ne!(begun[0].tenant, begun[1].tenant);
    for refused in started.iter().filter_map(|started| started.as_ref().err()) {
        assert!(matches!(refused, CommitError::OperationRunning), "{refused:?}");
    }

    // It is noted in turn, by one at a time.
    let next = begun[0].begun(backend.app().now());
    backend.control().note_operation(&next).await.expect("noted");
    let stale = backend.control().note_operation(&next).await;
    assert!(matches!(&stale, Err(CommitError::Unexpected(Subject::Operation(id))) if *id == next.id), "{stale:?}");
    let running = backend.control().running_operations(100).await.expect("a list");
    assert_eq!(running.len(), 2);
    assert!(running.contains(&next), "{running:?}");

    // Once it has ended there is room for the next.
    let mover = Unlucky::new(0);
    assert_eq!(backend.worker().run_operations_of(tenants[0], &mover, SignedDuration::ZERO).await.expect("a run"), 1);
    assert_eq!(backend.worker().run_operations(&mover, SignedDuration::ZERO).await.expect("a run"), 1);
    assert!(backend.control().running_operations(100).await.expect("a list").is_empty());
    backend.control().commit(start(&backend, &new(&backend, tenants[0]))).await.expect("the next");
}

/// Two that come along at once, and one that comes while another is at it.
pub(crate) async fn a_step_is_taken_by_one<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let tenant = create(&backend, "acme", Placement::Pool).await;
    let operation = new(&backend, tenant);
    backend.control().commit(start(&backend, &operation)).await.expect("started");
    let mover = Unlucky::new(0);
    let lease = SignedDuration::from_mins(15);
    let runs = (0..8).map(|_| backend.worker().run_operations(&mover, lease));
    for run in futures_util::future::join_all(runs).await {
        run.expect("a run");
    }
    assert_eq!(mover.made.load(Ordering::SeqCst), 1);

    // A worker began it and is never heard of again.
    let lost = new(&backend, tenant);
    backend.control().commit(start(&backend, &lost)).await.expect("started");
    backend.control().note_operation(&lost.begun(backend.app().now())).await.expect("begun");
    backend.worker().run_operations(&mover, lease).await.expect("a run");
    assert_eq!(mover.made.load(Ordering::SeqCst), 1, "another worker still runs it");
    backend.clock().advance(lease);
    backend.worker().run_operations(&mover, lease).await.expect("a run");
    assert_eq!(mover.made.load(Ordering::SeqCst), 2);
    let done = operator(&backend).await.operation(tenant, lost.id).await.expect("an operation");
    assert_eq!(done.status, OperationStatus::Done);
}

pub(crate) async fn operations_are_seen_by_their_tenant<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let (cast, other) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "other").await);
    let mut all = Vec::new();
    for _ in 0..3 {
        backend.worker().run_operations(&Unlucky::new(0), SignedDuration::ZERO).await.expect("a run");
        let operation = new(&backend, cast.id);
        backend.control().commit(start(&backend, &operation)).await.expect("started");
        all.insert(0, operation.id);
    }
    let (own, others) = (cast.owner.enter(&backend).await, other.owner.enter(&backend).await);
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

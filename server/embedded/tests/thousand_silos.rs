//! A thousand silo tenants at work within a bound of memory. It is a binary of
//! its own, so that nothing else is counted.

use std::sync::Arc;

use jiff::SignedDuration;
use tempfile::TempDir;
use tenantry_conformance::{Cast, Fixture, ManualClock, Setup, Shop, count_from_env, entry, product_draft};
use tenantry_core::{
    domain::{
        event::{Cause, EventKind},
        idempotency::Attempt,
        ids::{ProductId, TenantId},
        page::PageRequest,
        product::{Product, ProductQuery},
        tenant::{Placement, TenantProfile, TenantQuery},
        tier::Tier,
    },
    ports::commit::{Commit, Expect, Write},
    usecases::NewTenant,
};
use tenantry_embedded_testing::SqliteSilo;
use uuid::Uuid;

const BOUND_MIB: u64 = 150;

/// The resident set of this process, in KiB.
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a status");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("the resident set");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
}

/// In memory where there is a file system for it: what is measured is the
/// process, and tens of thousands of syncs would only measure the disk.
fn folder() -> TempDir {
    let builder = |at: &std::path::Path| tempfile::Builder::new().prefix("tenantry-test-").tempdir_in(at);
    let memory = builder("/dev/shm".as_ref());
    memory.or_else(|_| builder(&std::env::temp_dir())).expect("a directory")
}

async fn create(backend: &SqliteSilo, count: usize) -> Vec<TenantId> {
    let operator = Arc::new(tenantry_conformance::operator(backend).await);
    let mut tasks = Vec::new();
    for n in 0..count {
        let operator = operator.clone();
        tasks.push(tokio::spawn(async move {
            let email = format!("owner@company-{n}.example");
            let profile = TenantProfile::new(&format!("Company {n}"), &email, "UTC").expect("a profile");
            let new = NewTenant::new(profile, "EUR", Tier::Enterprise, Placement::Silo).expect("a tenant");
            let made = operator.create_tenant(&new, &Attempt::default(), tenantry_conformance::record_answer).await;
            tenantry_conformance::read::<tenantry_core::domain::tenant::TenantRecord>(&made.expect("a tenant").answer)
                .id
        }));
    }
    let mut ids = Vec::new();
    for task in tasks {
        ids.push(task.await.expect("a task"));
    }
    while backend.worker().run_operations(&backend.tenant_mover(), SignedDuration::ZERO).await.expect("a run") > 0 {}
    ids
}

fn new_product(tenant: TenantId, n: usize) -> Commit {
    let at = jiff::Timestamp::now();
    let draft = product_draft(&format!("Product {n}"), "1.00", 10);
    let product = Product::create(ProductId(Uuid::now_v7()), draft, at);
    let kind = EventKind::ProductCreated { product: product.id, stock: product.inventory, cause: Cause::Edit };
    let entry = entry(Some(tenant), kind, at);
    Commit { writes: vec![Write::Product { product, expect: Expect::Absent }], entry, idempotency: None }
}

/// Each writes and reads in each round, sixteen tenants at a time.
async fn round(backend: &Arc<SqliteSilo>, tenants: &[TenantId], n: usize) {
    let workers: Vec<_> = (0..16)
        .map(|worker| {
            let (backend, mine) =
                (backend.clone(), tenants.iter().skip(worker).step_by(16).copied().collect::<Vec<_>>());
            tokio::spawn(async move {
                for tenant in mine {
                    let (key, _) = backend.worker().tenant(tenant).await.expect("a look-up").expect("a tenant");
                    backend.store().commit(&key, new_product(tenant, n)).await.expect("a commit");
                    let query = ProductQuery::default();
                    let products = backend.store().products(&key, &query, None, 100).await.expect("a list").items;
                    assert_eq!(products.len(), n + 1);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("a worker");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_silos_work_within_the_bound() {
    let count = count_from_env("CONFORMANCE_SILOS", 1_000);
    let clock = ManualClock::starting_now();
    let backend = Arc::new(SqliteSilo::open_in(folder(), clock, Setup::default(), |_| ()));
    let before = resident();
    let tenants = create(&backend, count).await;
    for n in 0..2 {
        round(&backend, &tenants, n).await;
    }
    backend.settle().await;
    let after = resident();
    println!("{count} silos, two rounds: {} MiB before, {} MiB after, bound {BOUND_MIB}", before / 1024, after / 1024);
    assert!(after.saturating_sub(before) <= BOUND_MIB * 1024, "{} KiB more", after - before);

    // They are tenants like any other: one more joins and works.
    let cast = Cast::found(&*backend, "one-more").await;
    Shop(cast.owner.enter(&*backend).await).create("Late", "1.00", 1).await;
    let operator = tenantry_conformance::operator(&*backend).await;
    let page = operator.tenants(&TenantQuery::default(), &PageRequest { limit: 100, cursor: None }).await;
    assert_eq!(page.expect("a page").items.len(), 100.min(count + 1));
    let files = std::fs::read_dir(backend.folder().join("silo")).expect("a folder");
    let databases = files.filter(|file| {
        file.as_ref().is_ok_and(|file| file.path().extension().is_some_and(|extension| extension == "db"))
    });
    assert_eq!(databases.count(), count + 1);
}

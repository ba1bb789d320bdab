//! A backup under load, and the way back.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::task::JoinSet;

use super::{path, tenantry, text};
use crate::{
    in_pool_and_silo,
    support::{Client, Company, Installation, Placement, Server, address, order_of, sign_in, wait_for},
};

const STOCK: u64 = 1_000_000;

type Acknowledged = Arc<Mutex<BTreeSet<String>>>;

fn write_orders(writers: &mut JoinSet<()>, client: &Client, product: &str, acknowledged: &Acknowledged) {
    for writer in 0..4 {
        let (client, body, acknowledged) = (client.clone(), order_of(product, 1), acknowledged.clone());
        writers.spawn(async move {
            for n in 0.. {
                let order = client.post_once("/v1/orders", &format!("{writer}-{n}"), &body).await.expect_status(201);
                acknowledged.lock().expect("sound").insert(order.text("order_id"));
            }
        });
    }
}

in_pool_and_silo!(what_was_acknowledged_before_a_backup_is_in_it);
async fn what_was_acknowledged_before_a_backup_is_in_it(placement: Placement) {
    let server = Server::start();
    let model = if placement == Placement::Pool { "pool" } else { "silo" };
    let company = Company::invited(&server, "Backed up", "enterprise", model).await;
    let lamp = company.product("Lamp", "0.03", STOCK).await.text("product_id");
    let (acknowledged, mut writers) = (Acknowledged::default(), JoinSet::new());
    write_orders(&mut writers, &company.owner, &lamp, &acknowledged);
    wait_for(async || (acknowledged.lock().expect("sound").len() > 200).then_some(())).await;

    let folder = tempfile::tempdir().expect("a folder");
    let backup = folder.path().join("backup");
    let before = acknowledged.lock().expect("sound").clone();
    let started = Instant::now();
    let data = server.data().to_owned();
    let target = backup.clone();
    let taken = tokio::task::spawn_blocking(move || tenantry(&["backup", path(&target), "--data", path(&data)]));
    let taken = taken.await.expect("it runs");
    let took = started.elapsed();
    assert!(taken.status.success(), "{}", text(&taken.stderr));
    let during = acknowledged.lock().expect("sound").len() - before.len();
    writers.abort_all();
    while writers.join_next().await.is_some() {}
    server.stop();

    let restored = tempfile::tempdir().expect("a folder");
    let started = Instant::now();
    let answer = tenantry(&["restore", path(&backup), "--data", path(restored.path())]);
    let restore_took = started.elapsed();
    assert!(answer.status.success(), "{}", text(&answer.stderr));
    let doctor = tenantry(&["doctor", "--data", path(restored.path())]);
    assert!(doctor.status.success(), "{}", text(&doctor.stdout));

    let again = Server::on(restored, &[]);
    let stale = again.client().with_token(company.owner.token()).get("/v1/auth/me").await;
    assert_eq!(stale.status, 401, "nobody is signed in after a restore");
    let owner = sign_in(&again.client(), &address("owner", "Backed up")).await;
    let orders = owner.all("/v1/orders").await;
    let ids: BTreeSet<String> =
        orders.iter().map(|order| order["order_id"].as_str().expect("an id").to_owned()).collect();
    assert!(before.is_subset(&ids), "an order that was acknowledged before the backup is missing");
    let left = owner.get(&format!("/v1/products/{lamp}")).await.json()["inventory"].as_u64().expect("a stock");
    assert_eq!(STOCK - left, orders.len() as u64, "stock and orders agree");
    let figures = wait_for(async || {
        let figures = owner.get("/v1/insights").await.expect_status(200).json();
        (figures["orders"] == orders.len()).then_some(figures)
    })
    .await;
    let cents = 3 * orders.len();
    assert_eq!(figures["revenue"], format!("{}.{:02}", cents / 100, cents % 100));
    owner.post_once("/v1/orders", "after", &order_of(&lamp, 1)).await.expect_status(201);
    println!(
        "{} orders before, {during} while the backup was taken in {took:?}; {} restored in {restore_took:?}",
        before.len(),
        orders.len()
    );
}

#[test]
fn a_backup_is_whole_and_a_restore_overwrites_nothing() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let backup = folder.path().join("backup");
    let data = path(server.data()).to_owned();
    assert!(tenantry(&["backup", path(&backup), "--data", &data]).status.success());
    let again = tenantry(&["backup", path(&backup), "--data", &data]);
    assert!(text(&again.stderr).contains("is there already"), "{}", text(&again.stderr));
    let nothing = tenantry(&["backup", path(&folder.path().join("x")), "--data", path(folder.path())]);
    assert!(text(&nothing.stderr).contains("is no data directory"), "{}", text(&nothing.stderr));
    let in_use = tenantry(&["restore", path(&backup), "--data", &data]);
    assert!(text(&in_use.stderr).contains("is not empty"), "{}", text(&in_use.stderr));

    // One flipped byte is seen, and nothing is left of the try.
    let pool = backup.join("pool.db");
    let mut bytes = std::fs::read(&pool).expect("a file");
    bytes[100] ^= 1;
    std::fs::write(&pool, bytes).expect("written");
    let target = folder.path().join("restored");
    let damaged = tenantry(&["restore", path(&backup), "--data", path(&target)]);
    assert!(text(&damaged.stderr).contains("pool.db is damaged"), "{}", text(&damaged.stderr));
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).expect("read").map(|one| one.expect("one").file_name()).collect();
    assert_eq!(left, ["backup"]);
}

#[tokio::test]
async fn scheduled_backups_are_taken_and_old_ones_removed() {
    let folder = tempfile::tempdir().expect("a folder");
    let backups = folder.path().join("backups");
    let server = Server::with(&["--backup-dir", path(&backups), "--backup-every", "1s", "--backup-keep", "2"]);
    server.client().post("/v1/auth/forgot-password", &json!({"email": "nobody@example.com"})).await;
    let names = || -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(&backups) else { return Vec::new() };
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("one").file_name().into_string().expect("text")).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    };
    let first = wait_for(async || names().first().cloned()).await;
    wait_for(async || (names().len() == 2 && !names().contains(&first)).then_some(())).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(names().len() <= 3, "{:?}", names());
    let metrics = reqwest::get(&server.metrics).await.expect("an answer").text().await.expect("text");
    assert!(metrics.contains("tenantry_backup_timestamp_seconds"));
    assert!(server.log().contains("backup taken in"));
    let newest = backups.join(names().last().expect("one"));
    let target = folder.path().join("restored");
    let restored = tenantry(&["restore", path(&newest), "--data", path(&target)]);
    assert!(restored.status.success(), "{}", text(&restored.stderr));
}

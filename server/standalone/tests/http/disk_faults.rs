//! When the disk fails, the answer is no: no 2xx for what is not durable, and
//! nothing that was acknowledged is lost. strace makes system calls of the
//! real server fail.

#[expect(dead_code, unused_imports, reason = "the HTTP suite uses all of it")]
mod support;

use std::{collections::BTreeSet, process::Command};

use libtest_mimic::{Arguments, Failed, Trial};
use support::{Client, Company, Installation, Server, order_of};

/// A fault, and the words that strace injects it by. A single fault may also
/// hit a mail or a read model, so it recurs until some of them hit a request:
/// where commits share a sync, each is tried again alone, so rare faults are overcome.
const FAULTS: &[(&str, &str)] = &[
    ("every_sync_fails_after_a_while", "fsync,fdatasync:error=EIO:when=40+"),
    ("every_other_sync_fails", "fsync,fdatasync:error=EIO:when=30+2"),
    ("the_disk_is_full_after_a_while", "pwrite64:error=ENOSPC:when=700+"),
    ("one_write_in_a_hundred_fails", "pwrite64:error=EIO:when=500+97"),
];
const ORDERS: usize = 60;

fn main() {
    let strace = Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    if !strace && std::env::var("CI").is_ok_and(|value| value == "true") {
        eprintln!("disk_faults: strace is missing; install it");
        std::process::exit(1);
    }
    let trials = FAULTS.iter().map(|(name, fault)| {
        // Without strace it is listed as ignored, never as passed.
        Trial::test(*name, move || within_a_runtime(no_false_yes(fault))).with_ignored_flag(!strace)
    });
    let full = Trial::test("a_full_disk_ends_readiness", || within_a_runtime(not_ready())).with_ignored_flag(!strace);
    libtest_mimic::run(&Arguments::from_args(), trials.chain([full]).collect()).exit();
}

fn within_a_runtime(test: impl Future<Output = Result<(), String>>) -> Result<(), Failed> {
    let runtime = tokio::runtime::Runtime::new().map_err(|error| error.to_string())?;
    runtime.block_on(test).map_err(Failed::from)
}

/// strace counts calls for each thread, so the faults above do not meet the one that tries the disk.
async fn not_ready() -> Result<(), String> {
    let mut server = Server::start();
    server.kill();
    let probe = server.data().join("lock.probe").display().to_string();
    let fault = "inject=pwrite64:error=ENOSPC";
    server.start_under(&[
        "strace",
        "-D",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-P",
        &probe,
        "-e",
        "trace=pwrite64",
        "-e",
        fault,
    ]);
    let ready = server.client().get("/readyz").await.status;
    if ready != 503 {
        return Err(format!("the disk is full, and it says that it is ready: {ready}"));
    }
    server.kill();
    server.start_again();
    let ready = server.client().get("/readyz").await.status;
    if ready != 200 {
        return Err(format!("the disk has room again, and it says that it is not ready: {ready}"));
    }
    Ok(())
}

async fn no_false_yes(fault: &str) -> Result<(), String> {
    let mut server = Server::start();
    let company = Company::invited(&server, "Faulty Disk", "enterprise", "pool").await;
    let lamp = company.product("Lamp", "1.00", 1_000).await.text("product_id");
    let token = company.owner.token().to_owned();
    server.kill();
    server.start_under(&[
        "strace",
        "-D",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        "trace=fsync,fdatasync,pwrite64",
        "-e",
        &format!("inject={fault}"),
    ]);
    let (yes, no) = place_orders(&server.client().with_token(&token), &lamp).await?;

    server.kill();
    server.start_again();
    let client = server.client().with_token(&token);
    let kept: BTreeSet<String> =
        client.all("/v1/orders").await.iter().map(|order| order["order_id"].to_string()).collect();
    let lost: Vec<_> = yes.iter().filter(|id| !kept.contains(*id)).collect();
    if !lost.is_empty() {
        return Err(format!("acknowledged, but lost: {lost:?}"));
    }
    let left = client.get(&format!("/v1/products/{lamp}")).await.json()["inventory"].as_u64();
    if left != Some(1_000 - kept.len() as u64) {
        return Err(format!("{} orders, but {left:?} of 1000 left", kept.len()));
    }
    integrity(&server)?;
    client.post_once("/v1/orders", "after", &order_of(&lamp, 1)).await.expect_status(201);
    if no == 0 {
        return Err("no fault reached a request: the test was blind".to_owned());
    }
    println!("{fault}: {} acknowledged and kept, {no} refused, none wrongly", yes.len());
    Ok(())
}

async fn place_orders(client: &Client, product: &str) -> Result<(BTreeSet<String>, usize), String> {
    let (mut yes, mut no) = (BTreeSet::new(), 0);
    for n in 0..ORDERS {
        let answer = client.post_once("/v1/orders", &format!("order-{n}"), &order_of(product, 1)).await;
        match answer.status {
            201 => drop(yes.insert(answer.json()["order_id"].to_string())),
            503 => no += 1,
            status => return Err(format!("{status}: {}", answer.raw)),
        }
    }
    Ok((yes, no))
}

fn integrity(server: &Server) -> Result<(), String> {
    for file in ["pool.db", "control.db", "mail.db"] {
        let conn = rusqlite::Connection::open(server.data().join(file)).map_err(|error| error.to_string())?;
        let check: String =
            conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(|error| error.to_string())?;
        if check != "ok" {
            return Err(format!("{file}: {check}"));
        }
    }
    Ok(())
}

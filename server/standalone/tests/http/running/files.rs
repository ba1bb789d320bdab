//! Nothing is served empty by mistake: a file that is missing or another's is
//! seen at the start, at work, by the doctor and by backups.

use std::{fs, process::Output};

use rusqlite::Connection;
use serde_json::json;

use super::{path, tenantry, text};
use crate::support::{Client, Company, Installation, OPERATOR, Placement, Server, mails, sign_in, wait_for};

fn serve(data: &str) -> Output {
    tenantry(&["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "off", "--data", data])
}

/// As nobody uses it, with nothing left beside it.
fn settle(file: &std::path::Path) {
    let conn = Connection::open(file).expect("it opens");
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("carried over");
    conn.close().expect("closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_file_of_all_is_refused_by_the_start_the_doctor_and_backups() {
    let server = Server::start();
    Company::found(&server, "Kept", Placement::Pool).await.product("Lamp", "1.00", 5).await;
    let kept = server.keep();
    let data = path(kept.path()).to_owned();
    for name in ["pool.db", "control.db", "mail.db"] {
        let file = kept.path().join(name);
        settle(&file);
        let whole = fs::read(&file).expect("a file");
        for (damage, said) in [(None, "it is missing"), (Some(Vec::new()), "it is empty")] {
            fs::remove_file(&file).expect("removed");
            if let Some(content) = &damage {
                fs::write(&file, content).expect("emptied");
            }
            let target = kept.path().join("../backup-of-nothing");
            let answers = [
                serve(&data),
                tenantry(&["doctor", "--data", &data]),
                tenantry(&["backup", path(&target), "--data", &data]),
            ];
            for answer in answers {
                let output = text(&answer.stderr) + &text(&answer.stdout);
                assert_eq!(answer.status.code(), Some(1), "{output}");
                let words = format!("{name} can't be used: {said}. Nothing is made in its place. Put the file back");
                assert!(output.contains(&words), "{output}");
            }
            assert_eq!(fs::read(&file).ok(), damage, "{name} was left as it is");
            fs::write(&file, &whole).expect("healed");
        }
    }
    let again = Server::on(kept, &[]);
    again.client().get("/readyz").await.expect_status(200);
}

async fn alarm(operator: &Client, state: &str) {
    wait_for(async || {
        let alarms = operator.get("/v1/operator/alarms").await.expect_status(200).json();
        let alarm = alarms["items"].as_array()?.iter().find(|alarm| alarm["name"] == "data-files")?.clone();
        (alarm["state"] == state).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silo_without_its_file_waits_alone_until_it_is_put_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let backups = folder.path().join("backups");
    let mut server = Server::with(&[
        "--alarms-every",
        "1s",
        "--backup-dir",
        path(&backups),
        "--backup-every",
        "1s",
        "--backup-keep",
        "2",
    ]);
    let lost = Company::found(&server, "Lost", Placement::Silo).await;
    let beside = Company::found(&server, "Beside", Placement::Silo).await;
    let lamp = lost.product("Lamp", "1.00", 5).await.text("product_id");
    let names = || {
        let entries = fs::read_dir(&backups).into_iter().flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("one").file_name().into_string().expect("text")).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    };
    wait_for(async || (names().len() >= 2).then_some(())).await;
    let file = server.data().join(format!("silo/{}.db", lost.id));
    server.kill();
    settle(&file);
    let whole = names();
    fs::rename(&file, folder.path().join("away")).expect("moved away");
    server.start_again();
    let (client, operator) = (server.client(), server.operator().await);
    let owner = sign_in(&client, &lost.address("owner")).await;
    let refused = owner.get(&format!("/v1/products/{lamp}")).await.expect_status(503);
    assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("tenant_data_unavailable", "30"));
    assert!(!refused.raw.contains(".db"), "where files are is nobody's business: {}", refused.raw);
    let product = json!({"name": "Chair", "price": "1.00"});
    assert_eq!(owner.post("/v1/products", &product).await.code(), "tenant_data_unavailable");
    let documented = client.get("/v1/docs/problems").await.raw;
    assert!(documented.contains("tenant_data_unavailable"));
    let neighbor = client.with_token(beside.owner.token());
    neighbor.post("/v1/products", &product).await.expect_status(201);
    client.get("/readyz").await.expect_status(200);
    assert!(!file.exists(), "nothing is made in its place");
    alarm(&operator, "firing").await;
    assert!(mails(&client, OPERATOR, 1).await.iter().any(|mail| mail["subject"] == "Tenantry: data-files fires"));
    let doctor = text(&tenantry(&["doctor", "--data", path(server.data())]).stdout);
    assert!(doctor.contains(&format!("silo/{}.db can't be used: it is missing", lost.id)), "{doctor}");

    // Backups go on, and none of the whole ones goes for them.
    let lacking = wait_for(async || {
        let log = server.log();
        let (_, after) = log.split_once("is not whole, and replaces none")?;
        after.contains("is not whole, and replaces none").then_some(names())
    })
    .await;
    let kept: Vec<_> = lacking.iter().filter(|name| whole.contains(name)).collect();
    assert!(kept.len() >= 2, "{lacking:?} of {whole:?}");

    fs::rename(folder.path().join("away"), &file).expect("moved back");
    owner.get(&format!("/v1/products/{lamp}")).await.expect_status(200);
    owner.post("/v1/products", &product).await.expect_status(201);
    alarm(&operator, "ok").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_ends_when_a_file_of_all_is_taken_away() {
    let server = Server::start();
    let client = server.client();
    client.get("/readyz").await.expect_status(200);
    let (file, away) = (server.data().join("pool.db"), server.data().join("away"));
    fs::rename(&file, &away).expect("moved away");
    let refused = wait_for(async || Some(client.get("/readyz").await).filter(|answer| answer.status == 503)).await;
    assert_eq!(refused.code(), "not_ready");
    // The answer may be here before the log.
    wait_for(async || server.log().contains("pool.db can't be used: it is missing").then_some(())).await;
    fs::rename(&away, &file).expect("moved back");
    wait_for(async || Some(client.get("/readyz").await).filter(|answer| answer.status == 200)).await;
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_open_files_that_are_allowed_are_taken() {
    let data = tempfile::tempdir().expect("a folder");
    let server = Server::on_under(data, &["prlimit", "--nofile=256:4096"]);
    let limits = fs::read_to_string(format!("/proc/{}/limits", server.id())).expect("limits");
    let open_files = limits.lines().find(|line| line.starts_with("Max open files")).expect("a limit");
    let values: Vec<_> = open_files.split_whitespace().skip(3).take(2).collect();
    assert_eq!(values, ["4096", "4096"]);
}

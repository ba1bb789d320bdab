//! A clock that jumped erases nobody, until an operator takes its word.

use rusqlite::Connection;
use serde_json::json;
use tenantry_http_suite::delete;

use super::{path, tenantry, text};
use crate::support::{Client, Company, Installation, Placement, Server, wait_for};

const DAY_MS: i64 = 24 * 3_600 * 1_000;

async fn status(operator: &Client, tenant: &str) -> String {
    operator.get(&format!("/v1/tenants/{tenant}")).await.expect_status(200).text("status")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_can_not_be_undone_waits_until_the_clock_is_accepted() {
    let mut server = Server::with(&["--alarms-every", "1s"]);
    let company = Company::found(&server, "Deleted", Placement::Pool).await;
    let operator = server.operator().await;
    delete(&operator, &company.id).await;
    assert_eq!(status(&operator, &company.id).await, "deleted");
    let trusted = operator.get("/v1/operator/clock").await.expect_status(200).json();
    assert_eq!((&trusted["trusted"], &trusted["warning"]), (&json!(true), &json!(null)));
    company.owner.get("/v1/operator/clock").await.expect_status(401);

    // It was deleted 31 days ago by a clock that stood 20 days before this one when it was last known to be right.
    server.kill();
    let control = Connection::open(server.data().join("control.db")).expect("a database");
    let deleted =
        "UPDATE tenants SET doc = json_set(doc, '$.deleted_at', strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-31 days'))";
    control.execute(deleted, []).expect("set");
    let known = "UPDATE clock SET known_at = unixepoch() * 1000 - ?1";
    assert_eq!(control.execute(known, [20 * DAY_MS]).expect("set"), 1, "it was noted while the server ran");
    drop(control);
    server.start_again();
    let operator = server.operator().await;
    let doubted = operator.get("/v1/operator/clock").await.expect_status(200).json();
    assert_eq!(doubted["trusted"], false);
    assert_eq!(doubted["off_by_s"].as_i64().map(|seconds| seconds / 86_400), Some(20));
    let fired = async || {
        let alarms = operator.get("/v1/operator/alarms").await.expect_status(200).json();
        let clock = alarms["items"].as_array()?.iter().find(|alarm| alarm["name"] == "clock")?.clone();
        (clock["state"] == "firing").then_some(())
    };
    wait_for(fired).await;
    let said = "480 hours ahead of";
    let doctor = tenantry(&["doctor", "--data", path(server.data())]);
    assert!(!doctor.status.success() && text(&doctor.stdout).contains(said), "{}", text(&doctor.stdout));
    assert!(server.log().contains(said), "{}", server.log());
    // Everything else goes on.
    Company::found(&server, "New", Placement::Pool).await.product("Lamp", "1.00", 1).await;
    assert_eq!(status(&operator, &company.id).await, "deleted", "it waits");

    let accepted = operator.post("/v1/operator/clock/accept", &json!({})).await.expect_status(200).json();
    assert_eq!(accepted["trusted"], true);
    server.stop_and_start_again();
    let operator = server.operator().await;
    wait_for(async || (status(&operator, &company.id).await == "erased").then_some(())).await;
}

#[test]
fn a_clock_is_accepted_on_the_command_line_too() {
    let server = Server::start();
    let kept = server.keep();
    let data = path(kept.path());
    let control = Connection::open(kept.path().join("control.db")).expect("a database");
    let known = "INSERT INTO clock (one, known_at) VALUES (1, unixepoch() * 1000 - ?1) \
                 ON CONFLICT (one) DO UPDATE SET known_at = excluded.known_at";
    control.execute(known, [9 * DAY_MS]).expect("set");
    drop(control);
    let ask = |verb| text(&tenantry(&["clock", verb, "--data", data]).stdout);
    assert!(ask("show").contains("216 hours ahead of"), "{}", ask("show"));
    assert!(ask("accept").contains("The clock is accepted"));
    assert!(ask("show").contains("Nothing speaks against the clock"));
}

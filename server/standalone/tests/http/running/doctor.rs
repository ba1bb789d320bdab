//! The doctor finds what was broken on purpose, and nothing else.

use rusqlite::Connection;
use serde_json::json;

use super::{path, tenantry, text};
use crate::support::{Company, Installation, Placement, Server};

fn examine(data: &str) -> (bool, String) {
    let output = tenantry(&["doctor", "--verbose", "--data", data]);
    (output.status.success(), text(&output.stdout))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planted_damage_is_found_and_health_is_told() {
    let server = Server::start();
    for (name, placement) in [("Well", Placement::Pool), ("Apart", Placement::Silo)] {
        let company = Company::found(&server, name, placement).await;
        let lamp = company.product("Lamp", "1.00", 10).await.text("product_id");
        company.product("Chair", "2.00", 0).await;
        company.order("one", &lamp, 2).await.expect_status(201);
        company.person("staff").await;
        company.owner.post("/v1/invitations", &json!({"email": "x@y.example", "role": "viewer"})).await;
        company.insights(1).await;
    }
    let data = path(server.data()).to_owned();
    let (healthy, report) = examine(&data);
    assert!(healthy && report.contains("a server uses the directory"), "{report}");
    let kept = server.keep();
    let (healthy, report) = examine(&data);
    assert!(healthy && report.contains("no server uses the directory"), "{report}");
    assert!(report.contains("\n0 problems, ") || report.starts_with("0 problems"), "{report}");

    let planted = [
        ("control.db", "UPDATE user_counts SET users = users + 5", "8 users are counted, and there are 3"),
        (
            "control.db",
            "INSERT INTO credentials VALUES ('member', x'00112233445566778899aabbccddeeff', 'x')",
            "belongs to nobody",
        ),
        (
            "control.db",
            "INSERT INTO dead_letters (event_id, consumer, tenant_id, event, attempts, error, at) \
             VALUES (x'01', 'mail', x'02', '{}', 5, 'lost', 0)",
            "1 events were given up on by mail",
        ),
        ("pool.db", "UPDATE counters SET value = 9 WHERE name = 'products'", "9 products are counted, and there are 2"),
        ("pool.db", "UPDATE counters SET value = 4 WHERE name LIKE 'orders#%'", "4 orders are counted in"),
        (
            "pool.db",
            "UPDATE stock SET quantity = quantity + 1 WHERE quantity > 5",
            "has 9 in stock, and its ledger adds up to 8",
        ),
    ];
    for (file, sql, words) in planted {
        let file = server_file(&data, file);
        let before = settled(&file);
        Connection::open(&file).expect("it opens").execute_batch(sql).expect("planted");
        let (healthy, report) = examine(&data);
        assert!(!healthy && report.contains(words), "{sql}: {report}");
        settled(&file);
        std::fs::write(&file, before).expect("healed");
    }
    let (healthy, report) = examine(&data);
    assert!(healthy, "{report}");
    let stray = server_file(&data, "silo/0190ffff-ffff-7fff-bfff-ffffffffffff.db");
    std::fs::copy(server_file(&data, "pool.db"), &stray).expect("copied");
    let (healthy, report) = examine(&data);
    assert!(!healthy && report.contains("belongs to no tenant"), "{report}");
    std::fs::remove_file(stray).expect("removed");

    let mut bytes = settled(&server_file(&data, "pool.db"));
    let (middle, end) = (8_192, 8_192 * 6);
    bytes[middle..end].fill(0x5a);
    std::fs::write(server_file(&data, "pool.db"), bytes).expect("written");
    let (healthy, report) = examine(&data);
    assert!(!healthy && report.contains("integrity"), "{report}");
    drop(kept);
}

/// The file with nothing left beside it.
fn settled(file: &std::path::Path) -> Vec<u8> {
    let conn = Connection::open(file).expect("it opens");
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("written back");
    conn.close().expect("closed");
    std::fs::read(file).expect("a file")
}

fn server_file(data: &str, name: &str) -> std::path::PathBuf {
    std::path::Path::new(data).join(name)
}

#[test]
fn a_certificate_that_ends_soon_is_named() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("cert.pem");
    let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).expect("sound");
    params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    let key = rcgen::KeyPair::generate().expect("a key");
    std::fs::write(&file, params.self_signed(&key).expect("a certificate").pem()).expect("written");
    let output = tenantry(&["doctor", "--data", path(server.data()), "--tls-cert", path(&file)]);
    assert!(
        !output.status.success() && text(&output.stdout).contains("has expired at 2020"),
        "{}",
        text(&output.stdout)
    );
}

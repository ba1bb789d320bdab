//! A silo is a file of its own.

use crate::support::{Company, Installation, Placement, Server};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silo_has_its_own_file_and_leaves_nothing_in_the_pool() {
    let server = Server::start();
    let pool = Company::found(&server, "Pool Canary", Placement::Pool).await;
    let silo = Company::found(&server, "Silo Canary", Placement::Silo).await;
    for (company, canary) in [(&pool, "PELICAN-IN-POOL"), (&silo, "SPARROW-IN-SILO")] {
        let product = company.product(canary, "1.00", 5).await.text("product_id");
        company.order("one", &product, 1).await.expect_status(201);
        company.insights(1).await;
    }
    let holds = |file: &str, needle: &[u8]| {
        ["", "-wal"].iter().any(|suffix| {
            let bytes = std::fs::read(server.data().join(format!("{file}{suffix}"))).unwrap_or_default();
            bytes.windows(needle.len()).any(|window| window == needle)
        })
    };
    let silo_file = format!("silo/{}.db", silo.id);
    let silo_id = silo.id.parse::<uuid::Uuid>().expect("an id");
    assert!(holds("pool.db", b"PELICAN-IN-POOL") && holds(&silo_file, b"SPARROW-IN-SILO"));
    assert!(!holds("pool.db", b"SPARROW-IN-SILO") && !holds("pool.db", silo_id.as_bytes()));
    assert!(!holds(&silo_file, b"PELICAN-IN-POOL"));
    assert!(!server.data().join(format!("silo/{}.db", pool.id)).exists());
}

//! Those who change one thing at once wait for each other: nobody is turned away, and the log has no error.

use serde_json::json;

use crate::{
    in_pool_and_silo,
    support::{Company, Installation, Placement, Server},
};

/// Rounds of each kind. The large run of the promise is `CONTENDED_ROUNDS=1000`.
fn rounds() -> usize {
    std::env::var("CONTENDED_ROUNDS").map_or(40, |count| count.parse().expect("a count"))
}

async fn company(server: &Server, placement: Placement) -> Company {
    let model = match placement {
        Placement::Pool => "pool",
        Placement::Silo => "silo",
    };
    Company::invited(server, "Crowded", "enterprise", model).await
}

fn no_errors(server: &Server) {
    let log = server.log();
    let errors: Vec<&str> = log.lines().filter(|line| line.contains("\"ERROR\"")).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

in_pool_and_silo!(twelve_clients_change_one_order);
async fn twelve_clients_change_one_order(placement: Placement) {
    let server = Server::start();
    let company = company(&server, placement).await;
    let product = company.product("Ticket", "10.00", 1_000).await.text("product_id");
    for round in 0..rounds() {
        let order = company.order(&format!("order-{round}"), &product, 3).await.expect_status(201);
        let path = order.header("location").to_owned();
        let mut clients = tokio::task::JoinSet::new();
        for n in 0..12 {
            let (owner, path) = (company.owner.clone(), path.clone());
            clients.spawn(async move {
                let body =
                    if n % 2 == 0 { json!({"note": format!("note {n}")}) } else { json!({"status": "cancelled"}) };
                owner.patch(&path, "*", &body).await
            });
        }
        let answers = clients.join_all().await;
        // A second cancellation may be refused as a step that was taken already.
        let unexpected: Vec<_> = answers.iter().filter(|answer| !matches!(answer.status, 200 | 409)).collect();
        assert!(unexpected.is_empty(), "round {round}: {unexpected:#?}");
        assert!(answers.iter().all(|answer| !answer.raw.contains("contended")), "round {round}");
        let after = company.owner.get(&path).await.expect_status(200).json();
        assert_eq!(after["status"], "cancelled");
    }
    let product = company.owner.get(&format!("/v1/products/{product}")).await.json();
    assert_eq!(product["inventory"], 1_000, "each order is restocked once");
    no_errors(&server);
    println!("{} rounds of 12 clients at one order: no 5xx, no ERROR", rounds());
}

in_pool_and_silo!(six_order_beside_six_new_prices);
async fn six_order_beside_six_new_prices(placement: Placement) {
    let server = Server::start();
    let company = company(&server, placement).await;
    let product = company.product("Moody", "10.00", 1_000_000).await.text("product_id");
    for round in 0..rounds() {
        let mut clients = tokio::task::JoinSet::new();
        for n in 0..12 {
            let (owner, product) = (company.owner.clone(), product.clone());
            clients.spawn(async move {
                if n % 2 == 0 {
                    let order = crate::support::order_of(&product, 1);
                    owner.post_once("/v1/orders", &format!("order-{round}-{n}"), &order).await
                } else {
                    let price = json!({"price": format!("{}.{:02}", 10 + n, round % 100)});
                    owner.patch(&format!("/v1/products/{product}"), "*", &price).await
                }
            });
        }
        let answers = clients.join_all().await;
        let unexpected: Vec<_> = answers.iter().filter(|answer| !matches!(answer.status, 200 | 201)).collect();
        assert!(unexpected.is_empty(), "round {round}: {unexpected:#?}");
    }
    no_errors(&server);
    println!("{} rounds of 6 orders beside 6 new prices: no 5xx, no ERROR", rounds());
}

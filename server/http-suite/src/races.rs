//! Never oversell, however many buy at once.

use crate::{Company, Installation, Placement};

pub async fn sixteen_buyers_share_the_stock<I: Installation>(placement: Placement) {
    const STOCK: usize = 150;
    const ORDERS: usize = 400;
    let server = I::start();
    let name = "Sold Out";
    let company = match placement {
        Placement::Pool => Company::invited(&server, name, "enterprise", "pool").await,
        Placement::Silo => Company::invited(&server, name, "enterprise", "silo").await,
    };
    let mug = company.product("Mug", "10.01", STOCK as u64).await.text("product_id");
    let company = std::sync::Arc::new(company);
    let mut buyers = tokio::task::JoinSet::new();
    for buyer in 0..16 {
        let (company, mug) = (company.clone(), mug.clone());
        buyers.spawn(async move {
            let mut statuses = Vec::new();
            for n in (buyer..ORDERS).step_by(16) {
                statuses.push(company.order(&format!("order-{n}"), &mug, 1).await.status);
            }
            statuses
        });
    }
    let statuses: Vec<u16> = buyers.join_all().await.concat();
    let count = |status: u16| statuses.iter().filter(|seen| **seen == status).count();
    assert_eq!((count(201), count(409)), (STOCK, ORDERS - STOCK), "{statuses:?}");
    let product = company.owner.get(&format!("/v1/products/{mug}")).await.json();
    assert_eq!(product["inventory"], 0);
    let figures = company.insights(STOCK as i64).await;
    assert_eq!(figures["revenue"], "1501.50");
    println!("{ORDERS} orders against a stock of {STOCK}: {} sold, {} refused", count(201), count(409));
}

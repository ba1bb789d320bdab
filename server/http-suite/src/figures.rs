//! The timeline of an order, and the richer figures.

use serde_json::{Value, json};

use crate::{Company, Installation, Placement};

pub async fn a_timeline_says_who_and_what_was_mailed<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Timeline", placement).await;
    let product = company.product("Lamp", "5.00", 9).await.text("product_id");
    let placed = company.order("one", &product, 1).await.expect_status(201);
    let path = format!("/v1/orders/{}", placed.text("order_id"));
    let staff = company.person("staff").await;
    staff.patch(&path, placed.tag(), &json!({"status": "confirmed"})).await.expect_status(200);
    let viewer = company.person("viewer").await;
    let items = viewer
        .wait_for(async || {
            let timeline = viewer.get(&format!("{path}/timeline")).await.expect_status(200).json();
            let items = timeline["items"].as_array().expect("items").clone();
            (items.len() == 4).then_some(items)
        })
        .await;
    let steps: Vec<(&Value, &Value)> =
        items.iter().filter(|item| item["type"] == "status").map(|item| (&item["status"], &item["name"])).collect();
    assert_eq!(steps, [(&json!("pending"), &json!("Olga Owner")), (&json!("confirmed"), &json!("Piet Person"))]);
    let mut mails: Vec<String> = items.iter().filter_map(|item| item["subject"].as_str()).map(str::to_owned).collect();
    mails.sort();
    assert_eq!(mails, ["Timeline has confirmed your order", "Timeline has received your order"]);
    assert!(items.iter().all(|item| !item.to_string().contains("customer@")), "nobody's address is in it");
}

pub async fn richer_figures_are_for_plans_that_have_them<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Figures", placement).await;
    let refused = company.owner.get("/v1/insights/advanced").await.expect_status(403);
    assert_eq!((refused.code(), refused.text("feature")), ("feature_missing".into(), "advanced_analytics".into()));
    let operator = server.operator().await;
    let tier = json!({"tier": "premium", "reason": "they pay"});
    operator.post(&format!("/v1/tenants/{}/tier", company.id), &tier).await.expect_status(200);
    I::settled().await;
    let body = json!({"name": "Lamp", "price": "5.00", "inventory": 9, "category": "Light"});
    let product = company.owner.post("/v1/products", &body).await.expect_status(201).text("product_id");
    for key in ["one", "two"] {
        company.order(key, &product, 2).await.expect_status(201);
    }
    let basic = company.insights(2).await;
    assert_eq!((&basic["previous"]["orders"], &basic["previous"]["revenue"]), (&json!(0), &json!("0.00")));
    let figures = company.owner.get("/v1/insights/advanced").await.expect_status(200).json();
    assert_eq!(figures["by_category"], json!([{"category": "Light", "revenue": "20.00", "units": 4}]));
    assert_eq!(figures["customers"], json!({"all": 1, "repeat": 1, "repeat_percent": "100.0"}));
    assert_eq!(figures["units_per_order"], "2.00");
    let count = |list: &str| figures[list].as_array().expect("a list").len();
    assert_eq!((count("by_weekday"), count("by_hour"), count("previous_by_day")), (7, 24, 30));
    let sold: i64 =
        figures["by_hour"].as_array().expect("hours").iter().filter_map(|hour| hour["orders"].as_i64()).sum();
    assert_eq!(sold, 2);
}

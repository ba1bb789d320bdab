//! Time zones and days, as a client sees them.

use jiff::{Timestamp, ToSpan};
use serde_json::json;

use crate::{
    in_pool_and_silo,
    support::{Company, Installation, Placement, Server},
};

#[tokio::test]
async fn only_zones_that_browsers_know_are_taken() {
    let server = Server::start();
    let company = Company::register(&server, "Zones").await;
    let path = format!("/v1/tenants/{}", company.id);
    for (n, zone) in
        ["localtime", "posixrules", "Etc/Unknown", "Factory", "right/UTC", "Mars/Base"].into_iter().enumerate()
    {
        let body = json!({"company_name": "A company", "email": format!("owner@zone{n}.example"), "name": "Olga",
            "password": "correct horse battery staple", "currency": "EUR", "time_zone": zone});
        let refused = server.client().post("/v1/tenants", &body).await.expect_status(422).json();
        let wrong = json!([{"pointer": "/time_zone", "code": "unknown_time_zone",
            "detail": "must be an IANA time zone that browsers know, like \"Europe/Berlin\""}]);
        assert_eq!(refused["errors"], wrong, "{zone}");
        let refused = company.owner.patch(&path, "*", &json!({"time_zone": zone})).await.expect_status(422).json();
        assert_eq!(refused["errors"], wrong, "{zone}");
    }
    let body = json!({"time_zone": "america/vancouver"});
    let changed = company.owner.patch(&path, "*", &body).await.expect_status(200).json();
    assert_eq!(changed["time_zone"], "America/Vancouver");
    let system = server.operator().await.get("/v1/system").await.expect_status(200).json();
    assert!(system["time_zone_database"].as_str().is_some_and(|version| version >= "2026f"), "{system}");
}

in_pool_and_silo!(orders_are_filtered_by_days_of_the_tenant);
async fn orders_are_filtered_by_days_of_the_tenant(placement: Placement) {
    let server = Server::start();
    // It is a day later there than in UTC, or earlier, at any hour of the day.
    for (name, zone) in [("Kiritimati", "Pacific/Kiritimati"), ("Niue", "Pacific/Niue")] {
        let company = Company::found_in(&server, name, placement, "EUR", zone).await;
        let me = company.owner.get("/v1/auth/me").await.expect_status(200).json();
        let product = company.product("Thing", "1.00", 9).await.text("product_id");
        let order = company.order("one", &product, 1).await.expect_status(201).json();
        let day: jiff::civil::Date = order["placed_on"].as_str().expect("a day").parse().expect("a day");
        let ends: Timestamp = me["tenant"]["day_ends_at"].as_str().expect("an instant").parse().expect("an instant");
        assert!(ends > Timestamp::now() || me["tenant"]["today"] != order["placed_on"], "{me}");
        let (eve, next) = (day.yesterday().expect("a day"), day.tomorrow().expect("a day"));
        for (query, found) in [
            (format!("from={day}"), 1),
            (format!("to={day}"), 1),
            (format!("from={day}&to={day}"), 1),
            (format!("from={eve}&to={eve}"), 0),
            (format!("from={next}"), 0),
            (format!("to={eve}"), 0),
            (format!("from={}&to={day}", Timestamp::now() - 1.hour()), 1),
        ] {
            let orders = company.owner.get(&format!("/v1/orders?{query}")).await.expect_status(200).json();
            assert_eq!(orders["items"].as_array().map(Vec::len), Some(found), "{zone} {query}");
            let file = company.owner.get(&format!("/v1/orders/export?{query}")).await.expect_status(200).raw;
            assert_eq!(file.lines().count(), 1 + found, "{zone} {query}");
        }
        for bad in ["from=2026-02-30", "to=yesterday", "from=2026-11-24T09:30:00"] {
            let refused = company.owner.get(&format!("/v1/orders?{bad}")).await.expect_status(422).json();
            let detail = refused["errors"][0]["detail"].as_str().unwrap_or_default();
            assert!(detail.starts_with("must be a day, like 2026-11-24, or an RFC 3339 instant"), "{refused}");
        }
        let view = json!({"list": "orders", "name": "Since", "query": format!("from={eve}"), "shared": false});
        company.owner.post("/v1/views", &view).await.expect_status(201);
    }
}

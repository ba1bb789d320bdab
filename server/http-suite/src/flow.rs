//! The main job: a company signs up, sells, ships, and sees what it earned.

use insta::{allow_duplicates, assert_json_snapshot};
use serde_json::json;

use crate::{Answer, Company, Installation, Placement, mails, order_of};

pub async fn from_sign_up_to_revenue<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Blue Bicycle", placement).await;
    let lamp = company.product("Lamp", "19.99", 10).await;
    let lamp_id = lamp.text("product_id");
    assert_eq!(lamp.header("location"), format!("/v1/products/{lamp_id}"));
    allow_duplicates! {
        assert_json_snapshot!(lamp.json(), {".product_id" => "[id]", ".created_at" => "[time]", ".updated_at" => "[time]"}, @r#"
    {
      "barcode": null,
      "category": null,
      "created_at": "[time]",
      "description": null,
      "inventory": 10,
      "name": "Lamp",
      "price": "19.99",
      "product_id": "[id]",
      "sku": null,
      "status": "active",
      "updated_at": "[time]",
      "version": 1
    }
    "#);
    }

    let placed = place(&company, &lamp_id).await;
    deliver(&company, &placed).await;
    let stock = company.owner.get(&format!("/v1/products/{lamp_id}")).await.json();
    assert_eq!((&stock["inventory"], &stock["version"]), (&json!(7), &json!(1)));

    let figures = company.insights(1).await;
    assert_eq!((&figures["revenue"], &figures["units"]), (&json!("59.97"), &json!(3)));
    allow_duplicates! {
        assert_json_snapshot!(figures["top_products"], {"[].product_id" => "[id]"}, @r#"
    [
      {
        "name": "Lamp",
        "product_id": "[id]",
        "revenue": "59.97",
        "units": 3
      }
    ]
    "#);
    }
}

async fn place(company: &Company, lamp_id: &str) -> Answer {
    let body = json!({"customer_email": company.customer("kim"), "external_ref": "WEB-1", "note": "ring twice",
        "items": [{"product_id": lamp_id, "quantity": 3}],
        "shipping_address": {"street": "Main Street 1", "city": "Berlin", "zip": "10115"}});
    let placed = company.owner.post_once("/v1/orders", "order-1", &body).await.expect_status(201);
    allow_duplicates! {
        assert_json_snapshot!(placed.json(), {".order_id" => "[id]", ".number" => "[number]",
        ".items[].product_id" => "[id]", ".customer_email" => "[customer]", ".created_at" => "[time]", ".updated_at" => "[time]",
        ".placed_on" => "[day]"}, @r#"
    {
      "created_at": "[time]",
      "currency": "EUR",
      "customer_email": "[customer]",
      "external_ref": "WEB-1",
      "items": [
        {
          "price": "19.99",
          "product_id": "[id]",
          "product_name": "Lamp",
          "quantity": 3,
          "sku": null,
          "subtotal": "59.97"
        }
      ],
      "next_statuses": [
        "confirmed",
        "cancelled"
      ],
      "note": "ring twice",
      "number": "[number]",
      "order_id": "[id]",
      "placed_on": "[day]",
      "sample": false,
      "shipping_address": {
        "city": "Berlin",
        "country": null,
        "state": null,
        "street": "Main Street 1",
        "zip": "10115"
      },
      "status": "pending",
      "total_amount": "59.97",
      "tracking": null,
      "updated_at": "[time]",
      "version": 1
    }
    "#);
    }

    placed
}

/// Each step is mailed to the customer.
async fn deliver(company: &Company, placed: &Answer) {
    let order = placed.header("location").to_owned();
    let mut tag = placed.tag().to_owned();
    let steps = [("confirmed", None), ("shipped", Some("TRACK-9")), ("delivered", Some("TRACK-9"))];
    for (done, (status, tracking)) in steps.into_iter().enumerate() {
        // Mails of events that are close together may overtake each other.
        mails(&company.owner, &company.customer("kim"), done + 1).await;
        let moved = company.owner.patch(&order, &tag, &json!({"status": status, "tracking": tracking})).await;
        assert_eq!(moved.clone().expect_status(200).text("status"), status);
        moved.tag().clone_into(&mut tag);
    }
    let received = mails(&company.owner, &company.customer("kim"), 4).await;
    let subjects: Vec<_> = received.iter().rev().map(|mail| mail["subject"].as_str().expect("text")).collect();
    allow_duplicates! {
        assert_json_snapshot!(subjects, @r#"
    [
      "Blue Bicycle has received your order",
      "Blue Bicycle has confirmed your order",
      "Blue Bicycle has shipped your order",
      "Blue Bicycle has delivered your order"
    ]
    "#);
    }
}

pub async fn cancelling_restocks_once_and_takes_the_revenue_back<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Green Garden", placement).await;
    let rose = company.product("Rose", "2.50", 20).await.text("product_id");
    company.order("kept", &rose, 2).await.expect_status(201);
    let placed = company.order("cancelled", &rose, 8).await.expect_status(201);
    company.insights(2).await;

    let order = placed.header("location");
    let cancelled = company.owner.patch(order, placed.tag(), &json!({"status": "cancelled"})).await.expect_status(200);
    let again = company.owner.patch(order, cancelled.tag(), &json!({"status": "confirmed"})).await.expect_status(409);
    assert_eq!((again.code().as_str(), &again.json()["next"]), ("illegal_transition", &json!([])));

    let figures = company.insights(1).await;
    assert_eq!(figures["revenue"], "5.00");
    allow_duplicates! {
        assert_json_snapshot!(figures["by_status"]["cancelled"], @r#"
    {
      "orders": 1,
      "revenue": "20.00",
      "units": 8
    }
    "#);
    }
    let stock = company.owner.get(&format!("/v1/products/{rose}")).await.json();
    assert_eq!(stock["inventory"], 18);
    let ledger = company.owner.all(&format!("/v1/products/{rose}/movements")).await;
    let deltas: Vec<_> = ledger.iter().map(|movement| (&movement["reason"], movement["delta"].as_i64())).collect();
    assert_eq!(deltas.iter().filter_map(|(_, delta)| *delta).sum::<i64>(), 18, "{deltas:?}");
}

pub async fn an_editor_and_a_sale_do_not_undo_each_other<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Red Rocket", placement).await;
    let seen = company.product("Kite", "30.00", 10).await;
    let kite = seen.text("product_id");
    let path = format!("/v1/products/{kite}");
    company.order("sale", &kite, 3).await.expect_status(201);

    // Renaming with the tag of before the sale is no conflict and keeps the sale.
    let renamed = company.owner.patch(&path, seen.tag(), &json!({"name": "Big Kite"})).await.expect_status(200);
    assert_eq!(renamed.json()["inventory"], 7);
    // A count of 12 by a client that read 7 adds five.
    company.order("another-sale", &kite, 1).await.expect_status(201);
    let counted = company.owner.patch(&path, renamed.tag(), &json!({"inventory": 12})).await.expect_status(200);
    assert_eq!(counted.json()["inventory"], 11);
    // The version of before is gone for good.
    let stale = company.owner.patch(&path, seen.tag(), &json!({"name": "Kite"})).await.expect_status(412);
    assert_eq!((stale.code().as_str(), stale.text("current")), ("stale", counted.tag().to_owned()));
}

pub async fn what_was_read_can_be_put_back<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Round Trip", placement).await;
    let product = company.product("Ball", "5", 1).await;
    let path = product.header("location").to_owned();
    let put = company.owner.put(&path, product.tag(), &product.json()).await.expect_status(200);
    assert_eq!(put.json()["name"], "Ball");
    let order = company.order("one", &product.text("product_id"), 1).await.expect_status(201);
    company.owner.put(order.header("location"), order.tag(), &order.json()).await.expect_status(200);
    let tenant = company.owner.get(&format!("/v1/tenants/{}", company.id)).await;
    company.owner.put(&format!("/v1/tenants/{}", company.id), tenant.tag(), &tenant.json()).await.expect_status(200);
    let mut changed = put.json();
    changed["created_at"] = json!("2020-01-01T00:00:00Z");
    let refused = company.owner.put(&path, put.tag(), &changed).await.expect_status(422);
    allow_duplicates! {
        assert_json_snapshot!(refused.json()["errors"], @r#"
    [
      {
        "code": "read_only",
        "detail": "can't be changed",
        "pointer": "/created_at"
      }
    ]
    "#);
    }
}

pub async fn prices_and_totals_are_the_servers<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Fair Price", placement).await;
    let pen = company.product("Pen", "0.10", 100).await.text("product_id");
    for injected in [json!({"price": "0.01"}), json!({"subtotal": "0.01"}), json!({"product_name": "Gold"})] {
        let mut body = order_of(&pen, 1);
        body["items"][0].as_object_mut().expect("an item").extend(injected.as_object().expect("fields").clone());
        let refused = company.owner.post_once("/v1/orders", "injected", &body).await.expect_status(422);
        assert_eq!(refused.json()["errors"][0]["code"], "unknown_field");
    }
    for field in ["total_amount", "status", "tenant_id", "currency", "placed_on", "order_id"] {
        let mut body = order_of(&pen, 1);
        body[field] = json!("0.01");
        company.owner.post_once("/v1/orders", "injected", &body).await.expect_status(422);
    }
    // 3 x 0.10 is what floats get wrong.
    assert_eq!(company.order("honest", &pen, 3).await.expect_status(201).text("total_amount"), "0.30");
}

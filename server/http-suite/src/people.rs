//! Members, roles and invitations.

use serde_json::json;

use crate::{Company, Installation, Placement, order_of};

pub async fn each_role_may_what_the_one_before_it_may<I: Installation>() {
    let server = I::start();
    let company = Company::found(&server, "Roles", Placement::Pool).await;
    let lamp = company.product("Lamp", "1.00", 100).await.text("product_id");
    let mut allowed = Vec::new();
    for role in ["viewer", "staff", "admin", "owner"] {
        let person = if role == "owner" { company.owner.clone() } else { company.person(role).await };
        let read = person.get("/v1/products").await.status;
        let product = person.post("/v1/products", &json!({"name": "New", "price": "1", "inventory": 0})).await.status;
        let order = person.post_once("/v1/orders", role, &order_of(&lamp, 1)).await.status;
        let members = person.get("/v1/members").await.status;
        let audit = person.get("/v1/audit").await.status;
        let body = json!({"email": format!("by-{role}@example.com"), "role": "owner"});
        let owner = person.post("/v1/invitations", &body).await.status;
        allowed.push(format!("{role}: read {read}, product {product}, order {order}, members {members}, audit {audit}, invite an owner {owner}"));
    }
    insta::assert_json_snapshot!(allowed, @r#"
    [
      "viewer: read 200, product 403, order 403, members 403, audit 403, invite an owner 403",
      "staff: read 200, product 201, order 201, members 403, audit 403, invite an owner 403",
      "admin: read 200, product 201, order 201, members 200, audit 200, invite an owner 403",
      "owner: read 200, product 201, order 201, members 200, audit 200, invite an owner 201"
    ]
    "#);
}

pub async fn the_last_owner_stays<I: Installation>() {
    let server = I::start();
    let company = Company::found(&server, "Last Owner", Placement::Pool).await;
    let me = company.owner.get("/v1/auth/me").await.text("user_id");
    let path = format!("/v1/members/{me}");
    let tag = company.owner.get(&path).await.tag().to_owned();
    let demoted = company.owner.patch(&path, &tag, &json!({"role": "staff"})).await.expect_status(409);
    assert_eq!(demoted.code(), "last_owner");
    assert_eq!(company.owner.delete(&path, &tag).await.expect_status(409).code(), "last_owner");
    company.person("owner").await;
    company.owner.patch(&path, &tag, &json!({"role": "staff"})).await.expect_status(200);
    I::settled().await;
    company.owner.get("/v1/members").await.expect_status(403);
}

pub async fn a_removed_member_is_out_at_once_and_the_address_is_free<I: Installation>() {
    let server = I::start();
    let company = Company::found(&server, "Removed", Placement::Pool).await;
    let staff = company.person("staff").await;
    let user = staff.get("/v1/auth/me").await.text("user_id");
    let path = format!("/v1/members/{user}");
    let tag = company.owner.get(&path).await.tag().to_owned();
    company.owner.delete(&path, &tag).await.expect_status(204);
    I::settled().await;
    staff.get("/v1/products").await.expect_status(401);
    company.owner.get(&path).await.expect_status(404);
    company.person("staff").await.get("/v1/products").await.expect_status(200);
}

pub async fn seats_are_exact_and_a_withdrawn_invitation_frees_one<I: Installation>() {
    let server = I::start();
    let company = Company::found(&server, "Seats", Placement::Pool).await;
    let mut last = None;
    for n in 0..9 {
        let body = json!({"email": format!("seat-{n}@example.com"), "role": "viewer"});
        last = Some(company.owner.post("/v1/invitations", &body).await.expect_status(201));
    }
    let body = json!({"email": "one-too-many@example.com", "role": "viewer"});
    let refused = company.owner.post("/v1/invitations", &body).await.expect_status(403);
    assert_eq!((refused.code().as_str(), &refused.json()["limit"]), ("limit_reached", &json!("max_users")));
    let last = last.expect("nine were sent");
    let path = format!("/v1/invitations/{}", last.text("invitation_id"));
    company.owner.delete(&path, "*").await.expect_status(204);
    company.owner.post("/v1/invitations", &body).await.expect_status(201);
}

pub async fn one_address_holds_one_seat_however_often_it_is_invited_at_once<I: Installation>() {
    let server = I::start();
    let company = Company::found(&server, "Twice Invited", Placement::Pool).await;
    let body = json!({"email": "eager@example.com", "role": "viewer"});
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (owner, body) = (company.owner.clone(), body.clone());
        tries.spawn(async move { owner.post("/v1/invitations", &body).await });
    }
    let answers = tries.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(answers.iter().all(|answer| answer.status == 201 || answer.code() == "already_invited"));
    assert_eq!(company.owner.all("/v1/invitations").await.len(), 1);
}

pub async fn the_audit_log_says_who_did_what_without_personal_values<I: Installation>() {
    let server = I::start();
    let company = Company::found(&server, "Audit", Placement::Pool).await;
    let product = company.product("Lamp", "1.00", 10).await;
    let path = product.header("location").to_owned();
    company
        .owner
        .patch(&path, product.tag(), &json!({"price": "2.50", "description": "secret words"}))
        .await
        .expect_status(200);
    let order = company.order("audited", &product.text("product_id"), 1).await.expect_status(201);
    company
        .owner
        .patch(order.header("location"), order.tag(), &json!({"status": "confirmed"}))
        .await
        .expect_status(200);
    company.person("viewer").await;
    let entries = company.owner.all("/v1/audit").await;
    let actions: Vec<_> = entries.iter().map(|entry| (&entry["action"], &entry["actor"]["type"])).collect();
    insta::assert_json_snapshot!(actions, @r#"
    [
      [
        "member.joined",
        "member"
      ],
      [
        "invitation.sent",
        "member"
      ],
      [
        "order.confirmed",
        "member"
      ],
      [
        "order.placed",
        "member"
      ],
      [
        "product.updated",
        "member"
      ],
      [
        "product.created",
        "member"
      ],
      [
        "tenant.registered",
        "visitor"
      ]
    ]
    "#);
    let repriced = entries.iter().find(|entry| entry["action"] == "product.updated").expect("it is there");
    insta::assert_json_snapshot!(repriced["changes"], @r#"
    [
      {
        "field": "description",
        "from": null,
        "to": null
      },
      {
        "field": "price",
        "from": "1.00",
        "to": "2.50"
      }
    ]
    "#);
    let text = serde_json::to_string(&entries).expect("JSON");
    for personal in ["customer@example.com", "secret words", "Piet Person", &company.address("second-viewer")] {
        assert!(!text.contains(personal), "{personal}");
    }
}

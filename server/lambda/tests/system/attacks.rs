//! What AWS itself must refuse, whatever our code does: each denial is paired
//! with a call that is allowed, so that it is no denial of everything.

pub mod cloud;
mod edge;

use aws_sdk_cognitoidentityprovider::types::AttributeType;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, KeysAndAttributes, Put, TransactWriteItem};
use aws_sdk_sts::types::Tag;

use self::cloud::{Acting, code, root, text};
use crate::support::{Company, Installation, Placement, Server, sign_in};

#[tokio::test]
async fn a_persons_own_token_can_not_rewrite_their_tenant() {
    let server = Server::start();
    let attacker = Company::found(&server, "Rewriter", Placement::Pool).await;
    let victim = Company::found(&server, "Rewritten", Placement::Pool).await;
    let claims = cloud::claims(attacker.owner.token());
    let cognito = aws_sdk_cognitoidentityprovider::Client::new(&root().await);
    let attribute = |name: &str, value: &str| AttributeType::builder().name(name).value(value).build().expect("both");
    let update = async |name: &str, value: &str| {
        let update = cognito.update_user_attributes().access_token(attacker.owner.token());
        update.user_attributes(attribute(name, value)).send().await
    };
    update("name", "Another Name").await.expect("what the client may write");
    for name in ["custom:tenant_id", "custom:tenant_tier", "custom:role"] {
        let refused = update(name, &victim.id).await.expect_err("what it may not");
        assert_eq!(code(&refused), "NotAuthorizedException", "{name}");
    }
    // Were it written all the same, tokens say what our records do.
    let forced =
        cognito.admin_update_user_attributes().user_pool_id(text(&claims, "iss").rsplit('/').next().expect("a pool"));
    let forced = forced.username(text(&claims, "username")).user_attributes(attribute("custom:tenant_id", &victim.id));
    forced.send().await.expect("written by force");
    let again = sign_in(&server.client(), &attacker.address("owner")).await;
    assert_eq!(cloud::claims(again.token())["custom:tenant_id"], attacker.id.as_str());
    assert_eq!(again.get("/v1/auth/me").await.expect_status(200).json()["tenant"]["tenant_id"], attacker.id.as_str());
}

#[tokio::test]
async fn credentials_for_one_tenant_reach_no_other_in_the_pool() {
    let server = Server::start();
    let own = Company::found(&server, "Own Rows", Placement::Pool).await;
    let other = Company::found(&server, "Other Rows", Placement::Pool).await;
    let lamp = own.product("Lamp", "1.00", 5).await.text("product_id");
    let theirs = other.product("Lamp", "1.00", 5).await.text("product_id");
    let tenant = Acting::function("orders").await.for_tenant(&own.id).await.dynamo();
    let key = |tenant: &str, id: &str| {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        std::collections::HashMap::from([("tenant_id".into(), text(tenant)), ("product_id".into(), text(id))])
    };
    let get = async |tenant_id: &str, id: &str| {
        tenant.get_item().table_name(cloud::table("products")).set_key(Some(key(tenant_id, id))).send().await
    };
    assert!(get(&own.id, &lamp).await.expect("its own").item.is_some());
    assert_eq!(code(&get(&other.id, &theirs).await.expect_err("another's")), "AccessDeniedException");

    let query = async |index: Option<&str>, tenant_id: &str| {
        let query = tenant.query().table_name(cloud::table("products")).set_index_name(index.map(str::to_owned));
        let query = query.key_condition_expression("#t = :t").expression_attribute_names("#t", "tenant_id");
        query.expression_attribute_values(":t", AttributeValue::S(tenant_id.to_owned())).send().await
    };
    // The product and its stock; the index has no stocks.
    for (index, items) in [(None, 2), (Some("by_name"), 1)] {
        assert_eq!(query(index, &own.id).await.expect("its own").count, items, "{index:?}");
        assert_eq!(code(&query(index, &other.id).await.expect_err("another's")), "AccessDeniedException");
    }

    let batch = async |keys: Vec<_>| {
        let keys = KeysAndAttributes::builder().set_keys(Some(keys)).build().expect("keys");
        tenant.batch_get_item().request_items(cloud::table("products"), keys).send().await
    };
    batch(vec![key(&own.id, &lamp)]).await.expect("its own");
    let mixed = batch(vec![key(&own.id, &lamp), key(&other.id, &theirs)]).await.expect_err("another's among them");
    assert_eq!(code(&mixed), "AccessDeniedException");

    let mut row = key(&own.id, &lamp);
    row.insert("note".into(), AttributeValue::S("put".into()));
    let put = Put::builder().table_name(cloud::table("orders")).item("tenant_id", row["tenant_id"].clone());
    let put = put.item("order_id", row["product_id"].clone()).build().expect("a put");
    let put = TransactWriteItem::builder().put(put).build();
    let delete = Delete::builder().table_name(cloud::table("products")).set_key(Some(key(&other.id, &theirs)));
    let delete = TransactWriteItem::builder().delete(delete.build().expect("a delete")).build();
    let mixed = tenant.transact_write_items().transact_items(put.clone()).transact_items(delete).send().await;
    assert_eq!(code(&mixed.expect_err("another's among them")), "AccessDeniedException");
    let scan = tenant.scan().table_name(cloud::table("products")).send().await;
    assert_eq!(code(&scan.expect_err("all rows")), "AccessDeniedException");
    other.owner.get(&format!("/v1/products/{theirs}")).await.expect_status(200);
}

#[tokio::test]
async fn credentials_for_one_silo_reach_no_other() {
    let server = Server::start();
    let own = Company::found(&server, "Own Silo", Placement::Silo).await;
    let other = Company::found(&server, "Other Silo", Placement::Silo).await;
    let tenant = Acting::function("products").await.for_tenant(&own.id).await.dynamo();
    let mut ids = Vec::new();
    for company in [&own, &other] {
        ids.push((company.product("Canary", "1.00", 1).await.text("product_id"), company.id.clone()));
    }
    let get = async |client: &aws_sdk_dynamodb::Client, table: &str, id: &str| {
        client.get_item().table_name(table).key("product_id", AttributeValue::S(id.to_owned())).send().await
    };
    let table = |tenant: &str| cloud::table(&format!("products-{tenant}"));
    assert!(get(&tenant, &table(&ids[0].1), &ids[0].0).await.expect("its own").item.is_some());
    let refused = get(&tenant, &table(&ids[1].1), &ids[1].0).await.expect_err("another's");
    assert_eq!(code(&refused), "AccessDeniedException");

    // All of a silo is in its own tables, and nothing of it in the pool's.
    let everything = aws_sdk_dynamodb::Client::new(&root().await);
    assert!(get(&everything, &table(&ids[1].1), &ids[1].0).await.expect("there").item.is_some());
    let pooled = everything.query().table_name(cloud::table("products")).key_condition_expression("tenant_id = :t");
    let pooled = pooled.expression_attribute_values(":t", AttributeValue::S(own.id.clone())).send().await;
    assert_eq!(pooled.expect("an answer").count, 0);
}

#[tokio::test]
async fn a_functions_own_role_reaches_no_tenant() {
    let server = Server::start();
    let company = Company::found(&server, "Own Role", Placement::Pool).await;
    let product = company.product("Lamp", "1.00", 5).await.text("product_id");
    for service in ["products", "orders", "tenants", "auth", "email", "inventory", "insights"] {
        let function = Acting::function(service).await;
        let get = function.dynamo().get_item().table_name(cloud::table("products"));
        let get = get.key("tenant_id", AttributeValue::S(company.id.clone()));
        let refused = get.key("product_id", AttributeValue::S(product.clone())).send().await;
        assert_eq!(code(&refused.expect_err("a tenant's")), "AccessDeniedException", "{service}");
        let record = format!("tenant#{}", company.id);
        let control = function.dynamo().get_item().table_name(cloud::table("control"));
        let control = control.key("pk", AttributeValue::S(record)).key("sk", AttributeValue::S("tenant".into()));
        assert!(control.send().await.expect("control data").item.is_some(), "{service}");
    }
}

#[tokio::test]
async fn the_tenants_role_is_taken_for_exactly_one_tenant() {
    let function = Acting::function("orders").await;
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build().expect("both");
    let id = uuid::Uuid::new_v4().to_string();
    function.assume("tenant", vec![tag("tenant_id", &id)]).await.expect("one tenant");
    for (tags, what) in [
        (vec![], "nobody"),
        (vec![tag("tenant_id", "*")], "everybody"),
        (vec![tag("tenant_id", &id), tag("role", "owner")], "a second tag"),
    ] {
        let refused = function.assume("tenant", tags).await.expect_err(what);
        assert_eq!(refused, "AccessDenied", "{what}");
    }
    let refused =
        function.assume("maintenance", vec![tag("tenant_id", &id)]).await.expect_err("the maintenance role's");
    assert_eq!(refused, "AccessDenied");
    let authorizer = Acting::function("authorizer").await;
    assert_eq!(authorizer.assume("tenant", vec![tag("tenant_id", &id)]).await.expect_err("no need"), "AccessDenied");
}

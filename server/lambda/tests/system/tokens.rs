//! Tokens that are worth nothing: bent, of another pool, or of yesterday.

use aws_sdk_cognitoidentityprovider::{
    Client as Cognito,
    types::{AuthFlowType, ExplicitAuthFlowsType, TimeUnitsType, TokenValidityUnitsType, UserPoolClientType},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde_json::{Value, json};

use crate::{
    attacks::cloud::{claims, root, text},
    support::{Client, Company, Installation, Placement, Server, sign_in},
};

/// As everywhere: one of each function behind the gateway.
const ASKED: &[&str] = &["/v1/auth/me", "/v1/products", "/v1/orders", "/v1/insights"];

async fn all_refuse(client: &Client, what: &str) {
    for path in ASKED {
        let refused = client.get(path).await;
        assert_eq!(refused.status, 401, "{what} at {path}: {}", refused.raw);
        assert_eq!(refused.code(), "unauthenticated", "{what} at {path}");
    }
}

#[tokio::test]
async fn a_bent_token_is_worth_nothing() {
    let server = Server::start();
    let company = Company::found(&server, "Bent", Placement::Pool).await;
    for path in ASKED {
        company.owner.get(path).await.expect_status(200);
    }
    let token = company.owner.token();
    let parts: Vec<&str> = token.split('.').collect();
    let encode = |value: &Value| BASE64.encode(value.to_string());
    for (claim, value) in [
        ("custom:tenant_id", json!("0190ffff-ffff-7fff-bfff-ffffffffffff")),
        ("custom:role", json!("owner")),
        ("token_use", json!("id")),
        ("exp", json!(9_999_999_999_u64)),
    ] {
        let mut bent = claims(token);
        bent[claim] = value;
        let forged = format!("{}.{}.{}", parts[0], encode(&bent), parts[2]);
        all_refuse(&company.owner.with_token(forged), claim).await;
    }
    for header in [json!({"alg": "none"}), json!({"alg": "HS256"}), json!({"alg": "RS256", "kid": "../../etc/passwd"})]
    {
        let forged = format!("{}.{}.{}", encode(&header), parts[1], parts[2]);
        all_refuse(&company.owner.with_token(forged), &header.to_string()).await;
    }
}

#[tokio::test]
async fn a_token_of_another_pool_is_worth_nothing() {
    let server = Server::start();
    let company = Company::found(&server, "Other Pool", Placement::Pool).await;
    let cognito = Cognito::new(&root().await);
    let pool = cognito.create_user_pool().pool_name("another").send().await.expect("a pool").user_pool.expect("one");
    let pool = pool.id.expect("its id");
    let client = cognito.create_user_pool_client().user_pool_id(&pool).client_name("another");
    let client = client.explicit_auth_flows(ExplicitAuthFlowsType::AllowAdminUserPasswordAuth).send().await;
    let client = client.expect("a client").user_pool_client.and_then(|client| client.client_id).expect("its id");
    // The very person, as far as a name goes.
    let username = text(&claims(company.owner.token()), "username").to_owned();
    cognito.admin_create_user().user_pool_id(&pool).username(&username).send().await.expect("a person");
    let password = cognito.admin_set_user_password().user_pool_id(&pool).username(&username);
    password.password("Correct-horse-1").permanent(true).send().await.expect("a password");
    let signed_in = cognito.admin_initiate_auth().user_pool_id(&pool).client_id(&client);
    let signed_in = signed_in.auth_flow(AuthFlowType::AdminUserPasswordAuth);
    let signed_in = signed_in.auth_parameters("USERNAME", &username).auth_parameters("PASSWORD", "Correct-horse-1");
    let tokens = signed_in.send().await.expect("signed in").authentication_result.expect("tokens");
    all_refuse(&company.owner.with_token(tokens.access_token.expect("one")), "another pool's").await;
}

#[tokio::test]
#[ignore = "it changes how long tokens live, so the verb runs it by itself"]
async fn a_token_of_before_is_worth_nothing() {
    let server = Server::start();
    let company = Company::found(&server, "Expired", Placement::Pool).await;
    let issued = claims(company.owner.token());
    let pool = text(&issued, "iss").rsplit('/').next().expect("a pool").to_owned();
    let cognito = Cognito::new(&root().await);
    let describe = cognito.describe_user_pool_client().user_pool_id(&pool).client_id(text(&issued, "client_id"));
    let before = describe.send().await.expect("the client").user_pool_client.expect("one");
    lives(&cognito, &before, 5, TimeUnitsType::Seconds).await;
    let short = sign_in(&server.client(), &company.address("owner")).await;
    lives(&cognito, &before, 60, TimeUnitsType::Minutes).await;
    let expires = claims(short.token())["exp"].as_i64().expect("a time");
    while jiff::Timestamp::now().as_second() <= expires + 1 {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    all_refuse(&short, "an expired one").await;
    company.owner.get("/v1/products").await.expect_status(200);
}

async fn lives(cognito: &Cognito, client: &UserPoolClientType, time: i32, unit: TimeUnitsType) {
    let units = TokenValidityUnitsType::builder().access_token(unit).build();
    let update = cognito.update_user_pool_client().set_user_pool_id(client.user_pool_id.clone());
    let update = update.set_client_id(client.client_id.clone()).access_token_validity(time).token_validity_units(units);
    update.set_explicit_auth_flows(client.explicit_auth_flows.clone()).send().await.expect("changed");
}

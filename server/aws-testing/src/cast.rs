//! Who and what the functions are asked about: a company with its owner and a
//! product, made through the functions themselves, and a token of the owner.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tenantry_aws::partition::Partition;
use tenantry_core::domain::signing::{Purpose, Signer};

use crate::{
    installation::{KEY, PASSWORD, Variables, answer, event_of, installation, request},
    runtime::Function,
    signing_key::SigningKey,
};

pub struct Cast {
    program: String,
    pub partition: Partition,
    pub variables: Arc<Variables>,
    pub tenant: String,
    pub product: String,
    pub token: String,
    /// The public part of the key that signed it.
    pub keys: Value,
}

async fn asked(function: &Function, method: &str, path: &str, token: Option<&str>, body: Value) -> Value {
    let (status, body) = answer(&function.call(request(method, path, token, Some(&body))).await.expect("an answer"));
    assert!(status < 300, "{method} {path}: {status} {body}");
    body
}

/// `program` is as [`Function::start`] takes it.
pub async fn cast(program: &str) -> Cast {
    let (partition, variables) = installation().await;
    let function = async |service: &str| Function::start(program, service, &variables).await;
    let provisioning = function("provisioning").await;
    let operator = json!({ "email": "olga@operators.example", "name": "Olga", "password": PASSWORD });
    provisioning.call(json!({ "create_operator": operator })).await.expect("an operator");
    let (auth, tenants) = (function("auth").await, function("tenants").await);
    let who = json!({ "email": "olga@operators.example", "password": PASSWORD, "refresh_token_in": "body" });
    let operator = asked(&auth, "POST", "/v1/auth/operator/signin", None, who).await;
    let new = json!({
        "company_name": "Acme", "admin_email": "owner@acme.example", "tier": "enterprise", "isolation_model": "pool",
        "currency": "EUR", "time_zone": "UTC",
    });
    let token = operator["access_token"].as_str().expect("a token");
    let tenant = asked(&tenants, "POST", "/v1/tenants", Some(token), new).await;
    let invited = event_of(&partition, "InvitationSent").await;
    let invitation = invited["kind"]["InvitationSent"]["invitation"].as_str().expect("an id").parse().expect("an id");
    let code = Signer::new(KEY).signed_token(Purpose::Invitation, invitation);
    asked(&auth, "POST", "/v1/auth/signup", None, json!({ "code": code, "name": "Olivia", "password": PASSWORD }))
        .await;
    let who = json!({ "email": "owner@acme.example", "password": PASSWORD, "refresh_token_in": "body" });
    let owner = asked(&auth, "POST", "/v1/auth/signin", None, who).await;
    let tenant = tenant["tenant_id"].as_str().expect("an id").to_owned();
    let (token, keys) = signed(owner["access_token"].as_str().expect("a token"), &tenant);
    let program = program.to_owned();
    Cast { program, partition, variables: variables.clone(), tenant, product: String::new(), token, keys }
}

impl Cast {
    /// A product of the company, by functions that know the key of its token.
    pub async fn with_product(mut self, variables: &Variables) -> Self {
        let products = Function::start(&self.program, "products", variables).await;
        let product = json!({ "name": "Lamp", "price": "19.99", "inventory": 1_000, "sku": "LAMP-1" });
        let made = asked(&products, "POST", "/v1/products", Some(&self.token), product).await;
        self.product = made["product_id"].as_str().expect("an id").to_owned();
        self
    }
}

/// The emulator's token with what our trigger adds, signed anew; and the key set.
fn signed(token: &str, tenant: &str) -> (String, Value) {
    let payload = token.split('.').nth(1).expect("a payload");
    let payload = URL_SAFE_NO_PAD.decode(payload).expect("base 64");
    let mut payload: Value = serde_json::from_slice(&payload).expect("JSON");
    payload["custom:tenant_id"] = json!(tenant);
    let key = SigningKey::of(0, "bench");
    (key.sign(&payload), json!({ "keys": [key.jwk] }))
}

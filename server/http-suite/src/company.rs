//! A company with people, made over HTTP as its owner would.

use serde_json::{Value, json};

use crate::{Answer, Client, Installation, PASSWORD, Placement};

pub struct Company {
    pub id: String,
    pub owner: Client,
    server: Client,
    /// Of its people's addresses.
    domain: String,
}

impl Company {
    /// Basic in the pool by itself; in a silo through the operator, as it must be.
    pub async fn found(server: &impl Installation, name: &str, placement: Placement) -> Self {
        match placement {
            Placement::Pool => Self::register(server, name).await,
            Placement::Silo => Self::invited(server, name, "basic", "silo").await,
        }
    }

    /// As [`Company::found`], with its own currency and time zone.
    pub async fn found_in(
        server: &impl Installation,
        name: &str,
        placement: Placement,
        currency: &str,
        zone: &str,
    ) -> Self {
        match placement {
            Placement::Pool => Self::register_in(server, name, currency, zone).await,
            Placement::Silo => Self::invited_in(server, name, ("basic", "silo"), currency, zone).await,
        }
    }

    /// Signs up and confirms with the mailed code.
    pub async fn register(server: &impl Installation, name: &str) -> Self {
        Self::register_in(server, name, "EUR", "Europe/Berlin").await
    }

    async fn register_in(server: &impl Installation, name: &str, currency: &str, zone: &str) -> Self {
        let client = server.client();
        let domain = server.domain(name);
        let email = format!("owner@{domain}");
        let body = json!({"company_name": name, "email": email, "name": "Olga Owner", "password": PASSWORD,
            "currency": currency, "time_zone": zone});
        client.post("/v1/tenants", &body).await.expect_status(202);
        let code = mailed_code(&client, &email).await;
        let tenant = client.post("/v1/auth/confirm", &json!({"code": code})).await.expect_status(200);
        let owner = sign_in(&client, &email).await;
        Self { id: tenant.text("tenant_id"), owner, server: client, domain }
    }

    /// Made by the operator, with any tier and placement; the owner is invited.
    pub async fn invited(server: &impl Installation, name: &str, tier: &str, model: &str) -> Self {
        Self::invited_in(server, name, (tier, model), "EUR", "Europe/Berlin").await
    }

    async fn invited_in(
        server: &impl Installation,
        name: &str,
        (tier, model): (&str, &str),
        currency: &str,
        zone: &str,
    ) -> Self {
        let operator = server.operator().await;
        let domain = server.domain(name);
        let email = format!("owner@{domain}");
        let body = json!({"company_name": name, "admin_email": email, "tier": tier, "isolation_model": model,
            "currency": currency, "time_zone": zone});
        let tenant = operator.post("/v1/tenants", &body).await.expect_status(201);
        if model == "silo" {
            provisioned(&operator, &tenant.text("tenant_id")).await;
        }
        let client = server.client();
        let owner = accept(&client, &email, "Olga Owner").await;
        Self { id: tenant.text("tenant_id"), owner, server: client, domain }
    }

    /// The same people, where the server listens now.
    pub fn moved_to(&mut self, server: &impl Installation) {
        self.server = server.client();
        self.owner = self.server.with_token(self.owner.token());
    }

    /// A further person, invited by the owner.
    pub async fn person(&self, role: &str) -> Client {
        let email = self.address(&format!("second-{role}"));
        let before = mails(&self.server, &email, 0).await.len();
        self.owner.post("/v1/invitations", &json!({"email": email, "role": role})).await.expect_status(201);
        mails(&self.server, &email, before + 1).await;
        accept(&self.server, &email, "Piet Person").await
    }

    /// An API key, as its answer shows it once.
    pub async fn key(&self, scopes: &[&str]) -> Answer {
        self.owner.post("/v1/api-keys", &json!({"name": "A program", "scopes": scopes})).await
    }

    /// A program with a key of these scopes.
    pub async fn program(&self, scopes: &[&str]) -> Client {
        self.server.with_token(self.key(scopes).await.expect_status(201).text("token"))
    }

    /// The email address of a member.
    pub fn address(&self, who: &str) -> String {
        format!("{who}@{}", self.domain)
    }

    /// The email address of a customer of this company alone.
    pub fn customer(&self, who: &str) -> String {
        format!("{who}@customers.{}", self.domain)
    }

    pub async fn product(&self, name: &str, price: &str, inventory: u64) -> Answer {
        let body = json!({"name": name, "price": price, "inventory": inventory});
        self.owner.post("/v1/products", &body).await.expect_status(201)
    }

    pub async fn order(&self, key: &str, product: &str, quantity: u64) -> Answer {
        self.owner.post_once("/v1/orders", key, &order_of(product, quantity)).await
    }

    /// The figures, once they count so many orders that are not cancelled.
    pub async fn insights(&self, orders: i64) -> Value {
        self.owner
            .wait_for(async || {
                let figures = self.owner.get("/v1/insights").await.expect_status(200).json();
                (figures["orders"] == orders).then_some(figures)
            })
            .await
    }
}

pub fn order_of(product: &str, quantity: u64) -> Value {
    json!({"customer_email": "customer@example.com", "items": [{"product_id": product, "quantity": quantity}]})
}

pub async fn sign_in(client: &Client, email: &str) -> Client {
    let answer = client.post("/v1/auth/signin", &json!({"email": email, "password": PASSWORD})).await;
    client.with_token(answer.expect_status(200).text("access_token"))
}

/// Until the place of a tenant's data is made.
async fn provisioned(operator: &Client, tenant: &str) {
    let path = format!("/v1/tenants/{tenant}/operations");
    operator
        .wait_for(async || {
            let operations = operator.get(&path).await.expect_status(200).json();
            (operations["items"][0]["status"] == "done").then_some(())
        })
        .await;
}

async fn accept(client: &Client, email: &str, name: &str) -> Client {
    let code = mailed_code(client, email).await;
    let body = json!({"code": code, "name": name, "password": PASSWORD});
    client.post("/v1/auth/signup", &body).await.expect_status(201);
    sign_in(client, email).await
}

/// The code in the newest mail to an address.
pub async fn mailed_code(client: &Client, to: &str) -> String {
    let mails = mails(client, to, 1).await;
    let text = mails[0]["text"].as_str().expect("text");
    let (_, rest) = text.split_once("?code=").expect("a link");
    rest.split_whitespace().next().expect("a code").to_owned()
}

/// The mails to an address, newest first, once there are at least so many.
pub async fn mails(client: &Client, to: &str, at_least: usize) -> Vec<Value> {
    client.wait_for(async || Some(client.mailbox(to).await).filter(|mails| mails.len() >= at_least)).await
}

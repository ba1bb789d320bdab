//! The one bootstrap of all Lambda functions: `SERVICE` says which of them this
//! process is. What a function needs is made once, before the first event.

mod authorizer;
mod clients;
mod config;
mod ending;
mod home;
mod http;
mod keys;
mod messages;
mod provisioning;
mod refold;
mod secrets;
mod system;
mod telemetry;
mod tenant_clients;

use anyhow::{Context as _, Result, bail};
use tenantry_api::Service;

use self::{clients::Clients, config::required};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    telemetry::start()?;
    let service = required("SERVICE")?;
    let clients = Clients::load().await;
    match service.as_str() {
        "auth" => http::serve(&clients, Service::Auth).await,
        "tenants" => http::serve(&clients, Service::Tenants).await,
        "products" => http::serve(&clients, Service::Products).await,
        "orders" => http::serve(&clients, Service::Orders).await,
        "authorizer" => authorizer::serve(&clients).await,
        "pre-token" => messages::pre_token(&clients).await,
        "relay" => messages::relay(&clients).await,
        "email" => messages::consumers(&clients, &["mail"]).await,
        "inventory" => messages::consumers(&clients, &["inventory"]).await,
        "insights" => messages::consumers(&clients, &["insights", "limits"]).await,
        "sweeper" => messages::sweeper(&clients).await,
        "provisioning" => provisioning::serve(&clients).await,
        other => bail!("SERVICE={other} is none of ours"),
    }
    .with_context(|| format!("the service {service} ended"))
}

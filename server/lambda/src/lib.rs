//! The Lambda functions. Each is a program of its own that holds the code of no other (`src/functions`); `bootstrap` is
//! all of them in one, which tests and emulators build sooner. What a function needs is made once, before the first
//! event.

mod authorizer;
mod backend;
mod clients;
mod config;
mod edge;
mod ending;
mod extension;
pub mod function;
mod http;
mod keys;
mod messages;
mod provisioning;
mod refold;
mod replicas;
mod secrets;
mod system;
mod takeover;
mod telemetry;
mod tenant_clients;

use anyhow::{Context, Result};

use self::{clients::Clients, config::required, function::Function};

/// Runs the one of these functions that `SERVICE` names, for as long as Lambda has events for it. A package with another
/// function than its template means ends here, and not with events that it misunderstands.
pub fn start(functions: &[Function]) -> Result<()> {
    telemetry::start()?;
    let service = required("SERVICE")?;
    let function = functions.iter().find(|function| function.name == service);
    let function = function.with_context(|| format!("SERVICE={service} is none of those in this program"))?;
    let clients = Clients::load()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let run = async {
        telemetry::spans::start(&clients).await?;
        (function.serve)(clients).await
    };
    runtime.block_on(run).with_context(|| format!("the service {service} ended"))
}

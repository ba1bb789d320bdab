//! The functions by their names. Each names its own code and none of the others', so that the linker leaves these out
//! of a program that begins only one.

use std::pin::Pin;

use anyhow::Result;
use tenantry_api::Service;

use crate::{authorizer, clients::Clients, http, messages, provisioning};

type Serving = Pin<Box<dyn Future<Output = Result<()>>>>;

/// A function, as `SERVICE` names it and as it begins.
#[derive(Clone, Copy)]
pub struct Function {
    pub name: &'static str,
    pub(crate) serve: fn(Clients) -> Serving,
}

macro_rules! function {
    ($name:literal, $clients:ident => $serving:expr) => {
        Function { name: $name, serve: |$clients| Box::pin(async move { $serving.await }) }
    };
}

pub const AUTH: Function = function!("auth", clients => http::serve(&clients, Service::AUTH, None));
pub const TENANTS: Function =
    function!("tenants", clients => http::serve(&clients, Service::TENANTS, Some(http::system)));
pub const PRODUCTS: Function = function!("products", clients => http::serve(&clients, Service::PRODUCTS, None));
pub const ORDERS: Function = function!("orders", clients => http::serve(&clients, Service::ORDERS, None));
pub const AUTHORIZER: Function = function!("authorizer", clients => authorizer::serve(&clients));
pub const PRE_TOKEN: Function = function!("pre-token", clients => messages::pre_token(&clients));
pub const RELAY: Function = function!("relay", clients => messages::relay(&clients));
pub const EMAIL: Function = function!("email", clients => messages::consumers(&clients, &["mail"]));
pub const INVENTORY: Function = function!("inventory", clients => messages::consumers(&clients, &["inventory"]));
pub const INSIGHTS: Function = function!("insights", clients => messages::consumers(&clients, &["insights", "limits"]));
pub const SWEEPER: Function = function!("sweeper", clients => messages::sweeper(&clients));
pub const PROVISIONING: Function = function!("provisioning", clients => provisioning::serve(&clients));

pub const WEBHOOKS: Function = function!("webhooks", clients => messages::webhooks(&clients));

pub const ALL: [Function; 13] = [
    AUTH,
    TENANTS,
    PRODUCTS,
    ORDERS,
    AUTHORIZER,
    PRE_TOKEN,
    RELAY,
    EMAIL,
    INVENTORY,
    INSIGHTS,
    SWEEPER,
    PROVISIONING,
    WEBHOOKS,
];

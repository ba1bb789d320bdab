//! What a plan limits.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::tier::Limits;

/// The name of the limit of API keys. Each is made by hand, so nobody is notified that it is near, and it is not overridden.
pub const MAX_API_KEYS: &str = "max_api_keys";

/// The name of the limit of webhook endpoints, of which the same is true.
pub const MAX_WEBHOOK_ENDPOINTS: &str = "max_webhook_endpoints";

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    MaxProducts,
    MaxOrders,
    MaxUsers,
}

impl Limit {
    pub const ALL: [Limit; 3] = [Limit::MaxProducts, Limit::MaxOrders, Limit::MaxUsers];

    pub const fn name(self) -> &'static str {
        match self {
            Limit::MaxProducts => "max_products",
            Limit::MaxOrders => "max_orders",
            Limit::MaxUsers => "max_users",
        }
    }

    pub const fn max(self, limits: &Limits) -> Option<u64> {
        match self {
            Limit::MaxProducts => limits.max_products,
            Limit::MaxOrders => limits.max_orders,
            Limit::MaxUsers => limits.max_users,
        }
    }

    /// Returns what is counted, for people.
    pub const fn noun(self) -> &'static str {
        match self {
            Limit::MaxProducts => "products",
            Limit::MaxOrders => "orders this month",
            Limit::MaxUsers => "users",
        }
    }
}

/// Returns what the limit of this name counts, for people; that of a declared kind says it by its name, as
/// `max_appointments`.
pub(super) fn noun(name: &str) -> &str {
    match Limit::ALL.into_iter().find(|limit| limit.name() == name) {
        Some(known) => known.noun(),
        None if name == MAX_API_KEYS => "API keys",
        None if name == MAX_WEBHOOK_ENDPOINTS => "webhook endpoints",
        None => name.strip_prefix("max_").unwrap_or(name),
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

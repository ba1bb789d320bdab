//! The tier catalog: what each plan allows. This is the one place to change
//! a limit, a rate or a feature.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::domain::quota::Quota;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    Basic,
    Premium,
    Enterprise,
}

impl Tier {
    pub const ALL: [Tier; 3] = [Tier::Basic, Tier::Premium, Tier::Enterprise];

    pub const fn plan(self) -> Plan {
        match self {
            Tier::Basic => Plan {
                limits: Limits { max_products: Some(100), max_orders: Some(1_000), max_users: Some(10) },
                rate: Quota::per_second(50, 100),
                max_api_keys: 5,
                max_webhook_endpoints: 2,
                features: Features { advanced_analytics: false, custom_branding: false, api_access: true },
            },
            Tier::Premium => Plan {
                limits: Limits { max_products: Some(10_000), max_orders: Some(50_000), max_users: Some(100) },
                rate: Quota::per_second(200, 400),
                max_api_keys: 25,
                max_webhook_endpoints: 10,
                features: Features { advanced_analytics: true, custom_branding: true, api_access: true },
            },
            Tier::Enterprise => Plan {
                limits: Limits { max_products: None, max_orders: None, max_users: None },
                rate: Quota::per_second(1_000, 2_000),
                max_api_keys: 100,
                max_webhook_endpoints: 50,
                features: Features { advanced_analytics: true, custom_branding: true, api_access: true },
            },
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Tier::Basic => "basic",
            Tier::Premium => "premium",
            Tier::Enterprise => "enterprise",
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Tier {
    type Err = &'static str;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Tier::ALL.into_iter().find(|tier| tier.name() == name).ok_or("must be basic, premium or enterprise")
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    pub limits: Limits,
    pub rate: Quota,
    /// API keys at a time, expired ones too.
    pub max_api_keys: u64,
    /// Webhook endpoints at a time, disabled ones too.
    pub max_webhook_endpoints: u64,
    pub features: Features,
}

/// The limits of a plan; `None` means unlimited.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Limits {
    /// Products that are not archived.
    pub max_products: Option<u64>,
    /// Orders placed in one calendar month of the tenant's time zone.
    pub max_orders: Option<u64>,
    /// Members and open invitations.
    pub max_users: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Features {
    pub advanced_analytics: bool,
    pub custom_branding: bool,
    pub api_access: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Feature {
    AdvancedAnalytics,
    CustomBranding,
    ApiAccess,
}

impl Feature {
    pub const fn name(self) -> &'static str {
        match self {
            Feature::AdvancedAnalytics => "advanced_analytics",
            Feature::CustomBranding => "custom_branding",
            Feature::ApiAccess => "api_access",
        }
    }
}

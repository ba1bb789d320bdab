//! What a tenant's admins set for their company.

use serde::{Deserialize, Serialize};
use tenantry_core::domain::{
    configuration::{Branding, LOW_STOCK, TenantSettings},
    tenant::TenantRecord,
};
use utoipa::ToSchema;

/// What a tenant's admins set for their company; each field acts somewhere.
#[derive(Serialize, ToSchema)]
#[schema(as = TenantSettings, example = json!({
    "low_stock_threshold": 5, "order_number_prefix": "HF-", "notification_addresses": ["stock@holzundform.example"],
    "reply_to": "service@holzundform.example",
    "branding": {"accent_color": "#0a7d55", "logo": null, "display_name": "Holz & Form"}
}))]
pub struct SettingsResponse<'a> {
    /// Stock at or below which a product counts as low.
    low_stock_threshold: u64,
    /// Before the code in the number of each new order.
    order_number_prefix: &'a str,
    /// Notified of low stock, limit alerts and changes of the tenant, besides admin_email.
    notification_addresses: &'a [String],
    /// Where customers' answers to mails go.
    #[schema(required)]
    reply_to: Option<&'a str>,
    branding: BrandingResponse<'a>,
}

/// How the company shows itself. Empty without the feature custom_branding; what was set is kept over a downgrade.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = Branding, example = json!({"accent_color": "#0a7d55", "logo": null, "display_name": "Holz & Form"}))]
pub struct BrandingResponse<'a> {
    /// As #rrggbb.
    #[schema(required)]
    accent_color: Option<&'a str>,
    /// A data URL of a PNG, JPEG or WebP picture.
    #[schema(required)]
    logo: Option<&'a str>,
    /// Instead of the company's name, for its customers.
    #[schema(required)]
    display_name: Option<&'a str>,
}

impl<'a> SettingsResponse<'a> {
    pub fn of(tenant: &'a TenantRecord) -> Self {
        let TenantSettings {
            low_stock_threshold,
            order_number_prefix,
            notification_addresses,
            reply_to,
            // As the plan lets it show.
            branding: _,
        } = &tenant.settings;
        Self {
            low_stock_threshold: *low_stock_threshold,
            order_number_prefix,
            notification_addresses,
            reply_to: reply_to.as_deref(),
            branding: BrandingResponse::of(tenant),
        }
    }
}

impl<'a> BrandingResponse<'a> {
    pub fn of(tenant: &'a TenantRecord) -> Self {
        tenant.branding().map_or_else(Self::default, |Branding { accent_color, logo, display_name }| Self {
            accent_color: accent_color.as_deref(),
            logo: logo.as_deref(),
            display_name: display_name.as_deref(),
        })
    }
}

/// Settings to write; what is left out is as for a new tenant.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "low_stock_threshold": 10, "order_number_prefix": "HF-", "notification_addresses": ["stock@holzundform.example"],
    "reply_to": "service@holzundform.example",
    "branding": {"accent_color": "#0a7d55", "display_name": "Holz & Form"}
}))]
pub struct SettingsEdit {
    /// Stock at or below which a product counts as low.
    #[schema(minimum = 0, maximum = 1_000_000, default = 5)]
    low_stock_threshold: Option<u64>,
    /// Before the code in the number of each new order.
    #[serde(default)]
    #[schema(max_length = 8, pattern = "^[A-Z0-9-]*$")]
    order_number_prefix: String,
    /// Notified of low stock, limit alerts and changes of the tenant, besides admin_email.
    #[serde(default)]
    #[schema(max_items = 5)]
    notification_addresses: Vec<String>,
    /// Where customers' answers to mails go.
    #[schema(format = Email, max_length = 254)]
    reply_to: Option<String>,
    /// Takes the feature custom_branding.
    branding: Option<BrandingEdit>,
}

/// How the company shows itself.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"accent_color": "#0a7d55", "display_name": "Holz & Form"}))]
struct BrandingEdit {
    #[schema(pattern = "^#[0-9a-fA-F]{6}$")]
    accent_color: Option<String>,
    /// A base64 data URL of a PNG, JPEG or WebP picture, at most 64 KiB long.
    #[schema(max_length = 65536)]
    logo: Option<String>,
    #[schema(max_length = 200)]
    display_name: Option<String>,
}

impl SettingsEdit {
    pub fn settings(&self) -> TenantSettings {
        let branding = self.branding.as_ref().map(|branding| Branding {
            accent_color: branding.accent_color.clone(),
            logo: branding.logo.clone(),
            display_name: branding.display_name.clone(),
        });
        TenantSettings {
            low_stock_threshold: self.low_stock_threshold.unwrap_or(LOW_STOCK),
            order_number_prefix: self.order_number_prefix.clone(),
            notification_addresses: self.notification_addresses.clone(),
            reply_to: self.reply_to.clone(),
            branding: branding.unwrap_or_default(),
        }
    }
}

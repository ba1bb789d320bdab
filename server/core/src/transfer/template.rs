//! Whose columns a file has.

use serde::Deserialize;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Template {
    Tenantry,
    Shopify,
    WooCommerce,
    Wix,
    Squarespace,
    Magento,
    PrestaShop,
    BigCommerce,
    Square,
    Etsy,
    Medusa,
    Vendure,
    Odoo,
    Lightspeed,
    #[serde(rename = "google_merchant")]
    GoogleMerchant,
    Unknown,
}

impl Template {
    pub const ALL: [Template; 16] = [
        Template::Tenantry,
        Template::Shopify,
        Template::WooCommerce,
        Template::Wix,
        Template::Squarespace,
        Template::Magento,
        Template::PrestaShop,
        Template::BigCommerce,
        Template::Square,
        Template::Etsy,
        Template::Medusa,
        Template::Vendure,
        Template::Odoo,
        Template::Lightspeed,
        Template::GoogleMerchant,
        Template::Unknown,
    ];

    /// Returns the name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Template::Tenantry => "tenantry",
            Template::Shopify => "shopify",
            Template::WooCommerce => "woocommerce",
            Template::Wix => "wix",
            Template::Squarespace => "squarespace",
            Template::Magento => "magento",
            Template::PrestaShop => "prestashop",
            Template::BigCommerce => "bigcommerce",
            Template::Square => "square",
            Template::Etsy => "etsy",
            Template::Medusa => "medusa",
            Template::Vendure => "vendure",
            Template::Odoo => "odoo",
            Template::Lightspeed => "lightspeed",
            Template::GoogleMerchant => "google_merchant",
            Template::Unknown => "unknown",
        }
    }

    /// The name that people know it by.
    pub const fn title(self) -> &'static str {
        match self {
            Template::Tenantry => "Tenantry",
            Template::Shopify => "Shopify",
            Template::WooCommerce => "WooCommerce",
            Template::Wix => "Wix",
            Template::Squarespace => "Squarespace",
            Template::Magento => "Magento",
            Template::PrestaShop => "PrestaShop",
            Template::BigCommerce => "BigCommerce",
            Template::Square => "Square",
            Template::Etsy => "Etsy",
            Template::Medusa => "Medusa",
            Template::Vendure => "Vendure",
            Template::Odoo => "Odoo",
            Template::Lightspeed => "Lightspeed",
            Template::GoogleMerchant => "Google Merchant Center",
            Template::Unknown => "Other file",
        }
    }
}

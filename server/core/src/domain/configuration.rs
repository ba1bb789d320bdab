//! What a tenant's admins set for their company. Each field acts somewhere:
//! in stock warnings, order numbers, mails or the look of the web app.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::domain::{
    journal::Change,
    text::{Check, fold_email},
};

/// Stock at or below which a product counts as low, unless a tenant says otherwise.
pub const LOW_STOCK: u64 = 5;
/// The highest low-stock threshold, in units.
pub const MAX_LOW_STOCK: u64 = 1_000_000;
/// The longest prefix of order numbers, in characters.
pub const MAX_PREFIX: usize = 8;
/// The largest number of alert recipients besides the admin.
pub const MAX_NOTIFIED: usize = 5;
/// The longest logo as a data URL, in bytes: it is part of the tenant's record.
pub const MAX_LOGO: usize = 64 * 1024;

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct TenantSettings {
    pub low_stock_threshold: u64,
    /// Before the code in the number of each new order.
    pub order_number_prefix: String,
    /// Notified of low stock, limit alerts and changes of the tenant, besides its admin.
    pub notification_addresses: Vec<String>,
    /// Where customers' answers to mails go.
    pub reply_to: Option<String>,
    pub branding: Branding,
}

impl Default for TenantSettings {
    fn default() -> Self {
        Self {
            low_stock_threshold: LOW_STOCK,
            order_number_prefix: String::new(),
            notification_addresses: Vec::new(),
            reply_to: None,
            branding: Branding::default(),
        }
    }
}

/// The company's branding; takes the feature `custom_branding`.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Branding {
    /// `#rrggbb`.
    pub accent_color: Option<String>,
    /// A data URL.
    pub logo: Option<String>,
    /// Instead of the company's name, for its customers.
    pub display_name: Option<String>,
}

impl Branding {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl TenantSettings {
    /// `current` are those that stand: an address or a name that is left as it is passes.
    pub fn check(self, current: &Self) -> crate::Result<Self> {
        let Self { low_stock_threshold, order_number_prefix, notification_addresses, reply_to, branding } = self;
        let kept = current.notification_addresses.iter().chain(&current.reply_to);
        let mut check = Check::keeping(kept.chain(&current.branding.display_name).map(String::as_str));
        if low_stock_threshold > MAX_LOW_STOCK {
            let detail = format!("must be from 0 to {MAX_LOW_STOCK}");
            check.refuse("/settings/low_stock_threshold", "out_of_range", detail);
        }
        let prefix = order_number_prefix.as_bytes();
        if prefix.len() > MAX_PREFIX {
            let detail = format!("must have at most {MAX_PREFIX} characters");
            check.refuse("/settings/order_number_prefix", "too_long", detail);
        }
        if !prefix.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'-') {
            let detail = "must hold only the letters A to Z, digits and hyphens";
            check.refuse("/settings/order_number_prefix", "bad_character", detail);
        }
        if notification_addresses.len() > MAX_NOTIFIED {
            let detail = format!("must hold at most {MAX_NOTIFIED} addresses");
            check.refuse("/settings/notification_addresses", "too_many", detail);
        }
        let mut notified: Vec<String> = Vec::new();
        for (at, address) in notification_addresses.iter().take(MAX_NOTIFIED).enumerate() {
            let address = check.email(&format!("/settings/notification_addresses/{at}"), address);
            if !notified.iter().any(|known| fold_email(known) == fold_email(&address)) {
                notified.push(address);
            }
        }
        let reply_to = reply_to.as_deref().map(|address| check.email("/settings/reply_to", address));
        let branding = branding.checked(&mut check);
        let notification_addresses = notified;
        check.done(Self { low_stock_threshold, order_number_prefix, notification_addresses, reply_to, branding })
    }
}

impl Branding {
    fn checked(self, check: &mut Check) -> Self {
        let Self { accent_color, logo, display_name } = self;
        if let Some(color) = &accent_color {
            let digits = color.strip_prefix('#').unwrap_or_default();
            if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                check.refuse("/settings/branding/accent_color", "not_a_color", "must be a color, like \"#0a7d55\"");
            }
        }
        if let Some((code, detail)) = logo.as_deref().and_then(wrong_logo) {
            check.refuse("/settings/branding/logo", code, detail);
        }
        Self {
            accent_color: accent_color.map(|color| color.to_ascii_lowercase()),
            logo,
            display_name: check.optional_public_name("/settings/branding/display_name", display_name.as_deref(), 200),
        }
    }
}

/// Only pictures that can't carry a script, and that are what they say.
fn wrong_logo(url: &str) -> Option<(&'static str, &'static str)> {
    const KINDS: [(&str, &[u8]); 3] = [
        ("data:image/png;base64,", b"\x89PNG\r\n\x1a\n"),
        ("data:image/jpeg;base64,", b"\xff\xd8\xff"),
        ("data:image/webp;base64,", b"RIFF"),
    ];
    if url.len() > MAX_LOGO {
        return Some(("too_long", "must have at most 64 KiB as a data URL"));
    }
    let sound = KINDS.iter().any(|(head, magic)| {
        let data = url.strip_prefix(head).and_then(|data| STANDARD.decode(data).ok());
        data.is_some_and(|data| data.starts_with(magic))
    });
    (!sound).then_some(("not_an_image", "must be a base64 data URL of a PNG, JPEG or WebP picture"))
}

/// For the journal; of addresses only that they changed.
pub fn changes(from: &TenantSettings, to: &TenantSettings) -> Vec<Change> {
    let TenantSettings { low_stock_threshold, order_number_prefix, notification_addresses, reply_to, branding } = to;
    let Branding { accent_color, logo, display_name } = branding;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let old = &from.branding;
    [
        Change::between("low_stock_threshold", from.low_stock_threshold, *low_stock_threshold),
        Change::between("order_number_prefix", &from.order_number_prefix, order_number_prefix),
        Change::of("notification_addresses", &from.notification_addresses, notification_addresses),
        Change::of("reply_to", &from.reply_to, reply_to),
        Change::between("accent_color", text(&old.accent_color), text(accent_color)),
        Change::of("logo", &old.logo, logo),
        Change::of("display_name", &old.display_name, display_name),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl Fn(&mut TenantSettings)) -> Vec<(String, &'static str)> {
        let mut settings = TenantSettings::default();
        change(&mut settings);
        match settings.check(&TenantSettings::default()) {
            Ok(_) => Vec::new(),
            Err(crate::Error::Invalid(errors)) => errors.into_iter().map(|wrong| (wrong.pointer, wrong.code)).collect(),
            Err(other) => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn each_field_is_bounded() {
        assert!(refused(|_| {}).is_empty());
        let one = |pointer: &str, code| vec![(format!("/settings/{pointer}"), code)];
        let of = refused(|settings| settings.low_stock_threshold = 1_000_001);
        assert_eq!(of, one("low_stock_threshold", "out_of_range"));
        for (prefix, code) in [("hf-", "bad_character"), ("TOOLONG-9", "too_long"), ("A B", "bad_character")] {
            let of = refused(|settings| settings.order_number_prefix = prefix.to_owned());
            assert_eq!(of, one("order_number_prefix", code), "{prefix}");
        }
        let of = refused(|settings| settings.notification_addresses = vec!["a@b.example".to_owned(); 6]);
        assert_eq!(of, one("notification_addresses", "too_many"));
        let of = refused(|settings| settings.notification_addresses = vec!["nobody".to_owned()]);
        assert_eq!(of, one("notification_addresses/0", "not_an_email"));
        for color in ["red", "#12345", "#12345g", "123456"] {
            let of = refused(|settings| settings.branding.accent_color = Some(color.to_owned()));
            assert_eq!(of, one("branding/accent_color", "not_a_color"), "{color}");
        }
    }

    #[test]
    fn a_logo_is_a_small_picture() {
        let url = |kind: &str, bytes: &[u8]| format!("data:image/{kind};base64,{}", STANDARD.encode(bytes));
        let png = url("png", b"\x89PNG\r\n\x1a\nrest");
        assert!(refused(|settings| settings.branding.logo = Some(png.clone())).is_empty());
        let large = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; MAX_LOGO]].concat();
        for (logo, code) in [
            (url("svg+xml", b"<svg onload='x'/>"), "not_an_image"),
            (url("png", b"<html>"), "not_an_image"),
            ("https://example.com/logo.png".to_owned(), "not_an_image"),
            (url("png", &large), "too_long"),
        ] {
            let of = refused(|settings| settings.branding.logo = Some(logo.clone()));
            assert_eq!(of, vec![("/settings/branding/logo".to_owned(), code)]);
        }
    }
}

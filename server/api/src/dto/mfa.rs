//! Second factors as they are set up and shown.

use qrcode::{QrCode, render::svg};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tenantry_core::{domain::totp::Enrolment, usecases::MfaState};
use utoipa::ToSchema;

use super::scalar::Time;
use crate::problem::{Problem, Result, kinds};

/// A person's second factor.
#[derive(Serialize, ToSchema)]
#[schema(as = Mfa, example = json!({
    "enabled": true, "enabled_since": "2026-11-24T09:00:00.000Z", "recovery_codes_left": 10, "required": false
}))]
pub struct MfaResponse {
    enabled: bool,
    #[schema(required)]
    enabled_since: Option<Time>,
    recovery_codes_left: u64,
    /// Your company demands one.
    required: bool,
}

impl MfaResponse {
    pub fn of(state: &MfaState) -> Self {
        Self {
            enabled: state.totp_since.is_some(),
            enabled_since: state.totp_since.map(Time),
            recovery_codes_left: state.recovery_codes_left,
            required: state.required,
        }
    }
}

/// What an authenticator app needs.
#[derive(Serialize, ToSchema)]
#[schema(as = TotpEnrolment, example = json!({
    "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    "uri": "otpauth://totp/Tenantry:grete%40holzundform.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
            &issuer=Tenantry&algorithm=SHA1&digits=6&period=30",
    "qr_svg": "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" ...>"
}))]
pub struct EnrolmentResponse<'a> {
    /// Base 32, to type where the QR code can't be scanned.
    secret: &'a str,
    /// For an app on the same device.
    uri: &'a str,
    /// The same as a picture to scan.
    qr_svg: String,
}

impl<'a> EnrolmentResponse<'a> {
    pub fn of(enrolment: &'a Enrolment) -> Result<Self> {
        let uri = enrolment.uri.expose_secret();
        Ok(Self { secret: enrolment.secret.expose_secret(), uri, qr_svg: qr(uri)? })
    }
}

/// As an element, without the XML declaration, so that a page can hold it.
fn qr(text: &str) -> Result<String> {
    let code = QrCode::new(text).map_err(|error| {
        Problem::new(&kinds::INTERNAL, "the QR code could not be drawn").caused_by(format!("no QR code: {error}"))
    })?;
    let drawn = code.render::<svg::Color>().min_dimensions(240, 240).build();
    Ok(drawn.split_once("?>").map_or(drawn.as_str(), |(_, element)| element).to_owned())
}

/// The code that an authenticator app shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "287082"}))]
pub struct TotpCode {
    #[schema(min_length = 1, max_length = 20)]
    pub code: String,
}

/// The password, so that nobody does this at an open screen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"password": "correct horse battery"}))]
pub struct PasswordProof {
    #[schema(value_type = String, format = Password, min_length = 1, max_length = 128)]
    pub password: SecretString,
}

/// Codes that are shown once and serve once each.
#[derive(Serialize, ToSchema)]
#[schema(as = NewRecoveryCodes, example = json!({"recovery_codes": ["8k2m-4q7x-z0vw", "c5rt-91nd-jh3e"]}))]
pub struct RecoveryCodesResponse<'a> {
    recovery_codes: Vec<&'a str>,
}

impl<'a> RecoveryCodesResponse<'a> {
    pub fn of(codes: &'a [SecretString]) -> Self {
        Self { recovery_codes: codes.iter().map(ExposeSecret::expose_secret).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_one_element_and_scales() {
        let svg = qr("otpauth://totp/Tenantry:x%40example.com?secret=GEZDGNBVGY3TQOJQ").expect("a picture");
        assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>"), "{svg:.80}");
        assert!(svg.contains("viewBox"), "{svg:.200}");
    }
}

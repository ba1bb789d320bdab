//! Until when a certificate is good.

use jiff::Timestamp;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Nothing, if it is no X.509 certificate.
pub fn expiry(der: &[u8]) -> Option<Timestamp> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()
}

//! Until when a certificate is good.

use std::path::Path;

use anyhow::{Context, Result};
use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use x509_parser::prelude::{FromDer, X509Certificate};

/// Nothing, if it is no X.509 certificate.
pub fn expiry(der: &[u8]) -> Option<Timestamp> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()
}

/// Of the first certificate in a PEM file, which is the server's own.
pub fn expiry_of(path: &Path) -> Result<Timestamp> {
    let text = std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    let first = CertificateDer::from_pem_slice(&text).ok().and_then(|der| expiry(&der));
    first.with_context(|| format!("{} holds no certificate in PEM", path.display()))
}

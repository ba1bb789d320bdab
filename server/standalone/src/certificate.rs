//! Until when a certificate is good.

use std::path::Path;

use anyhow::{Context, Result};
use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use x509_cert::{Certificate, der::Decode};

/// Returns `None` if it is no X.509 certificate.
pub fn expiry(der: &[u8]) -> Option<Timestamp> {
    let end = Certificate::from_der(der).ok()?.tbs_certificate().validity().not_after;
    Timestamp::from_second(i64::try_from(end.to_unix_duration().as_secs()).ok()?).ok()
}

/// Of the first certificate in a PEM file, which is the server's own.
pub fn expiry_of(path: &Path) -> Result<Timestamp> {
    let text = std::fs::read(path).with_context(|| format!("{} can't be read", path.display()))?;
    let first = CertificateDer::from_pem_slice(&text).ok().and_then(|der| expiry(&der));
    first.with_context(|| format!("{} holds no certificate in PEM", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_certificate_is_read() {
        let key = rcgen::KeyPair::generate().expect("a key");
        for (year, end) in [(2031, "2031-02-03T00:00:00Z"), (2061, "2061-02-03T00:00:00Z")] {
            let mut parameters = rcgen::CertificateParams::new(vec!["shop.example".to_owned()]).expect("parameters");
            parameters.not_after = rcgen::date_time_ymd(year, 2, 3);
            let certificate = parameters.self_signed(&key).expect("a certificate");
            assert_eq!(expiry(certificate.der()), end.parse().ok());
        }
        assert_eq!(expiry(b"no certificate"), None);
    }
}

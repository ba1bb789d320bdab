//! TLS 1.2 and 1.3 with the certificate on the disk. A certificate that was
//! renewed there is used for the next handshakes; connections that are open
//! keep theirs.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use rustls::{
    ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use tokio_rustls::TlsAcceptor;

use crate::certificate;

/// As ALPN names it (RFC 9113, section 3.1).
pub const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";
/// How often the files are compared with what is in use.
const RELOAD_INTERVAL: Duration = Duration::from_secs(2);

pub struct Certificates {
    cert: PathBuf,
    key: PathBuf,
    provider: Arc<CryptoProvider>,
    current: RwLock<Arc<CertifiedKey>>,
}

/// The certificate and the key, as read.
#[derive(PartialEq, Eq)]
struct Pem {
    cert: Vec<u8>,
    key: Vec<u8>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").field("cert", &self.cert).finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

impl Certificates {
    pub fn load(cert: PathBuf, key: PathBuf) -> Result<Arc<Self>> {
        let provider = Arc::new(ring::default_provider());
        let pem = Pem::read(&cert, &key)?;
        let first = pem.certified(&provider).with_context(|| format!("--tls-cert {}", cert.display()))?;
        note(&first);
        Ok(Arc::new(Self { cert, key, provider, current: RwLock::new(Arc::new(first)) }))
    }

    pub fn acceptor(self: &Arc<Self>) -> Result<TlsAcceptor> {
        let mut config = ServerConfig::builder_with_provider(self.provider.clone())
            .with_safe_default_protocol_versions()
            .context("TLS can't be set up")?
            .with_no_client_auth()
            .with_cert_resolver(self.clone());
        config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Takes what the files hold as soon as it is sound; until then the old
    /// certificate serves, as while only one of the two has been replaced.
    pub async fn follow(self: Arc<Self>) {
        let mut seen = Pem::read(&self.cert, &self.key).ok();
        loop {
            tokio::time::sleep(RELOAD_INTERVAL).await;
            let now = Pem::read(&self.cert, &self.key).ok();
            if now == seen {
                continue;
            }
            let certified =
                now.as_ref().context("the files can't be read").and_then(|pem| pem.certified(&self.provider));
            seen = now;
            match certified {
                Ok(certified) => {
                    note(&certified);
                    *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certified);
                }
                Err(error) => tracing::warn!(
                    error = format!("{error:#}"),
                    "the TLS files have changed and are not sound yet; the old certificate is still used"
                ),
            }
        }
    }
}

impl Pem {
    fn read(cert: &PathBuf, key: &PathBuf) -> Result<Self> {
        let read = |path: &PathBuf, flag: &str| {
            std::fs::read(path).with_context(|| format!("{flag} {} can't be read", path.display()))
        };
        Ok(Self { cert: read(cert, "--tls-cert")?, key: read(key, "--tls-key")? })
    }

    /// Reads the certificate with its key; fails if they do not belong together.
    fn certified(&self, provider: &CryptoProvider) -> Result<CertifiedKey> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&self.cert)
            .collect::<Result<_, _>>()
            .context("the certificate is not PEM")?;
        if chain.is_empty() {
            bail!("the file holds no certificate");
        }
        let key = PrivateKeyDer::from_pem_slice(&self.key).context("--tls-key holds no private key in PEM")?;
        CertifiedKey::from_der(chain, key, provider).context("the certificate and the private key do not fit")
    }
}

fn note(certified: &CertifiedKey) {
    let expires = certified.cert.first().and_then(|first| certificate::expiry(first));
    if let Some(expires) = expires {
        metrics::gauge!("tenantry_certificate_expiry_timestamp_seconds").set(expires.as_second() as f64);
        tracing::info!(%expires, "TLS certificate in use, good until {expires}");
    }
}

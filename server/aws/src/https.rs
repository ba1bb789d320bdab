//! How AWS is reached by TLS. A client of the SDK reads and parses all roots that
//! the system trusts when it is made, and there are several: that was most of a
//! function's start. These share one, which trusts Amazon's own roots, built in.

use aws_smithy_http_client::{
    Builder, Connector,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use aws_smithy_runtime_api::client::{
    connector_metadata::ConnectorMetadata,
    http::{HttpClient, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector},
    runtime_components::RuntimeComponents,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use memchr::memmem::Finder;

const PROVIDER: Provider = Provider::Rustls(CryptoMode::Ring);

/// The common names of the roots of Amazon Trust Services.
const OURS: [&[u8]; 2] = [b"Amazon Root CA ", b"Starfield Services Root Certificate Authority - G2"];
/// Partitions of AWS whose endpoints may bear other certificates.
const APART: [&str; 5] = ["cn-", "us-gov-", "us-iso", "eu-iso", "eusc-"];

/// What is trusted where AWS is reached: in a region, or by an address that may lead elsewhere.
fn trust(is_amazon: bool) -> TlsContext {
    let store = if is_amazon { amazon() } else { TrustStore::default() };
    // Nothing that is checked can be missing.
    TlsContext::builder().with_trust_store(store).build().unwrap_or_default()
}

fn is_amazons(region: &str) -> bool {
    !APART.iter().any(|partition| region.starts_with(partition))
}

/// `https://<service>.<region>.amazonaws.com/...`
fn is_at_amazon(url: &str) -> bool {
    let host = url.strip_prefix("https://").and_then(|rest| rest.split(['/', ':', '?']).next()).unwrap_or_default();
    let region = host.strip_suffix(".amazonaws.com").and_then(|rest| rest.rsplit('.').next());
    region.is_some_and(is_amazons)
}

fn amazon() -> TrustStore {
    roots().fold(TrustStore::empty(), |store, certificate| {
        let text = STANDARD.encode(certificate);
        store.with_pem_certificate(format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n"))
    })
}

fn roots() -> impl Iterator<Item = &'static [u8]> {
    let names = OURS.map(Finder::new);
    let all = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().map(AsRef::as_ref);
    all.filter(move |der: &&[u8]| names.iter().any(|name| name.find(der).is_some()))
}

/// For all clients of a process.
pub fn client(region: &str) -> SharedHttpClient {
    let inner = Builder::new().tls_provider(PROVIDER).tls_context(trust(is_amazons(region))).build_https();
    SharedHttpClient::new(Shared(inner))
}

/// For one address, which need not be a service of AWS.
pub(crate) fn connector(url: &str) -> Connector {
    if url.starts_with("https:") {
        Connector::builder().tls_provider(PROVIDER).tls_context(trust(is_at_amazon(url))).build()
    } else {
        Connector::builder().build_http()
    }
}

/// Connects when something is sent. By itself the client would build a connector
/// for each client that is made, only to see whether it can.
#[derive(Debug)]
struct Shared(SharedHttpClient);

impl HttpClient for Shared {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        self.0.http_connector(settings, components)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.0.connector_metadata()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amazons_roots_are_all_there() {
        assert_eq!(roots().count(), 5);
        // Each can be parsed, or this panics.
        connector("https://cognito-idp.eu-central-1.amazonaws.com/keys");
    }

    #[test]
    fn only_amazon_is_held_to_its_own_roots() {
        for url in ["https://cognito-idp.eu-central-1.amazonaws.com/p/keys", "https://sts.us-east-1.amazonaws.com"] {
            assert!(is_at_amazon(url), "{url}");
        }
        for url in [
            "https://cognito-idp.cn-north-1.amazonaws.com.cn/keys",
            "https://sts.us-gov-west-1.amazonaws.com",
            "https://login.example.com/keys",
            "https://evil.example/x.eu-central-1.amazonaws.com",
            "https://eu-central-1.amazonaws.com.example/keys",
            "http://cognito-idp.eu-central-1.amazonaws.com/keys",
        ] {
            assert!(!is_at_amazon(url), "{url}");
        }
        assert!(is_amazons("eu-central-1") && !is_amazons("cn-north-1"));
    }
}

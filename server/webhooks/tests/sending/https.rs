//! By TLS: the connection goes to the judged address, and the certificate has to be that of the name.

use std::sync::Arc;

use rustls::{
    RootCertStore, ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tenantry_webhooks::{Failure, Outcome, Sender, Verdict};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    sync::mpsc,
};
use tokio_rustls::TlsAcceptor;

use super::{nearby, receiver::Zone, send};

/// A receiver with a certificate for this name; returns its port, what signed the certificate, and the names that clients ask for.
async fn receiver(name: &str) -> (u16, RootCertStore, mpsc::UnboundedReceiver<Option<String>>) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).expect("a certificate");
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).expect("a root");
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("a certificate and its key");
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let (asked, names) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let acceptor = TlsAcceptor::from(Arc::new(config));
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let name = stream.get_ref().1.server_name().map(str::to_owned);
            let mut request = [0; 4_096];
            let read = stream.read(&mut request).await.unwrap_or(0);
            let host = String::from_utf8_lossy(&request[..read]).to_lowercase();
            assert!(host.contains("\r\nhost: hooks.example:"), "{host}");
            let _ = asked.send(name);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
            let _ = stream.shutdown().await;
        }
    });
    (port, roots, names)
}

async fn sent(roots: RootCertStore, port: u16) -> Outcome {
    let zone = Zone::leading("hooks.example", &["127.0.0.1"]);
    let sender = Sender::new(roots, zone, nearby()).expect("a sender");
    send(&sender, &format!("https://hooks.example:{port}/")).await
}

#[tokio::test]
async fn the_name_is_asked_for_and_checked_though_the_address_is_dialled() {
    let (port, roots, mut names) = receiver("hooks.example").await;
    let outcome = sent(roots, port).await;
    assert_eq!(outcome.verdict(), Verdict::Delivered, "{:?}", outcome.result);
    assert_eq!(names.recv().await, Some(Some("hooks.example".to_owned())));
}

#[tokio::test]
async fn a_certificate_of_another_name_or_of_nobody_is_rejected() {
    let (port, roots, _) = receiver("elsewhere.example").await;
    let outcome = sent(roots, port).await;
    assert!(matches!(outcome.result, Err(Failure::Tls { .. })), "{:?}", outcome.result);
    let (port, _, _) = receiver("hooks.example").await;
    let outcome = sent(RootCertStore::empty(), port).await;
    assert!(matches!(outcome.result, Err(Failure::Tls { .. })), "{:?}", outcome.result);
}

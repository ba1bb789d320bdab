//! TLS as a client meets it, and a certificate that is renewed under way.

use std::{path::Path, sync::Arc};

use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName, version};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::support::{BINARY, Server, wait_for};

pub struct Pair {
    cert: rustls::pki_types::CertificateDer<'static>,
    cert_pem: String,
    key_pem: String,
}

pub fn pair() -> Pair {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    Pair { cert: made.cert.der().clone(), cert_pem: made.cert.pem(), key_pem: made.signing_key.serialize_pem() }
}

impl Pair {
    pub fn put(&self, folder: &Path) {
        std::fs::write(folder.join("cert.pem"), &self.cert_pem).expect("written");
        std::fs::write(folder.join("key.pem"), &self.key_pem).expect("written");
    }
}

pub fn serve(folder: &Path) -> Server {
    let path = |name: &str| folder.join(name).to_str().expect("a path").to_owned();
    Server::with(&["--tls-cert", &path("cert.pem"), "--tls-key", &path("key.pem")])
}

/// A connection that trusts this certificate only.
async fn connect(
    server: &Server,
    trusted: &Pair,
    alpn: &[&[u8]],
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.cert.clone()).expect("a root");
    let mut config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
    let at = server.base.strip_prefix("https://").expect("it says https");
    let name = ServerName::try_from("localhost").expect("a name");
    TlsConnector::from(Arc::new(config)).connect(name, TcpStream::connect(at).await?).await
}

/// One request over a connection that stays open.
async fn ask(stream: &mut TlsStream<TcpStream>, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.expect("it is taken");
    let mut answer = Vec::new();
    loop {
        let mut byte = [0];
        assert_eq!(stream.read(&mut byte).await.expect("an answer"), 1, "the connection is still there");
        answer.push(byte[0]);
        if let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
            let length =
                head.lines().find_map(|line| line.strip_prefix("content-length: ")).map(|n| n.parse::<usize>());
            let mut body = vec![0; length.expect("a length").expect("a number")];
            stream.read_exact(&mut body).await.expect("a body");
            return head;
        }
    }
}

const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
const BOTH: &[&rustls::SupportedProtocolVersion] = &[&version::TLS13, &version::TLS12];

#[tokio::test]
async fn a_renewed_certificate_is_used_and_nobody_is_cut_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let (old, new) = (pair(), pair());
    old.put(folder.path());
    let server = serve(folder.path());
    let mut open = connect(&server, &old, &[], BOTH).await.expect("the old certificate");
    let head = ask(&mut open, HEALTH).await;
    assert!(head.contains("strict-transport-security: max-age="), "{head}");

    // Half of a renewal changes nothing.
    std::fs::write(folder.path().join("cert.pem"), &new.cert_pem).expect("written");
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
    connect(&server, &old, &[], BOTH).await.expect("still the old one");
    new.put(folder.path());
    wait_for(async || connect(&server, &new, &[], BOTH).await.ok()).await;
    assert!(connect(&server, &old, &[], BOTH).await.is_err(), "the old one is not shown any more");
    assert!(ask(&mut open, HEALTH).await.starts_with("http/1.1 200"), "who was connected stays connected");
    assert!(server.log().contains("not sound yet"));
}

#[tokio::test]
async fn tls_1_2_and_1_3_and_http_2_are_spoken_and_cookies_are_secure() {
    let folder = tempfile::tempdir().expect("a folder");
    let pair = pair();
    pair.put(folder.path());
    let server = serve(folder.path());
    for version in [&version::TLS12, &version::TLS13] {
        let mut stream = connect(&server, &pair, &[b"http/1.1"], &[version]).await.expect("a connection");
        assert_eq!(stream.get_ref().1.protocol_version(), Some(version.version));
        ask(&mut stream, HEALTH).await;
    }
    let body = format!(r#"{{"email":"{}","password":"{}"}}"#, crate::support::OPERATOR, crate::support::PASSWORD);
    let sign_in = format!(
        "POST /v1/auth/operator/signin HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = connect(&server, &pair, &[], BOTH).await.expect("a connection");
    let head = ask(&mut stream, &sign_in).await;
    assert!(head.contains("set-cookie: ") && head.contains("; secure"), "{head}");

    let stream = connect(&server, &pair, &[b"h2", b"http/1.1"], BOTH).await.expect("a connection");
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut send, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.expect("HTTP/2");
    tokio::spawn(connection);
    let request = axum::http::Request::get("https://localhost/healthz").body(String::new()).expect("a request");
    assert_eq!(send.send_request(request).await.expect("an answer").status(), 200);
}

#[test]
fn a_key_that_does_not_fit_is_refused_at_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, other) = (pair(), pair());
    std::fs::write(folder.path().join("cert.pem"), &one.cert_pem).expect("written");
    std::fs::write(folder.path().join("key.pem"), &other.key_pem).expect("written");
    let output = std::process::Command::new(BINARY)
        .args(["serve", "--listen", "127.0.0.1:0", "--tls-cert"])
        .arg(folder.path().join("cert.pem"))
        .arg("--tls-key")
        .arg(folder.path().join("key.pem"))
        .output()
        .expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("do not fit"), "{said}");
}

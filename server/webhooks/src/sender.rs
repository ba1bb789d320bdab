//! One try to deliver a message: the name is looked up, what it leads to is judged, and the connection is made to what was
//! judged. Each try has a connection of its own: nothing of one receiver's waits for another's.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    client::conn::http1,
    header,
};
use hyper_util::rt::TokioIo;
use jiff::Timestamp;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    task::JoinHandle,
    time::{Instant, timeout, timeout_at},
};
use tokio_rustls::TlsConnector;

use crate::{
    answer::{Answer, KEPT_BYTES, Outcome},
    network::{Network, is_public},
    resolver::Resolver,
    secret::{Secret, signatures},
    target::{Place, Reach, Target},
};

const USER_AGENT: &str = concat!("Tenantry-Webhooks/", env!("CARGO_PKG_VERSION"));
/// Addresses of one name that are tried.
const ADDRESSES: usize = 4;
/// Headers of an answer, and the bytes that they may have.
const MOST_HEADERS: usize = 64;
const HEADER_BYTES: usize = 32 * 1_024;

/// How a sender reaches receivers.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which addresses are sent to.
    pub reach: Reach,
    /// Public networks that are not sent to either: an installation's own, or what its NAT64 translates.
    pub rejected: Vec<Network>,
    /// The longest time for the look-up, and for each connection with its TLS.
    pub connect_timeout: Duration,
    /// The longest time for all of a try.
    pub timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            reach: Reach::Public,
            rejected: Vec::new(),
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(15),
        }
    }
}

/// Why there was no answer. The texts are for the company: none names an address of the installation's network.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The name has no address, or the look-up failed.
    #[error("the name {host} can't be looked up")]
    UnknownName {
        /// The name.
        host: String,
    },
    /// The name leads to an address that is not sent to.
    #[error("{host} leads to an address that is not public, so nothing was sent")]
    NotPublic {
        /// The name or address.
        host: String,
    },
    /// No connection was made.
    #[error("no connection to {host}: {cause}")]
    NotConnected {
        /// The name or address.
        host: String,
        /// Why, for the last of its addresses.
        cause: String,
    },
    /// The certificate or the protocol was not accepted.
    #[error("no secure connection to {host}: {cause}")]
    Tls {
        /// The name or address.
        host: String,
        /// Why.
        cause: String,
    },
    /// The connection ended, or what came is not HTTP.
    #[error("{host} gave no answer: {cause}")]
    NoAnswer {
        /// The name or address.
        host: String,
        /// Why.
        cause: String,
    },
    /// It took too long.
    #[error("{host} did not answer within {} s", .within.as_secs())]
    TimedOut {
        /// The name or address.
        host: String,
        /// The time that it had.
        within: Duration,
    },
}

/// What is sent: the same at each try.
#[derive(Clone, Debug)]
pub struct Message {
    /// The id of the event, by which a receiver knows what it has handled.
    pub id: String,
    /// JSON, to the byte: it is what is signed.
    pub body: Bytes,
}

/// Sends messages. One is enough for a process.
pub struct Sender {
    tls: TlsConnector,
    resolver: Arc<dyn Resolver>,
    settings: Settings,
}

/// Returns the certificates that the operating system trusts; those that can't be read are left out.
pub fn system_roots() -> RootCertStore {
    roots_of(rustls_native_certs::load_native_certs().certs)
}

/// Returns these certificates, without those that can't be read.
pub fn roots_of(certificates: impl IntoIterator<Item = CertificateDer<'static>>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    roots
}

impl Sender {
    /// Makes a sender that trusts receivers whose certificates lead to `roots`. Fails if TLS can't be set up.
    pub fn new(roots: RootCertStore, resolver: Arc<dyn Resolver>, settings: Settings) -> Result<Self, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { tls: TlsConnector::from(Arc::new(tls)), resolver, settings })
    }

    /// The addresses that this sender reaches.
    pub fn reach(&self) -> Reach {
        self.settings.reach
    }

    /// Sends a message once, signed by each of the secrets for `now`.
    pub async fn send(&self, target: &Target, secrets: &[Secret], message: &Message, now: Timestamp) -> Outcome {
        let begun = Instant::now();
        let until = begun + self.settings.timeout;
        let request = request(target, secrets, message, now);
        let result = match timeout_at(until, self.exchange(target, request)).await {
            Err(_) => Err(Failure::TimedOut { host: target.host(), within: self.settings.timeout }),
            Ok(Err(failure)) => Err(failure),
            Ok(Ok((response, connection))) => Ok(read(response, connection, until).await),
        };
        Outcome { result, took: begun.elapsed() }
    }

    /// Returns the head of the answer, and the connection that its body comes by.
    async fn exchange(
        &self,
        target: &Target,
        request: Result<Request<Full<Bytes>>, Failure>,
    ) -> Result<(Response<Incoming>, Connection), Failure> {
        let request = request?;
        let addresses = self.addresses(target).await?;
        let stream = self.connect(target, &addresses).await?;
        if !target.is_https() {
            return ask(target, stream, request).await;
        }
        let tls = |cause: String| Failure::Tls { host: target.host(), cause };
        let name = match target.place() {
            Ok(Place::Name(name)) => ServerName::try_from(name.trim_end_matches('.').to_owned()),
            Ok(Place::Address(address)) => Ok(ServerName::IpAddress(address.into())),
            Err(error) => return Err(tls(error.to_string())),
        };
        let name = name.map_err(|error| tls(error.to_string()))?;
        let secured = timeout(self.settings.connect_timeout, self.tls.connect(name, stream)).await;
        let stream =
            secured.map_err(|_| tls("it took too long".to_owned()))?.map_err(|error| tls(error.to_string()))?;
        ask(target, stream, request).await
    }

    /// Returns the addresses to connect to, all of which may be sent to. A name that leads inward with one of its addresses
    /// is not trusted with the others.
    async fn addresses(&self, target: &Target) -> Result<Vec<IpAddr>, Failure> {
        let unknown = || Failure::UnknownName { host: target.host() };
        let found = match target.place() {
            Ok(Place::Address(address)) => vec![address],
            Ok(Place::Name(name)) => {
                let asked = timeout(self.settings.connect_timeout, self.resolver.resolve(name)).await;
                asked.map_err(|_| unknown())?.map_err(|_| unknown())?
            }
            Err(_) => return Err(unknown()),
        };
        if found.is_empty() {
            return Err(unknown());
        }
        if found.iter().any(|address| !self.may_reach(*address)) {
            return Err(Failure::NotPublic { host: target.host() });
        }
        Ok(found)
    }

    fn may_reach(&self, address: IpAddr) -> bool {
        match self.settings.reach {
            Reach::Public => {
                is_public(address) && !self.settings.rejected.iter().any(|network| network.contains(address))
            }
            Reach::Anywhere => true,
        }
    }

    async fn connect(&self, target: &Target, addresses: &[IpAddr]) -> Result<TcpStream, Failure> {
        let mut cause = String::new();
        for address in addresses.iter().take(ADDRESSES) {
            let connecting = TcpStream::connect(SocketAddr::new(*address, target.port()));
            match timeout(self.settings.connect_timeout, connecting).await {
                Ok(Ok(stream)) => {
                    // A message is one small write.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => cause = words(&error),
                Err(_) => cause = "it took too long".to_owned(),
            }
        }
        Err(Failure::NotConnected { host: target.host(), cause })
    }
}

/// What of an error of the operating system is the receiver's matter.
fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "the connection was refused".to_owned(),
        io::ErrorKind::ConnectionReset => "the connection was reset".to_owned(),
        io::ErrorKind::TimedOut => "it took too long".to_owned(),
        _ => "the network does not lead there".to_owned(),
    }
}

fn request(
    target: &Target,
    secrets: &[Secret],
    message: &Message,
    now: Timestamp,
) -> Result<Request<Full<Bytes>>, Failure> {
    let request = Request::post(target.path_and_query())
        .header(header::HOST, target.host())
        .header(header::USER_AGENT, USER_AGENT)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONNECTION, "close")
        .header("webhook-id", &message.id)
        .header("webhook-timestamp", now.as_second())
        .header("webhook-signature", signatures(secrets, &message.id, now, &message.body))
        .body(Full::new(message.body.clone()));
    request.map_err(|error| Failure::NoAnswer { host: target.host(), cause: error.to_string() })
}

/// The task that moves what goes over a connection; it ends when nobody waits for it.
struct Connection(JoinHandle<()>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn ask<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    target: &Target,
    stream: S,
    request: Request<Full<Bytes>>,
) -> Result<(Response<Incoming>, Connection), Failure> {
    let none = |error: hyper::Error| Failure::NoAnswer { host: target.host(), cause: error.to_string() };
    let (mut sender, connection) = http1::Builder::new()
        .max_headers(MOST_HEADERS)
        .max_buf_size(HEADER_BYTES)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(none)?;
    // Why it failed is said to who waits for the answer.
    let connection = Connection(tokio::spawn(async { drop(connection.await) }));
    let response = sender.send_request(request).await.map_err(none)?;
    Ok((response, connection))
}

/// Reads as much of the body as is kept. The status says already what became of the message, so a body that does not come
/// is cut like one that does not end.
async fn read(response: Response<Incoming>, connection: Connection, until: Instant) -> Answer {
    let status = response.status();
    let retry_after = retry_after(&response);
    let (mut body, mut kept, mut is_cut) = (response.into_body(), Vec::new(), false);
    loop {
        match timeout_at(until, body.frame()).await {
            Ok(Some(Ok(frame))) => kept.extend_from_slice(frame.data_ref().map_or(&[], AsRef::as_ref)),
            Ok(None) => break,
            Ok(Some(Err(_))) | Err(_) => {
                is_cut = true;
                break;
            }
        }
        if kept.len() > KEPT_BYTES {
            is_cut = true;
            break;
        }
    }
    drop(connection);
    kept.truncate(KEPT_BYTES);
    Answer { status: status.as_u16(), body: text(&kept), is_cut, retry_after }
}

/// Text without control characters, which have no business in a list of deliveries; a letter that was cut in two is left out.
fn text(bytes: &[u8]) -> String {
    let end = match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => bytes.len(),
    };
    let text = String::from_utf8_lossy(&bytes[..end]);
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\r' | '\t') { '\u{fffd}' } else { c }).collect()
}

/// In seconds; a date is not looked at.
fn retry_after(response: &Response<Incoming>) -> Option<Duration> {
    let asks = matches!(response.status(), StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
    let value = response.headers().get(header::RETRY_AFTER).filter(|_| asks)?;
    value.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

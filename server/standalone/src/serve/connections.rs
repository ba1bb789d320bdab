//! Accepts connections: HTTP/1.1, or over TLS also HTTP/2, a bounded number of
//! them, and none that may take for ever to send its headers.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::connect_info::IntoMakeServiceWithConnectInfo,
    http::{HeaderValue, Request, header::HOST},
    middleware::AddExtension,
};
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};
use tokio_rustls::TlsAcceptor;
use tower::{Service, ServiceExt};

use super::tls::HTTP_2;

/// Rest after an error of accept, as when the process has no more descriptors.
const REST: Duration = Duration::from_millis(100);
/// Time for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// A peer that is silent for so long over HTTP/2 is asked whether it is there.
const PING: Duration = Duration::from_secs(30);
/// Requests of one HTTP/2 connection at once.
const STREAMS: u32 = 128;

pub type Make = IntoMakeServiceWithConnectInfo<Router, SocketAddr>;
type Answering = AddExtension<Router, axum::extract::ConnectInfo<SocketAddr>>;

pub struct Connections {
    pub max_open: usize,
    /// Time for one request's headers, which is also how long a connection may idle.
    pub headers: Duration,
    /// How long requests that are under way at the end may still take.
    pub patience: Duration,
    /// Without it connections are plain.
    pub tls: Option<TlsAcceptor>,
}

impl Connections {
    /// Serves until `stop` changes; returns whether all requests were finished.
    pub async fn serve(&self, listener: TcpListener, mut make: Make, mut stop: watch::Receiver<bool>) -> bool {
        let protocols = Protocols::new(self.headers);
        let seats = Arc::new(Semaphore::new(self.max_open));
        let graceful = GracefulShutdown::new();
        loop {
            let accepted = async {
                let seat = seats.clone().acquire_owned().await;
                (seat, listener.accept().await)
            };
            let (seat, accepted) = tokio::select! {
                accepted = accepted => accepted,
                _ = stop.wait_for(|stop| *stop) => break,
            };
            let (stream, remote) = match accepted {
                Ok(connection) => connection,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(REST).await;
                    continue;
                }
            };
            // Answers are small and whole: waiting to fill a packet only delays them.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY could not be set");
            }
            let Ok(service) = make.call(remote).await;
            let (protocols, tls, watcher) = (protocols.clone(), self.tls.clone(), graceful.watcher());
            tokio::spawn(async move {
                let open = metrics::gauge!("http_connections_open");
                open.increment(1.0);
                match tls {
                    None => protocols.http1(stream, service, watcher).await,
                    Some(tls) => protocols.over_tls(&tls, stream, service, watcher).await,
                }
                open.decrement(1.0);
                drop(seat);
            });
        }
        drop(listener);
        tokio::time::timeout(self.patience, graceful.shutdown()).await.is_ok()
    }
}

#[derive(Clone)]
struct Protocols {
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
}

impl Protocols {
    fn new(headers: Duration) -> Self {
        let mut http1 = http1::Builder::new();
        http1.timer(TokioTimer::new()).header_read_timeout(headers);
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2.timer(TokioTimer::new()).keep_alive_interval(PING).max_concurrent_streams(STREAMS);
        Self { http1, http2 }
    }

    async fn over_tls(&self, tls: &TlsAcceptor, stream: TcpStream, service: Answering, watcher: Watcher) {
        let stream = match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => return tracing::debug!("a TLS handshake took too long"),
        };
        if stream.get_ref().1.alpn_protocol() == Some(HTTP_2) {
            self.http2(stream, service, watcher).await;
        } else {
            self.http1(stream, service, watcher).await;
        }
    }

    async fn http1(&self, stream: impl AsyncStream, service: Answering, watcher: Watcher) {
        let connection = self.http1.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        ended(watcher.watch(connection).await);
    }

    async fn http2(&self, stream: impl AsyncStream, service: Answering, watcher: Watcher) {
        let service = TowerToHyperService::new(service.map_request(with_host));
        ended(watcher.watch(self.http2.serve_connection(TokioIo::new(stream), service)).await);
    }
}

trait AsyncStream: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static {}
impl<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static> AsyncStream for S {}

/// How a connection ends is the client's business: it may vanish at any time.
fn ended(result: Result<(), hyper::Error>) {
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// HTTP/2 names the host in the target; what follows looks for it in the header
/// (RFC 9113, section 8.3.1).
fn with_host(mut request: Request<Incoming>) -> Request<Incoming> {
    let authority = request.uri().authority().and_then(|authority| HeaderValue::from_str(authority.as_str()).ok());
    if let Some(authority) = authority {
        request.headers_mut().entry(HOST).or_insert(authority);
    }
    request
}

#[cfg(test)]
mod tests {
    use axum::{Router, routing::get};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        task::JoinHandle,
    };

    use super::*;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    struct Running {
        at: SocketAddr,
        stop: watch::Sender<bool>,
        task: JoinHandle<bool>,
    }

    async fn start(max_open: usize, answer_after: Duration) -> Running {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let slow = move || async move {
            tokio::time::sleep(answer_after).await;
            "done"
        };
        let make = Router::new().route("/", get(slow)).into_make_service_with_connect_info::<SocketAddr>();
        let (stop, stopped) = watch::channel(false);
        let short = Duration::from_millis(400);
        let connections = Connections { max_open, headers: short, patience: short, tls: None };
        Running { at, stop, task: tokio::spawn(async move { connections.serve(listener, make, stopped).await }) }
    }

    async fn ask(at: SocketAddr, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(at).await.expect("a connection");
        stream.write_all(bytes).await.expect("sent");
        stream
    }

    async fn all(mut stream: TcpStream) -> String {
        let mut text = String::new();
        let read = stream.read_to_string(&mut text);
        tokio::time::timeout(Duration::from_secs(10), read).await.expect("an end").expect("text");
        text
    }

    #[tokio::test]
    async fn whoever_never_ends_the_headers_is_cut_off() {
        let running = start(4, Duration::ZERO).await;
        let half = ask(running.at, b"GET / HTTP/1.1\r\nHost:").await;
        assert!(!all(half).await.contains("200 OK"));
    }

    #[tokio::test]
    async fn a_request_under_way_is_finished_and_no_new_one_is_taken() {
        let running = start(4, Duration::from_millis(200)).await;
        let stream = ask(running.at, REQUEST).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        running.stop.send_replace(true);
        assert!(all(stream).await.ends_with("done"));
        assert!(running.task.await.expect("an answer"), "everything was finished");
        assert!(TcpStream::connect(running.at).await.is_err());
    }

    #[tokio::test]
    async fn one_that_takes_too_long_does_not_hold_up_the_end() {
        let running = start(4, Duration::from_secs(60)).await;
        let _stream = ask(running.at, REQUEST).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        running.stop.send_replace(true);
        assert!(!running.task.await.expect("an answer"), "something was left");
    }

    #[tokio::test]
    async fn a_connection_too_many_waits_for_its_seat() {
        let running = start(1, Duration::from_millis(100)).await;
        let (first, second) = (ask(running.at, REQUEST).await, ask(running.at, REQUEST).await);
        let (first, second) = tokio::join!(all(first), all(second));
        assert!(first.ends_with("done") && second.ends_with("done"));
    }
}

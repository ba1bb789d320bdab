//! Accepts connections: HTTP/1.1, or over TLS also HTTP/2. Each kind of client that could hold on to them without
//! end meets a bound: how many there are at all and from one address, how long headers may take, how long nothing may
//! be asked, and how long what was answered may stay unread.

mod activity;
mod peers;
mod stalling;
mod wire;

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, extract::connect_info::IntoMakeServiceWithConnectInfo, middleware::AddExtension};
use hyper::{
    body::Incoming,
    server::conn::{http1, http2},
    service::service_fn,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::graceful::GracefulConnection,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};
use tokio_rustls::TlsAcceptor;
use tower::Service;

use self::{activity::Activity, peers::Peers, stalling::Stalling};
use super::tls::HTTP_2;

/// Rest after an error of accept, as when the process has no more descriptors.
const REST: Duration = Duration::from_millis(100);
/// Time for the TLS handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// A peer that is silent for so long over HTTP/2 is asked whether it is there.
const PING: Duration = Duration::from_secs(30);
/// Time to take leave of a connection that idled for too long.
const LEAVE: Duration = Duration::from_secs(5);

pub type Make = IntoMakeServiceWithConnectInfo<Router, SocketAddr>;
type Answering = AddExtension<Router, axum::extract::ConnectInfo<SocketAddr>>;

/// The bounds on connections.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// Connections at once; further ones wait.
    pub connections: usize,
    /// Connections of one address at once; further ones are closed. Nothing where all come through a proxy of ours.
    pub per_address: Option<usize>,
    /// Time for one request's headers, and between two requests of HTTP/1.1.
    pub headers: Duration,
    /// Time in which nothing was asked and nothing of an answer was taken.
    pub idle: Duration,
    /// Time in which a client took no byte of what was written to it.
    pub write: Duration,
    /// Requests of one HTTP/2 connection at once.
    pub streams: u32,
}

pub struct Connections {
    pub bounds: Bounds,
    /// How long requests that are under way at the end may still take.
    pub drain_timeout: Duration,
    /// Without it connections are plain.
    pub tls: Option<TlsAcceptor>,
}

impl Connections {
    /// Serves until `stop` changes; returns whether all requests were finished.
    pub async fn serve(&self, listener: TcpListener, mut make: Make, mut stop: watch::Receiver<bool>) -> bool {
        let protocols = Protocols::new(&self.bounds);
        let seats = Arc::new(Semaphore::new(self.bounds.connections));
        let peers = self.bounds.per_address.map(Peers::new);
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
            let place = peers.as_ref().map(|peers| peers.acquire(remote.ip()));
            if let Some(None) = place {
                metrics::counter!("http_connections_closed_total", "reason" => "per_address").increment(1);
                tracing::debug!(address = %remote.ip(), "an address has too many connections open");
                continue;
            }
            // Answers are small and whole: waiting to fill a packet only delays them.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "TCP_NODELAY could not be set");
            }
            let Ok(service) = make.call(remote).await;
            let (protocols, tls, stop) = (protocols.clone(), self.tls.clone(), stop.clone());
            tokio::spawn(async move {
                let open = metrics::gauge!("http_connections_open");
                open.increment(1.0);
                match tls {
                    None => protocols.http1(protocols.guarded(stream), service, stop).await,
                    Some(tls) => protocols.over_tls(&tls, stream, service, stop).await,
                }
                open.decrement(1.0);
                drop((seat, place));
            });
        }
        drop(listener);
        // Each connection gives its seat back when it ends.
        let all = u32::try_from(self.bounds.connections).unwrap_or(u32::MAX);
        tokio::time::timeout(self.drain_timeout, seats.acquire_many(all)).await.is_ok()
    }
}

#[derive(Clone)]
struct Protocols {
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
    idle: Duration,
    write: Duration,
}

impl Protocols {
    fn new(bounds: &Bounds) -> Self {
        let mut http1 = http1::Builder::new();
        http1.timer(TokioTimer::new()).header_read_timeout(bounds.headers);
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2.timer(TokioTimer::new()).keep_alive_interval(PING).max_concurrent_streams(bounds.streams);
        Self { http1, http2, idle: bounds.idle, write: bounds.write }
    }

    fn guarded(&self, stream: TcpStream) -> Stalling<TcpStream> {
        Stalling::new(stream, self.write)
    }

    async fn over_tls(&self, tls: &TlsAcceptor, stream: TcpStream, service: Answering, stop: watch::Receiver<bool>) {
        let stream = match tokio::time::timeout(HANDSHAKE, tls.accept(self.guarded(stream))).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return tracing::debug!(%error, "a TLS handshake failed"),
            Err(_) => return tracing::debug!("a TLS handshake took too long"),
        };
        if stream.get_ref().1.alpn_protocol() == Some(HTTP_2) {
            self.http2(stream, service, stop).await;
        } else {
            self.http1(stream, service, stop).await;
        }
    }

    async fn http1(&self, stream: impl AsyncStream, service: Answering, stop: watch::Receiver<bool>) {
        let activity = Activity::begin();
        let asked = activity.clone();
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            wire::answer_http1(service.clone(), request, asked.clone())
        });
        drive(self.http1.serve_connection(TokioIo::new(stream), answer), &activity, self.idle, stop).await;
    }

    async fn http2(&self, stream: impl AsyncStream, service: Answering, stop: watch::Receiver<bool>) {
        let activity = Activity::begin();
        let asked = activity.clone();
        let answer = service_fn(move |request: hyper::Request<Incoming>| {
            wire::answer_http2(service.clone(), request, asked.clone())
        });
        drive(self.http2.serve_connection(TokioIo::new(stream), answer), &activity, self.idle, stop).await;
    }
}

/// Waits until the connection ends by itself, or has idled, or the server stops: then it is asked to end, and one that
/// idled is cut off when it does not.
async fn drive<C>(connection: C, activity: &Activity, idle: Duration, mut stop: watch::Receiver<bool>)
where
    C: GracefulConnection<Error = hyper::Error>,
{
    let mut connection = pin!(connection);
    let stopping = async move {
        // A sender that is gone stops nothing.
        if stop.wait_for(|stop| *stop).await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    let (mut stopping, mut idling) = (pin!(stopping), pin!(activity.idles(idle)));
    let mut asked_to_stop = false;
    loop {
        tokio::select! {
            ended = connection.as_mut() => return log_end(ended),
            () = stopping.as_mut(), if !asked_to_stop => {
                asked_to_stop = true;
                connection.as_mut().graceful_shutdown();
            }
            () = idling.as_mut() => break,
        }
    }
    metrics::counter!("http_connections_closed_total", "reason" => "idle").increment(1);
    connection.as_mut().graceful_shutdown();
    match tokio::time::timeout(LEAVE.min(idle), connection).await {
        Ok(ended) => log_end(ended),
        Err(_) => tracing::debug!("a connection that idled was cut off"),
    }
}

trait AsyncStream: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static {}
impl<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static> AsyncStream for S {}

/// How a connection ends is the client's business: it may vanish at any time.
fn log_end(result: Result<(), hyper::Error>) {
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}

#[cfg(test)]
mod tests;

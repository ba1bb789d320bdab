//! Accepts connections: HTTP/1.1, a bounded number of them, and none that may
//! take for ever to send its headers.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};
use tower::Service;

/// Time for one request's headers, which is also how long a connection may idle.
const HEADERS: Duration = Duration::from_secs(30);
/// Rest after an error of accept, as when the process has no more descriptors.
const REST: Duration = Duration::from_millis(100);

pub type Make = IntoMakeServiceWithConnectInfo<axum::Router, SocketAddr>;

pub struct Connections {
    pub max_open: usize,
    /// How long requests that are under way at the end may still take.
    pub patience: Duration,
}

impl Connections {
    /// Serves until `stop` changes; returns whether all requests were finished.
    pub async fn serve(&self, listener: TcpListener, mut make: Make, mut stop: watch::Receiver<bool>) -> bool {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEADERS);
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
            let Ok(service) = service(&mut make, &stream, remote).await;
            let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
            let connection = graceful.watch(connection);
            tokio::spawn(async move {
                let open = metrics::gauge!("http_connections_open");
                open.increment(1.0);
                // How a connection ends is the client's business: it may vanish at any time.
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection ended early");
                }
                open.decrement(1.0);
                drop(seat);
            });
        }
        drop(listener);
        tokio::time::timeout(self.patience, graceful.shutdown()).await.is_ok()
    }
}

async fn service(
    make: &mut Make,
    stream: &TcpStream,
    remote: SocketAddr,
) -> Result<<Make as Service<SocketAddr>>::Response, Infallible> {
    // Answers are small and whole: waiting to fill a packet only delays them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    make.call(remote).await
}

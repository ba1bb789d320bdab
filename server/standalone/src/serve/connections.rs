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

/// Rest after an error of accept, as when the process has no more descriptors.
const REST: Duration = Duration::from_millis(100);

pub type Make = IntoMakeServiceWithConnectInfo<axum::Router, SocketAddr>;

pub struct Connections {
    pub max_open: usize,
    /// Time for one request's headers, which is also how long a connection may idle.
    pub headers: Duration,
    /// How long requests that are under way at the end may still take.
    pub patience: Duration,
}

impl Connections {
    /// Serves until `stop` changes; returns whether all requests were finished.
    pub async fn serve(&self, listener: TcpListener, mut make: Make, mut stop: watch::Receiver<bool>) -> bool {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(self.headers);
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
        let connections = Connections { max_open, headers: short, patience: short };
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

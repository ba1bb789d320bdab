use std::sync::atomic::{AtomicUsize, Ordering};

use axum::{Router, routing::get};
use http_body_util::{BodyExt, Empty};
use hyper::{Request, body::Bytes, client::conn::http2::SendRequest};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
    task::JoinHandle,
};

use super::*;

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// Far more than a test needs.
fn wide() -> Bounds {
    let long = Duration::from_secs(60);
    Bounds { connections: 64, per_address: None, headers: long, idle: long, write: long, streams: 16 }
}

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
    let bounds = Bounds { connections: max_open, headers: short, ..wide() };
    let connections = Connections { bounds, drain_timeout: short, tls: None };
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

const SOON: Duration = Duration::from_secs(20);

async fn serve(bounds: Bounds, router: Router) -> (SocketAddr, watch::Sender<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("an address");
    let (stop, stopped) = watch::channel(false);
    let connections = Connections { bounds, drain_timeout: SOON, tls: None };
    let make = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { connections.serve(listener, make, stopped).await });
    (at, stop)
}

/// Larger than all buffers between the server and a client that does not read.
fn large() -> Router {
    Router::new().route("/", get(async || vec![b'x'; 16 << 20]))
}

async fn ask_from(address: &str, at: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(format!("{address}:0").parse().expect("an address")).expect("an address of this machine");
    socket.connect(at).await.expect("a connection")
}

/// Returns whether a request over it is answered; the connection stays open.
async fn is_served(stream: &mut TcpStream) -> bool {
    let mut first = [0; 12];
    let asked = async {
        stream.write_all(REQUEST).await?;
        stream.read_exact(&mut first).await
    };
    tokio::time::timeout(SOON, asked).await.expect("an end").is_ok() && &first == b"HTTP/1.1 200"
}

#[tokio::test]
async fn one_address_has_its_part_of_the_connections() {
    let router = Router::new().route("/", get(async || "done"));
    let (at, _stop) = serve(Bounds { per_address: Some(3), ..wide() }, router).await;
    let mut held = Vec::new();
    for _ in 0..3 {
        let mut stream = ask_from("127.0.0.1", at).await;
        assert!(is_served(&mut stream).await);
        held.push(stream);
    }
    for _ in 0..20 {
        assert!(!is_served(&mut ask_from("127.0.0.1", at).await).await, "more than its part");
    }
    assert!(is_served(&mut ask_from("127.0.0.2", at).await).await, "another address is served");
    drop(held.pop());
    let again = async { while !is_served(&mut ask_from("127.0.0.1", at).await).await {} };
    tokio::time::timeout(SOON, again).await.expect("its place is free again");
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_cut_off() {
    let (at, _stop) = serve(Bounds { write: Duration::from_millis(300), ..wide() }, large()).await;
    let mut stream = ask_from("127.0.0.1", at).await;
    let never_reads = async { while stream.write_all(REQUEST).await.is_ok() {} };
    tokio::time::timeout(SOON, never_reads).await.expect("the server closed the connection");
}

#[tokio::test]
async fn a_client_that_reads_slowly_gets_all() {
    let (at, _stop) = serve(Bounds { write: Duration::from_secs(2), ..wide() }, large()).await;
    let mut stream = ask_from("127.0.0.1", at).await;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.expect("sent");
    let (mut part, mut read) = (vec![0; 1 << 20], 0);
    loop {
        match stream.read(&mut part).await.expect("it goes on") {
            0 => break,
            some => read += some,
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(read > 16 << 20, "{read}");
}

/// Returns a client of HTTP/2 that pings all the time, and the task that serves it.
async fn over_http2(bounds: Bounds, router: Router) -> (SendRequest<Empty<Bytes>>, JoinHandle<()>) {
    let (near, far) = tokio::io::duplex(64 << 10);
    let make = router.into_make_service_with_connect_info::<SocketAddr>();
    let remote: SocketAddr = "127.0.0.1:1".parse().expect("an address");
    let Ok(service) = { make.clone() }.call(remote).await;
    let server = tokio::spawn(async move {
        let (_stop, stopped) = watch::channel(false);
        Protocols::new(&bounds).http2(far, service, stopped).await;
    });
    let mut client = hyper::client::conn::http2::Builder::new(TokioExecutor::new());
    client.timer(TokioTimer::new()).keep_alive_interval(Duration::from_millis(20)).keep_alive_while_idle(true);
    let (sender, connection) = client.handshake(TokioIo::new(near)).await.expect("a connection");
    tokio::spawn(connection);
    (sender, server)
}

fn get_request() -> Request<Empty<Bytes>> {
    Request::get("http://shop.example/").body(Empty::new()).expect("a request")
}

#[tokio::test]
async fn pings_do_not_keep_an_idle_connection() {
    let router = Router::new().route("/", get(async || "done"));
    let (mut sender, server) = over_http2(Bounds { idle: Duration::from_millis(300), ..wide() }, router).await;
    let answer = sender.send_request(get_request()).await.expect("an answer");
    assert_eq!(answer.into_body().collect().await.expect("a body").to_bytes(), "done");
    tokio::time::timeout(SOON, server).await.expect("it is cut").expect("it ended well");
}

#[tokio::test]
async fn an_answer_that_nobody_takes_ends_the_connection() {
    let (mut sender, server) = over_http2(Bounds { idle: Duration::from_millis(300), ..wide() }, large()).await;
    let _unread = sender.send_request(get_request()).await.expect("the head of an answer");
    tokio::time::timeout(SOON, server).await.expect("it is cut").expect("it ended well");
}

#[tokio::test]
async fn a_request_that_takes_long_is_no_idling() {
    let slow = async || {
        tokio::time::sleep(Duration::from_millis(900)).await;
        "done"
    };
    let bounds = Bounds { idle: Duration::from_millis(200), ..wide() };
    let (mut sender, _server) = over_http2(bounds, Router::new().route("/", get(slow))).await;
    let answer = sender.send_request(get_request()).await.expect("an answer");
    assert_eq!(answer.into_body().collect().await.expect("a body").to_bytes(), "done");
}

#[tokio::test]
async fn one_connection_has_few_requests_at_once() {
    static NOW: AtomicUsize = AtomicUsize::new(0);
    static MOST: AtomicUsize = AtomicUsize::new(0);
    let counted = async || {
        MOST.fetch_max(NOW.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(20)).await;
        NOW.fetch_sub(1, Ordering::SeqCst);
        "done"
    };
    let (mut sender, _server) =
        over_http2(Bounds { streams: 2, ..wide() }, Router::new().route("/", get(counted))).await;
    // The first answer has brought the server's settings.
    sender.send_request(get_request()).await.expect("an answer");
    let all = (0..8).map(|_| sender.send_request(get_request())).collect::<Vec<_>>();
    for answer in futures_util::future::join_all(all).await {
        answer.expect("an answer");
    }
    assert_eq!(MOST.load(Ordering::SeqCst), 2);
}

//! A receiver of webhooks on a free port of this machine, which answers as a test says and keeps what it was sent.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use tenantry_webhooks::Secret;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

pub struct Receiver {
    pub url: String,
    state: Arc<Mutex<State>>,
    task: JoinHandle<()>,
}

struct State {
    /// Nothing lets the sender wait.
    status: Option<u16>,
    requests: Vec<Received>,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    head: String,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        let find = |line: &str| line.split_once(": ").filter(|(known, _)| known.eq_ignore_ascii_case(name)).is_some();
        let line = self.head.lines().find(|line| find(line)).expect(&self.head);
        line.split_once(": ").expect("a header").1
    }

    /// Whether one of the signatures is by this secret.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        let at = self.header("webhook-timestamp").parse().expect("seconds");
        let at = Timestamp::from_second(at).expect("a time");
        let secret = Secret::parse(secret).expect("a secret");
        let signature = secret.sign(self.header("webhook-id"), at, self.body.as_bytes());
        self.header("webhook-signature").split(' ').any(|given| given == signature)
    }
}

impl Receiver {
    pub async fn answering(status: u16) -> Self {
        Self::start(Some(status)).await
    }

    /// Takes requests and never answers.
    pub async fn hanging() -> Self {
        Self::start(None).await
    }

    async fn start(status: Option<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hooks", listener.local_addr().expect("an address"));
        let state = Arc::new(Mutex::new(State { status, requests: Vec::new() }));
        let shared = state.clone();
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { url, state, task }
    }

    pub fn answer(&self, status: u16) {
        self.state.lock().expect("no panic").status = Some(status);
    }

    pub fn requests(&self) -> Vec<Received> {
        self.state.lock().expect("no panic").requests.clone()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, state: Arc<Mutex<State>>) {
    let Some(request) = request(&mut stream).await else { return };
    let status = {
        let mut state = state.lock().expect("no panic");
        state.requests.push(request);
        state.status
    };
    match status {
        Some(status) => {
            let answer = format!("HTTP/1.1 {status} Said\r\ncontent-length: 5\r\nconnection: close\r\n\r\nheard");
            // A sender that was stopped reads no more.
            let _ = stream.write_all(answer.as_bytes()).await;
        }
        // Until the sender gives up.
        None => drop(stream.read(&mut [0; 1]).await),
    }
}

async fn request(stream: &mut TcpStream) -> Option<Received> {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(Received { head: head.to_owned(), body: body.to_owned() });
            }
        }
        let mut more = [0; 4_096];
        match stream.read(&mut more).await {
            Ok(0) | Err(_) => return None,
            Ok(count) => read.extend_from_slice(&more[..count]),
        }
    }
}

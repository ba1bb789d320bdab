//! Receivers that say what a test puts into their mouth, and names that lead where it wants.

use std::{
    collections::VecDeque,
    io,
    net::IpAddr,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;
use tenantry_webhooks::Resolver;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};

/// Listens on a free port of this machine, until it is dropped.
pub struct Receiver {
    pub port: u16,
    requests: Arc<Mutex<Vec<String>>>,
    closed: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Receiver {
    /// Answers each request, and closes the connection.
    pub async fn answering(answer: &str) -> Self {
        Self::start(answer, false).await
    }

    /// Says this much, and nothing more.
    pub async fn hanging_after(beginning: &str) -> Self {
        Self::start(beginning, true).await
    }

    async fn start(answer: &str, hangs: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (requests, closed) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Notify::new()));
        let (kept, notified, answer) = (requests.clone(), closed.clone(), answer.as_bytes().to_vec());
        let task = tokio::spawn(async move {
            loop {
                let Ok((mut stream, _)) = listener.accept().await else { return };
                let request = request(&mut stream).await;
                kept.lock().expect("no panic").push(request);
                // A sender may have heard enough before the end.
                let _ = stream.write_all(&answer).await;
                if hangs {
                    let _ = stream.read(&mut [0; 1]).await;
                    notified.notify_one();
                }
                let _ = stream.shutdown().await;
            }
        });
        Self { port, requests, closed, task }
    }

    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic").clone()
    }

    /// Waits until the sender has closed its connection.
    pub async fn closed(&self) {
        tokio::time::timeout(std::time::Duration::from_secs(10), self.closed.notified()).await.expect("closed");
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Reads a head and as much of a body as it announces.
async fn request(stream: &mut TcpStream) -> String {
    let mut read = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&read).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let mut more = [0; 1_024];
        match stream.read(&mut more).await {
            Ok(0) | Err(_) => return text,
            Ok(count) => read.extend_from_slice(&more[..count]),
        }
    }
}

/// A resolver whose names lead somewhere else at each look-up; the last answer stays.
pub struct Zone {
    name: String,
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
    asked: Mutex<Vec<String>>,
}

impl Zone {
    pub fn leading(name: &str, to: &[&str]) -> Arc<Self> {
        Self::changing(name, &[to])
    }

    pub fn changing(name: &str, answers: &[&[&str]]) -> Arc<Self> {
        let parsed = |all: &&[&str]| all.iter().map(|address| address.parse().expect("an address")).collect();
        let answers = Mutex::new(answers.iter().map(parsed).collect());
        Arc::new(Self { name: name.to_owned(), answers, asked: Mutex::default() })
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no panic").clone()
    }
}

#[async_trait]
impl Resolver for Zone {
    async fn resolve(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        self.asked.lock().expect("no panic").push(host.to_owned());
        if host != self.name {
            return Err(io::Error::other("no such name"));
        }
        let mut answers = self.answers.lock().expect("no panic");
        if answers.len() > 1 {
            return Ok(answers.pop_front().unwrap_or_default());
        }
        Ok(answers.front().cloned().unwrap_or_default())
    }
}

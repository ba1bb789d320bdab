//! One connection with one request under way at a time.

use std::{
    io::{ErrorKind, Read, Write},
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use mio::{Interest, Poll, Token, net::TcpStream};

use super::answer::parse;

pub struct Connection {
    stream: TcpStream,
    outgoing: Vec<u8>,
    sent: usize,
    incoming: Vec<u8>,
    filled: usize,
    started: Instant,
    under_way: bool,
}

pub enum Progress {
    Waiting,
    Answered { status: u16 },
}

impl Connection {
    pub fn open(target: SocketAddr, poll: &Poll, token: usize) -> Result<Self> {
        // Waits for the connection, so that no run measures how it is made.
        let stream = std::net::TcpStream::connect(target).with_context(|| format!("{target} can't be reached"))?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, Token(token), Interest::READABLE | Interest::WRITABLE)?;
        Ok(Self {
            stream,
            outgoing: Vec::with_capacity(1_024),
            sent: 0,
            incoming: vec![0; 64 * 1024],
            filled: 0,
            started: Instant::now(),
            under_way: false,
        })
    }

    pub fn send(&mut self, request: &mut dyn FnMut(&mut Vec<u8>)) -> Result<()> {
        self.outgoing.clear();
        request(&mut self.outgoing);
        (self.sent, self.filled, self.under_way) = (0, 0, true);
        self.started = Instant::now();
        self.flush()
    }

    pub fn flush(&mut self) -> Result<()> {
        while self.sent < self.outgoing.len() {
            match self.stream.write(&self.outgoing[self.sent..]) {
                Ok(written) => self.sent += written,
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) => return Err(error).context("a request can't be sent"),
            }
        }
        Ok(())
    }

    /// An edge comes with each arrival, so nothing is read just to find nothing.
    pub fn receive(&mut self) -> Result<Progress> {
        loop {
            let room = self.incoming.len() - self.filled;
            let read = match self.stream.read(&mut self.incoming[self.filled..]) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(Progress::Waiting),
                Err(error) => return Err(error).context("an answer can't be read"),
            };
            self.filled += read;
            if let Some(answer) = parse(&self.incoming[..self.filled]) {
                if self.filled >= answer.length && self.under_way {
                    self.under_way = false;
                    return Ok(Progress::Answered { status: answer.status });
                }
                if answer.length > self.incoming.len() {
                    self.incoming.resize(answer.length, 0);
                }
            }
            if read < room {
                return Ok(Progress::Waiting);
            }
        }
    }

    pub fn since_sent(&self) -> Duration {
        self.started.elapsed()
    }
}

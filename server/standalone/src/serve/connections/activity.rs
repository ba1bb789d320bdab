//! Whether a connection is used: something was asked, is being answered, or is being taken. Pings are no use.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::body::Body;
use hyper::body::{Bytes, Frame, SizeHint};
use tokio::time::Instant;

pub struct Activity {
    /// Requests whose answer has not begun. How long that takes is bounded elsewhere.
    under_way: AtomicUsize,
    last: Mutex<Instant>,
}

impl Activity {
    pub fn begin() -> Arc<Self> {
        Arc::new(Self { under_way: AtomicUsize::new(0), last: Mutex::new(Instant::now()) })
    }

    pub fn request(self: &Arc<Self>) -> UnderWay {
        self.under_way.fetch_add(1, Ordering::Relaxed);
        self.touch();
        UnderWay(self.clone())
    }

    fn touch(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Ends once nothing has happened for so long.
    pub async fn idles(&self, limit: Duration) {
        loop {
            let due = *self.last.lock().unwrap_or_else(PoisonError::into_inner) + limit;
            if self.under_way.load(Ordering::Relaxed) > 0 {
                tokio::time::sleep(limit).await;
            } else if due <= Instant::now() {
                return;
            } else {
                tokio::time::sleep_until(due).await;
            }
        }
    }
}

/// A request that is being answered.
pub struct UnderWay(Arc<Activity>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::Relaxed);
        self.0.touch();
    }
}

/// A body of an answer; each part that is taken of it is activity.
pub struct Taken {
    body: Body,
    activity: Arc<Activity>,
}

impl Taken {
    pub fn new(body: Body, activity: Arc<Activity>) -> Self {
        Self { body, activity }
    }
}

impl hyper::body::Body for Taken {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if polled.is_ready() {
            self.activity.touch();
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

//! CSV to save. It leaves page by page, so that memory does not follow its length.

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::Response,
};
use futures_util::stream;
use tenantry_core::usecases::Pages;

use crate::problem::Result;

pub struct Download {
    name: HeaderValue,
}

impl Download {
    /// The name goes without its ending.
    pub fn of(name: &str) -> Self {
        let name = HeaderValue::try_from(format!("attachment; filename=\"{name}.csv\""));
        Self { name: name.unwrap_or_else(|_| HeaderValue::from_static("attachment")) }
    }

    pub fn whole(self, csv: String) -> Response {
        self.with(Body::from(csv))
    }

    /// The first page is read before anything is answered, so that a refusal is
    /// a problem. What fails later breaks the answer off, which clients see.
    pub async fn pages<P: Pages>(
        self,
        mut pages: P,
        mut write: impl FnMut(&[P::Item]) -> String + Send + 'static,
    ) -> Result<Response> {
        let first = write(&pages.next().await?.unwrap_or_default());
        let rest = stream::unfold((pages, write), |(mut pages, mut write)| async move {
            match pages.next().await {
                Ok(Some(page)) => Some((Ok(Bytes::from(write(&page))), (pages, write))),
                Ok(None) => None,
                Err(error) => Some((Err(std::io::Error::other(error)), (pages, write))),
            }
        });
        let first = stream::once(std::future::ready(Ok(Bytes::from(first))));
        Ok(self.with(Body::from_stream(futures_util::StreamExt::chain(first, rest))))
    }

    fn with(self, body: Body) -> Response {
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
        headers.insert(header::CONTENT_DISPOSITION, self.name);
        response
    }
}

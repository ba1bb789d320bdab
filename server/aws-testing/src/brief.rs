//! A connection that lasts for so many calls: a caller that works over it is cut short,
//! as a process is that dies.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use aws_sdk_dynamodb::{
    Client,
    config::{HttpClient, RuntimeComponents},
};
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;

use crate::server::{self, Which};

#[derive(Clone, Debug)]
pub struct Brief(Arc<(Connector, AtomicI64)>);

impl Brief {
    pub fn new(calls: i64) -> Self {
        Self(Arc::new((Connector::builder().build_http(), AtomicI64::new(calls))))
    }

    pub fn client(&self) -> Client {
        Client::from_conf(server::config(Which::Dynoxide).http_client(self.clone()).build())
    }

    pub fn is_over(&self) -> bool {
        self.0.1.load(Ordering::SeqCst) <= 0
    }
}

impl HttpClient for Brief {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Brief {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if self.0.1.fetch_sub(1, Ordering::SeqCst) > 0 {
            return self.0.0.call(request);
        }
        // Final, so that nobody tries again.
        let refused = r#"{"__type": "com.amazonaws.dynamodb.v20120810#AccessDeniedException", "message": "cut short"}"#;
        let status = StatusCode::try_from(400).expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(refused))))
    }
}

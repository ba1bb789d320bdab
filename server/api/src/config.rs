//! What an installation decides about its HTTP side.

use std::{sync::Arc, time::Duration};

use crate::{alarms::Alarms, mailbox::MailboxReader, resources::Kinds, system::System, web_app::WebApp};

#[derive(Clone)]
pub struct ApiConfig {
    /// Origins, as `https://shop.example`, whose pages may call the API with credentials.
    pub cors_origins: Vec<String>,
    /// The installation is reached over TLS: cookies say so and HSTS is sent.
    pub secure_cookies: bool,
    /// From the first byte of the request to the first of the answer.
    pub request_timeout: Duration,
    /// The mails that a deployment keeps to itself; nothing where they are really sent.
    pub mailbox: Option<Arc<dyn MailboxReader>>,
    /// The web app, where this process serves it; otherwise `/` leads to the docs.
    pub web_app: Option<Arc<dyn WebApp>>,
    /// What watches the installation; nothing where something else does.
    pub alarms: Option<Arc<dyn Alarms>>,
    /// The source of the state of the installation, for operators.
    pub system: Option<Arc<dyn System>>,
    /// A proxy of ours stands in front and appends the caller to `X-Forwarded-For`.
    pub trust_forwarded_for: bool,
    /// This process sees all requests of a tenant, so it knows what is left of their rate.
    /// One of many holds them to it as well, and reports the policy only.
    pub exact_rates: bool,
    /// The declared kinds of records, and the operations of those whose operations are made of the declaration.
    pub kinds: Kinds,
}

impl Default for ApiConfig {
    fn default() -> Self {
        Self {
            cors_origins: Vec::new(),
            secure_cookies: true,
            request_timeout: Duration::from_secs(30),
            mailbox: None,
            web_app: None,
            alarms: None,
            system: None,
            trust_forwarded_for: false,
            exact_rates: true,
            kinds: Kinds::built_in(),
        }
    }
}

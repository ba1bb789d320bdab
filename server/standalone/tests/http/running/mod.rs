//! What somebody who runs an installation relies on.

mod config;
mod smtp;
mod tls;

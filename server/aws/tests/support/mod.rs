//! What the tests of this home share: servers that stand in for AWS, and a home
//! on top of them.

#![allow(dead_code, unused_imports, clippy::allow_attributes, reason = "each test binary uses its own part of this")]

pub mod brief;
pub mod cloud;
pub mod cognito;
pub mod faults;
pub mod home;
pub mod items;
pub mod lag;
pub mod places;
pub mod relay;
pub mod run;
pub mod server;
pub mod signing_key;
pub mod whole;

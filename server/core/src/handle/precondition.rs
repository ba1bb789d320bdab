//! `If-Match` (RFC 9110, section 13.1.1): which state the caller saw.

use crate::{
    error::{Error, Result},
    order::version_tag,
    product::{Product, ProductTag},
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Precondition {
    /// `*`: whatever is there now.
    Any,
    Tags(Vec<String>),
    /// As one of many things is named, where a header names only one.
    Version(u64),
}

impl Precondition {
    pub fn parse(header: &str) -> Self {
        match header.trim() {
            "*" => Precondition::Any,
            tags => Precondition::Tags(tags.split(',').map(|tag| tag.trim().to_owned()).collect()),
        }
    }

    /// For whatever has only a version.
    pub(super) fn check(&self, version: u64) -> Result<()> {
        let current = version_tag(version);
        match self {
            Precondition::Tags(tags) if !tags.contains(&current) => Err(Error::Stale { current }),
            Precondition::Version(seen) if *seen != version => Err(Error::Stale { current }),
            _ => Ok(()),
        }
    }

    /// The stock that the caller saw, if it saw the present version.
    pub(super) fn check_product(&self, product: &Product) -> Result<u64> {
        let stale = || Error::Stale { current: product.tag().to_string() };
        let tags = match self {
            Precondition::Any => return Ok(product.inventory),
            Precondition::Version(seen) if *seen == product.version => return Ok(product.inventory),
            Precondition::Version(_) => return Err(stale()),
            Precondition::Tags(tags) => tags,
        };
        tags.iter()
            .filter_map(|tag| tag.parse::<ProductTag>().ok())
            .find(|tag| tag.version == product.version)
            .map(|tag| tag.inventory)
            .ok_or_else(stale)
    }
}

//! `If-Match` (RFC 9110, section 13.1.1): which state the caller saw.

use crate::domain::{
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

/// A header that is no list of entity tags.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoTags;

impl Precondition {
    /// Reads `*` or a list of entity tags (RFC 9110, sections 8.8.3 and 13.1.1).
    /// A tag is quoted; what is not, is no tag that could match or fail to.
    pub fn parse(header: &str) -> Result<Self, NoTags> {
        if header.trim() == "*" {
            return Ok(Precondition::Any);
        }
        let (mut tags, mut rest) = (Vec::new(), header);
        loop {
            // Empty elements of a list are to be ignored (section 5.6.1.2).
            rest = rest.trim_start_matches([' ', '\t', ',']);
            if rest.is_empty() {
                return if tags.is_empty() { Err(NoTags) } else { Ok(Precondition::Tags(tags)) };
            }
            let (tag, after) = first_tag(rest).ok_or(NoTags)?;
            tags.push(tag.to_owned());
            rest = after.trim_start_matches([' ', '\t']);
            if !rest.is_empty() && !rest.starts_with(',') {
                return Err(NoTags);
            }
        }
    }

    /// For whatever has only a version.
    pub(crate) fn check(&self, version: u64) -> Result<()> {
        let current = version_tag(version);
        match self {
            Precondition::Tags(tags) if !tags.contains(&current) => Err(unmatched(tags, current)),
            Precondition::Version(seen) if *seen != version => Err(Error::Stale { current }),
            _ => Ok(()),
        }
    }

    /// The stock that the caller saw, if it saw the present version.
    pub(crate) fn check_product(&self, product: &Product) -> Result<u64> {
        let current = product.tag().to_string();
        let tags = match self {
            Precondition::Any => return Ok(product.inventory),
            Precondition::Version(seen) if *seen == product.version => return Ok(product.inventory),
            Precondition::Version(_) => return Err(Error::Stale { current }),
            Precondition::Tags(tags) => tags,
        };
        tags.iter()
            .filter_map(|tag| tag.parse::<ProductTag>().ok())
            .find(|tag| tag.version == product.version)
            .map(|tag| tag.inventory)
            .ok_or_else(|| unmatched(tags, current))
    }
}

/// Weak tags never match here (RFC 9110, section 13.1.1), so that it was
/// changed would be a wrong reason.
fn unmatched(tags: &[String], current: String) -> Error {
    if tags.iter().all(|tag| tag.starts_with("W/")) { Error::WeakTag { current } } else { Error::Stale { current } }
}

/// The tag that the text begins with, and what follows it.
fn first_tag(text: &str) -> Option<(&str, &str)> {
    let opaque = text.strip_prefix("W/").unwrap_or(text).strip_prefix('"')?;
    let end = opaque.find('"')?;
    let sound = opaque[..end].chars().all(|letter| letter == '!' || letter > '"' && letter != '\u{7f}');
    let length = text.len() - opaque.len() + end + 1;
    sound.then(|| text.split_at(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_tags_is_read_as_the_rfc_has_it() {
        let tags = |header: &str| match Precondition::parse(header) {
            Ok(Precondition::Tags(tags)) => tags,
            other => vec![format!("{other:?}")],
        };
        assert_eq!(Precondition::parse(" * "), Ok(Precondition::Any));
        assert_eq!(tags("\"1\""), ["\"1\""]);
        assert_eq!(tags(", \"1\" ,W/\"2-3\",\"a,b\","), ["\"1\"", "W/\"2-3\"", "\"a,b\""]);
        for bad in ["", " ", ",", "1", "\"1", "1\"", "w/\"1\"", "*, \"1\"", "\"1\" \"2\"", "\"a b\"", "W/ \"1\""] {
            assert_eq!(Precondition::parse(bad), Err(NoTags), "{bad:?}");
        }
    }

    #[test]
    fn a_weak_tag_is_told_from_a_stale_one() {
        let check = |header: &str| Precondition::parse(header).expect("tags").check(3);
        assert!(check("W/\"3\", \"3\"").is_ok());
        assert!(matches!(check("W/\"3\""), Err(Error::WeakTag { .. })));
        assert!(matches!(check("W/\"3\", \"2\""), Err(Error::Stale { .. })));
    }
}

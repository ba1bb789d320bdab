//! The address that events are sent to.

use std::{fmt, net::IpAddr};

use url::{Host, Url};

use crate::network::is_public;

/// Which addresses an installation sends to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Reach {
    /// Public ones, by https.
    #[default]
    Public,
    /// Any, by http too: for an installation on one's own machine, whose receivers are beside it.
    Anywhere,
}

/// A URL that nothing is sent to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadTarget {
    /// It can't be read, or is too long.
    #[error("must be a URL like https://example.com/webhooks, with at most {} characters", Target::MOST_CHARACTERS)]
    Unreadable,
    /// It has another scheme.
    #[error("must begin with https://")]
    NotHttps,
    /// It has a user name or a password, which would be sent along.
    #[error("must not hold a user name or a password")]
    Credentials,
    /// It has a fragment, which is not sent.
    #[error("must not have a part behind #")]
    Fragment,
    /// No service of the web listens there.
    #[error("must have the port 443, or one from 1024 on")]
    Port,
    /// Its host is no public address.
    #[error("must lead to a public address")]
    NotPublic,
}

/// A URL that events can be sent to. What its name leads to is judged at each try.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    url: Url,
}

/// What a target is reached by.
pub(crate) enum Place<'a> {
    Name(&'a str),
    Address(IpAddr),
}

impl Target {
    /// The longest URL that is taken.
    pub const MOST_CHARACTERS: usize = 2_000;

    /// Reads a URL by the rules of browsers: numbers in any notation are addresses, names are in ASCII.
    pub fn parse(text: &str, reach: Reach) -> Result<Self, BadTarget> {
        if text.chars().count() > Self::MOST_CHARACTERS || text.contains(|c: char| c.is_control() || c.is_whitespace())
        {
            return Err(BadTarget::Unreadable);
        }
        let url = Url::parse(text).map_err(|_| BadTarget::Unreadable)?;
        match (url.scheme(), reach) {
            ("https", _) | ("http", Reach::Anywhere) => {}
            _ => return Err(BadTarget::NotHttps),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadTarget::Credentials);
        }
        if url.fragment().is_some() {
            return Err(BadTarget::Fragment);
        }
        let target = Self { url };
        if reach == Reach::Public {
            target.check_public()?;
        }
        target.place().map(|_| ())?;
        Ok(target)
    }

    /// What can be seen of a URL without looking its name up.
    fn check_public(&self) -> Result<(), BadTarget> {
        match self.port() {
            443 | 1_024.. => {}
            _ => return Err(BadTarget::Port),
        }
        let is_public = match self.place()? {
            Place::Address(address) => is_public(address),
            Place::Name(name) => is_public_name(name),
        };
        if is_public { Ok(()) } else { Err(BadTarget::NotPublic) }
    }

    pub(crate) fn place(&self) -> Result<Place<'_>, BadTarget> {
        match self.url.host() {
            Some(Host::Domain(name)) => Ok(Place::Name(name)),
            Some(Host::Ipv4(address)) => Ok(Place::Address(address.into())),
            Some(Host::Ipv6(address)) => Ok(Place::Address(address.into())),
            None => Err(BadTarget::Unreadable),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(443)
    }

    #[cfg(feature = "send")]
    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The value of the Host header: without the port, where that is the scheme's own.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    #[cfg(feature = "send")]
    pub(crate) fn path_and_query(&self) -> &str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }

    /// The URL in its canonical form.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }
}

/// Names that mean the machine itself or its network wherever they are looked up (RFC 6761, RFC 8375, RFC 9476).
fn is_public_name(name: &str) -> bool {
    const PRIVATE: [&str; 6] = ["localhost", "local", "internal", "arpa", "alt", "onion"];
    let name = name.trim_end_matches('.');
    let ends_with = |end: &str| name.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    name.contains('.') && !PRIVATE.iter().any(|end| ends_with(end))
}

/// The host alone: a path or query may hold what only the receiver should see.
impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({})", self.host())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn why(text: &str) -> Option<BadTarget> {
        Target::parse(text, Reach::Public).err()
    }

    #[test]
    fn public_urls_are_taken_as_they_are() {
        for good in [
            "https://example.com/",
            "https://hooks.example.com/in?key=a%20b",
            "https://example.com:8443/x",
            "https://93.184.216.34/",
            "https://[2606:4700:4700::1111]/",
        ] {
            let target = Target::parse(good, Reach::Public).unwrap_or_else(|error| unreachable!("{good}: {error}"));
            assert_eq!(target.as_str(), good);
        }
        let target = Target::parse("https://Bücher.example?x=1", Reach::Public).expect("a target");
        assert_eq!((target.host().as_str(), target.path_and_query()), ("xn--bcher-kva.example", "/?x=1"));
        assert_eq!(format!("{target:?}"), "Target(xn--bcher-kva.example)");
    }

    #[test]
    fn other_urls_are_rejected_with_the_reason() {
        let long = format!("https://example.com/{}", "x".repeat(2_000));
        for (bad, reason) in [
            ("", BadTarget::Unreadable),
            ("example.com", BadTarget::Unreadable),
            ("https://", BadTarget::Unreadable),
            ("https://exa mple.com", BadTarget::Unreadable),
            ("https://example.com/\n", BadTarget::Unreadable),
            (long.as_str(), BadTarget::Unreadable),
            ("http://example.com", BadTarget::NotHttps),
            ("ftp://example.com", BadTarget::NotHttps),
            ("file:///etc/passwd", BadTarget::NotHttps),
            ("https://user@example.com", BadTarget::Credentials),
            ("https://:secret@example.com", BadTarget::Credentials),
            ("https://example.com/#x", BadTarget::Fragment),
            ("https://example.com:22", BadTarget::Port),
            ("https://example.com:80", BadTarget::Port),
            ("https://127.0.0.1", BadTarget::NotPublic),
            ("https://2130706433", BadTarget::NotPublic),
            ("https://0x7f.1", BadTarget::NotPublic),
            ("https://0177.0.0.1", BadTarget::NotPublic),
            ("https://169.254.169.254/latest/meta-data", BadTarget::NotPublic),
            ("https://[::1]", BadTarget::NotPublic),
            ("https://[::ffff:10.0.0.1]", BadTarget::NotPublic),
            ("https://localhost", BadTarget::NotPublic),
            ("https://LOCALHOST.", BadTarget::NotPublic),
            ("https://app.localhost", BadTarget::NotPublic),
            ("https://printer.local", BadTarget::NotPublic),
            ("https://metadata.google.internal", BadTarget::NotPublic),
            ("https://intranet", BadTarget::NotPublic),
        ] {
            assert_eq!(why(bad), Some(reason), "{bad}");
        }
    }

    #[test]
    fn a_laptop_reaches_itself() {
        for good in ["http://localhost:3000/hook", "http://127.0.0.1:80", "https://[::1]:8443"] {
            assert!(Target::parse(good, Reach::Anywhere).is_ok(), "{good}");
        }
        assert_eq!(Target::parse("ftp://localhost", Reach::Anywhere), Err(BadTarget::NotHttps));
    }
}

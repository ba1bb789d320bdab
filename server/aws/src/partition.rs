//! The one place that names tables and keys and alone decides between pool and
//! silo. A silo tenant's data is in tables of its own; the rest share three.

/// Begins the name of everything that one installation has in an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Prefix(String);

impl Prefix {
    pub fn new(prefix: impl Into<String>) -> Self {
        Self(prefix.into())
    }

    pub fn table(&self, name: &str) -> String {
        format!("{}{name}", self.0)
    }
}

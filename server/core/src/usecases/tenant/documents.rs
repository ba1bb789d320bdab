//! The documents of a tenant, as the kinds that they hold.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    domain::error::{Error, Result},
    ports::commit::{Document, DocumentKind, Expect, Write},
    usecases::handle::Tenant,
};

/// A document as it was read, or as it is before there is one.
pub(in crate::usecases) struct Opened<T> {
    pub content: T,
    kind: DocumentKind,
    version: u64,
}

impl<T: Serialize> Opened<T> {
    /// Its next version, refused if another was written in between.
    pub fn write(&self, content: &T) -> Result<Write> {
        let body = serde_json::to_string(content).map_err(Error::unavailable)?;
        let expect = if self.version == 0 { Expect::Absent } else { Expect::Version(self.version) };
        Ok(Write::Document { document: Document { kind: self.kind, version: self.version + 1, body }, expect })
    }
}

impl Tenant {
    pub(in crate::usecases) async fn document<T: DeserializeOwned + Default>(
        &self,
        kind: DocumentKind,
    ) -> Result<Opened<T>> {
        let Some(found) = self.inner.store.document(&self.key, kind).await? else {
            return Ok(Opened { content: T::default(), kind, version: 0 });
        };
        let content = serde_json::from_str(&found.body).map_err(Error::unavailable)?;
        Ok(Opened { content, kind, version: found.version })
    }
}

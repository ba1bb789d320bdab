//! The devices that a user is signed in on.

use crate::{
    domain::{
        error::{Error, Result},
        ids::SessionId,
    },
    ports::sign_in::SessionRecord,
    usecases::person::handle::Person,
};

/// A session of the person who asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnSession {
    pub record: SessionRecord,
    /// It is the one that asks.
    pub current: bool,
}

impl Person {
    /// Newest first.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn sessions(&self) -> Result<Vec<OwnSession>> {
        let now = self.inner.now();
        let records = self.inner.sign_ins.sessions(self.user(), self.realm(), now).await?;
        let own = records.into_iter().map(|record| {
            let current = record.id == self.session();
            // The caller's own session is in use right now.
            let last_used_at = if current { now } else { record.last_used_at };
            OwnSession { record: SessionRecord { last_used_at, ..record }, current }
        });
        Ok(own.collect())
    }

    /// Its access tokens end at once. Another user's session does not exist.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn end_session(&self, id: SessionId) -> Result<()> {
        let record = self.inner.sign_ins.session(id).await?;
        let own = record.filter(|record| record.user == self.user() && record.realm == self.realm());
        own.ok_or(Error::NotFound)?;
        self.inner.end_session(id).await
    }

    /// All but the one that asks.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn end_other_sessions(&self) -> Result<()> {
        self.inner.end_sessions_of(self.user(), self.realm(), Some(self.session())).await
    }
}

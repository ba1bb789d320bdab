//! Staying signed in, and signing out.

use secrecy::SecretString;

use super::{App, signed_out};
use crate::{
    app::SignedIn,
    device::Origin,
    error::{Error, Result},
    identity::{IdentityError, Realm},
    ids::{SessionId, UserId},
};

impl App {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn refresh<'a>(&self, token: &SecretString, from: impl Into<Origin<'a>>) -> Result<SignedIn> {
        let (inner, from) = (&self.inner, from.into());
        let guess =
            inner.throttle.guess("refresh", "", from.address, inner.settings.quotas.refreshes, inner.monotonic())?;
        let tokens = match inner.identity.refresh(token, &**inner).await {
            Ok(tokens) => tokens,
            Err(IdentityError::Reused(session)) => {
                inner.sign_ins.end_session(session).await?;
                return Err(ENDED);
            }
            Err(IdentityError::Refused) => return Err(ENDED),
            Err(other) => return Err(signed_out(other)),
        };
        inner.throttle.right(guess);
        inner.sign_ins.touch_session(tokens.session, inner.now()).await?;
        Ok(tokens)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn sign_out(&self, token: &SecretString) -> Result<()> {
        match self.inner.identity.sign_out_token(token).await.map_err(signed_out)? {
            Some(session) => Ok(self.inner.sign_ins.end_session(session).await?),
            None => Ok(()),
        }
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn sign_out_session(&self, session: SessionId) -> Result<()> {
        self.inner.identity.sign_out_session(session).await.map_err(signed_out)?;
        Ok(self.inner.sign_ins.end_session(session).await?)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn sign_out_everywhere(&self, user: UserId, realm: Realm) -> Result<()> {
        self.inner.identity.sign_out_everywhere(user, realm, None).await.map_err(signed_out)?;
        Ok(self.inner.sign_ins.end_sessions(user, realm, None).await?)
    }
}

const ENDED: Error = Error::Unauthenticated("the session has ended; sign in again");

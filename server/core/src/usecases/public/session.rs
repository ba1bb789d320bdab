//! Staying signed in, and signing out.

use secrecy::SecretString;

use crate::{
    domain::{
        error::{Error, Result},
        ids::{SessionId, UserId},
    },
    policy::{
        device::Origin,
        refusals::signed_out,
        write_order::{SESSION_END, SessionEndStep},
    },
    ports::identity::{IdentityError, Realm},
    runtime::inner::Inner,
    usecases::public::{app::App, sign_in::SignedIn},
};

impl App {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn refresh<'a>(&self, token: &SecretString, from: impl Into<Origin<'a>>) -> Result<SignedIn> {
        let (inner, from) = (&self.inner, from.into());
        let guess = inner.throttle.guess("refresh", "", from.address, inner.settings.quotas.refreshes).await?;
        let tokens = match inner.identity.refresh(token, &**inner).await {
            Ok(tokens) => tokens,
            Err(IdentityError::Reused(session)) => {
                inner.sign_ins.end_session(session).await?;
                return Err(ENDED);
            }
            Err(IdentityError::Refused) => return Err(ENDED),
            Err(other) => return Err(signed_out(other)),
        };
        inner.throttle.clear_guesses(guess).await;
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
        self.inner.end_session(session).await
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn sign_out_everywhere(&self, user: UserId, realm: Realm) -> Result<()> {
        self.inner.end_sessions_of(user, realm, None).await
    }
}

impl Inner {
    /// Ends a session. Succeeds if it has ended.
    pub async fn end_session(&self, session: SessionId) -> Result<()> {
        for step in SESSION_END {
            match step {
                SessionEndStep::Tokens => self.identity.sign_out_session(session).await.map_err(signed_out)?,
                SessionEndStep::Record => self.sign_ins.end_session(session).await?,
            }
        }
        Ok(())
    }

    /// Ends all sessions of a user except `keep`.
    pub async fn end_sessions_of(&self, user: UserId, realm: Realm, keep: Option<SessionId>) -> Result<()> {
        for step in SESSION_END {
            match step {
                SessionEndStep::Tokens => {
                    self.identity.sign_out_everywhere(user, realm, keep).await.map_err(signed_out)?;
                }
                SessionEndStep::Record => self.sign_ins.end_sessions(user, realm, keep).await?,
            }
        }
        Ok(())
    }
}

const ENDED: Error = Error::Unauthenticated("the session has ended; sign in again");

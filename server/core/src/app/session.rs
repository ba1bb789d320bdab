//! Signing in and out, and getting back in.

use async_trait::async_trait;
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};

use super::{App, Inner, signed_out, suspended, unexpected};
use crate::{
    commit::{CommitError, ControlWrite},
    error::{Error, Result},
    event::EventKind,
    identity::{IdentityError, Realm, Standing, Subject, Subjects, Tokens},
    ids::{ResetId, SessionId, UserId},
    journal::Actor,
    member::Member,
    operator::OperatorRecord,
    registration::{RESET_MINUTES, Reset},
    tenant::{TenantRecord, TenantStatus},
    text::{Check, fold},
    ticket::Purpose,
};

/// Fresh tokens.
pub type SignedIn = Tokens;

impl App {
    pub async fn sign_in(&self, email: &str, password: &SecretString, address: &str) -> Result<SignedIn> {
        let inner = &self.inner;
        let folded = fold(email);
        self.throttle_sign_in(&folded, address)?;
        let member = inner.control.member_by_email(&folded).await?;
        let known = match member {
            Some(member) => inner.standing(member).await?,
            None => None,
        };
        let tokens = inner.identity.sign_in(known.as_ref().map(|(subject, _)| subject), password).await;
        let tokens = tokens.map_err(wrong_credentials)?;
        match known {
            Some((_, tenant)) if tenant.status == TenantStatus::Suspended => {
                inner.identity.sign_out_token(&tokens.refresh).await.map_err(signed_out)?;
                Err(suspended(tenant.status_reason.as_deref()))
            }
            _ => Ok(tokens),
        }
    }

    pub async fn sign_in_operator(&self, email: &str, password: &SecretString, address: &str) -> Result<SignedIn> {
        let folded = fold(email);
        self.throttle_sign_in(&format!("operator {folded}"), address)?;
        let operator = self.inner.control.operator_by_email(&folded).await?;
        let subject = operator.map(operator_subject);
        self.inner.identity.sign_in(subject.as_ref(), password).await.map_err(wrong_credentials)
    }

    fn throttle_sign_in(&self, account: &str, address: &str) -> Result<()> {
        let (throttle, settings, now) = (&self.inner.throttle, &self.inner.settings, self.inner.now());
        throttle.check("address", address, settings.sign_ins_per_address, now)?;
        throttle.check("account", account, settings.sign_ins_per_account, now)
    }

    pub async fn refresh(&self, token: &SecretString) -> Result<SignedIn> {
        let refreshed = self.inner.identity.refresh(token, &*self.inner).await;
        refreshed.map_err(|error| match error {
            IdentityError::Refused => Error::Unauthenticated("the session has ended; sign in again"),
            other => signed_out(other),
        })
    }

    pub async fn sign_out(&self, token: &SecretString) -> Result<()> {
        self.inner.identity.sign_out_token(token).await.map_err(signed_out)
    }

    pub async fn sign_out_session(&self, session: SessionId) -> Result<()> {
        self.inner.identity.sign_out_session(session).await.map_err(signed_out)
    }

    pub async fn sign_out_everywhere(&self, user: UserId, realm: Realm) -> Result<()> {
        self.inner.identity.sign_out_everywhere(user, realm).await.map_err(signed_out)
    }

    /// Mails a link to the address if it has an account; says the same if not.
    pub async fn forgot_password(&self, email: &str, request_id: Option<&str>) -> Result<()> {
        let inner = &self.inner;
        let folded = fold(email);
        let now = inner.now();
        inner.throttle.check("mail", &folded, inner.settings.mails_per_account, now)?;
        let Some(member) = inner.control.member_by_email(&folded).await? else { return Ok(()) };
        let reset = Reset {
            id: inner.id(now),
            user: member.user,
            created_at: now,
            expires_at: now + SignedDuration::from_mins(RESET_MINUTES),
        };
        let event = EventKind::ResetRequested { reset: reset.id };
        inner
            .control(Actor::Visitor, request_id)
            .record(Some(member.tenant), vec![ControlWrite::Reset { reset }], vec![event])
            .await
            .map_err(unexpected)
    }

    /// Ends all sessions: whoever else knew the old password is out.
    pub async fn reset_password(&self, ticket: &str, password: &SecretString, request_id: Option<&str>) -> Result<()> {
        let inner = &self.inner;
        let mut check = Check::default();
        check.password("/password", password.expose_secret());
        check.done(())?;
        let id = ResetId(inner.seal.open_ticket(Purpose::Reset, ticket).ok_or(Error::BadTicket)?);
        let reset = inner.control.reset(id).await?.ok_or(Error::BadTicket)?;
        if reset.expires_at <= inner.now() {
            return Err(Error::BadTicket);
        }
        let member = inner.control.member(reset.user).await?.ok_or(Error::BadTicket)?;
        let event = EventKind::PasswordReset { user: member.user };
        let control = inner.control(Actor::Visitor, request_id);
        match control.record(Some(member.tenant), vec![ControlWrite::RemoveReset { id }], vec![event]).await {
            Ok(()) => {}
            Err(CommitError::Unexpected(_)) => return Err(Error::BadTicket),
            Err(refused) => return Err(unexpected(refused)),
        }
        inner.identity.set_password(member.user, Realm::Member, password).await.map_err(signed_out)
    }
}

impl Inner {
    /// Nobody, if the tenant is deleted.
    async fn standing(&self, member: Member) -> Result<Option<(Subject, TenantRecord)>> {
        let tenant = self.control.tenant(member.tenant).await?;
        Ok(tenant.filter(|tenant| tenant.status != TenantStatus::Deleted).map(|tenant| {
            let standing = Standing::Member { tenant: tenant.id, tier: tenant.tier };
            (Subject { user: member.user, email: member.email, standing }, tenant)
        }))
    }
}

fn operator_subject(operator: OperatorRecord) -> Subject {
    Subject { user: operator.user, email: operator.email, standing: Standing::Operator }
}

fn wrong_credentials(error: IdentityError) -> Error {
    match error {
        IdentityError::Refused => Error::WrongCredentials,
        other => signed_out(other),
    }
}

/// A refreshed session is judged by the records of the moment.
#[async_trait]
impl Subjects for Inner {
    async fn subject(&self, user: UserId, realm: Realm) -> Result<Option<Subject>, IdentityError> {
        let unavailable = |error: Error| IdentityError::Unavailable(Box::new(error));
        match realm {
            Realm::Operator => {
                let operator = self.control.operator(user).await.map_err(|error| unavailable(error.into()))?;
                Ok(operator.map(operator_subject))
            }
            Realm::Member => {
                let member = self.control.member(user).await.map_err(|error| unavailable(error.into()))?;
                let Some(member) = member else { return Ok(None) };
                let known = self.standing(member).await.map_err(unavailable)?;
                Ok(known.filter(|(_, tenant)| tenant.is_active()).map(|(subject, _)| subject))
            }
        }
    }
}

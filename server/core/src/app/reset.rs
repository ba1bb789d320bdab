//! Getting back in without the password.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{App, signed_out, unexpected};
use crate::{
    commit::{CommitError, ControlWrite},
    device::Origin,
    error::{Error, Result},
    event::EventKind,
    identity::Realm,
    ids::{ResetId, UserId},
    journal::Actor,
    registration::{RESET_MINUTES, Reset},
    text::{Check, fold_email},
    ticket::Purpose,
};

impl App {
    /// Mails a link to the address if it has an account. It says the same and
    /// does the same if not: the link of nobody is written, and never mailed.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn forgot_password<'a>(
        &self,
        email: &str,
        from: impl Into<Origin<'a>>,
        request_id: Option<&str>,
    ) -> Result<()> {
        let inner = &self.inner;
        let folded = fold_email(email);
        let now = inner.now();
        inner.throttle.check("mails", from.into().address, inner.settings.mails_per_address, now)?;
        inner.throttle.check("mail", &folded, inner.settings.mails_per_account, now)?;
        let member = inner.control.member_by_email(&folded).await?;
        let reset = Reset {
            id: inner.id(now),
            user: member.as_ref().map_or(UserId(Uuid::nil()), |member| member.user),
            created_at: now,
            expires_at: now + SignedDuration::from_mins(RESET_MINUTES),
        };
        let event = EventKind::ResetRequested { reset: reset.id };
        inner
            .control(Actor::Visitor, request_id)
            .record(member.map(|member| member.tenant), vec![ControlWrite::Reset { reset }], vec![event])
            .await
            .map_err(unexpected)
    }

    /// Ends all sessions: whoever else knew the old password is out. A second
    /// factor stays on.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn reset_password<'a>(
        &self,
        ticket: &str,
        password: &SecretString,
        from: impl Into<Origin<'a>>,
        request_id: Option<&str>,
    ) -> Result<()> {
        let inner = &self.inner;
        let now = inner.now();
        inner.throttle.check("address", from.into().address, inner.settings.sign_ins_per_address, now)?;
        // A password that no account could have is refused before the link is looked at.
        let mut check = Check::default();
        check.password("/password", password.expose_secret(), &[]);
        check.done(())?;
        let id = ResetId(inner.seal.open_ticket(Purpose::Reset, ticket).ok_or(Error::BadTicket)?);
        let reset = inner.control.reset(id).await?.ok_or(Error::BadTicket)?;
        if reset.expires_at <= now {
            return Err(Error::BadTicket);
        }
        let member = inner.control.member(reset.user).await?.ok_or(Error::BadTicket)?;
        let mut check = Check::default();
        let company = inner.control.tenant(member.tenant).await?.map(|tenant| tenant.company_name);
        let about = [member.email.as_str(), &member.name, company.as_deref().unwrap_or_default()];
        check.password("/password", password.expose_secret(), &about);
        check.done(())?;
        let event = EventKind::PasswordReset { user: member.user };
        let control = inner.control(Actor::Visitor, request_id);
        match control.record(Some(member.tenant), vec![ControlWrite::RemoveReset { id }], vec![event]).await {
            Ok(()) => {}
            Err(CommitError::Unexpected(_)) => return Err(Error::BadTicket),
            Err(refused) => return Err(unexpected(refused)),
        }
        inner.set_password(member.user, Realm::Member, password, None).await
    }
}

impl super::Inner {
    /// Ends all sessions but one to keep.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn set_password(
        &self,
        user: UserId,
        realm: Realm,
        password: &SecretString,
        keep: Option<crate::ids::SessionId>,
    ) -> Result<()> {
        self.identity.set_password(user, realm, password, keep).await.map_err(signed_out)?;
        Ok(self.sign_ins.end_sessions(user, realm, keep).await?)
    }
}

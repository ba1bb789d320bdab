//! Getting back in without the password.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{App, Control, signed_out, unexpected};
use crate::{
    commit::{CommitError, ControlWrite, Expect, Subject},
    device::Origin,
    error::{Error, Result},
    event::EventKind,
    identity::Realm,
    ids::{ResetId, UserId},
    journal::Actor,
    member::Member,
    registration::{RESET_MINUTES, Reset},
    sign_in::in_force,
    text::{Check, fold_email},
    ticket::Purpose,
};

impl App {
    /// Mails a link to the address if it has an account. It says the same and
    /// does the same if not: the link of nobody is written, and never mailed.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn forgot_password(&self, email: &str, request_id: Option<&str>) -> Result<()> {
        let inner = &self.inner;
        let folded = fold_email(email);
        let now = inner.now();
        inner.may_be_mailed(&folded)?;
        let member = inner.control.member_by_email(&folded).await?;
        let reset = Reset {
            id: inner.id(now),
            user: member.as_ref().map_or(UserId(Uuid::nil()), |member| member.user),
            credentials: member.as_ref().map_or(0, |member| member.credentials),
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
        // A password that no account could have is refused before the link is looked at.
        let mut check = Check::default();
        check.password("/password", password.expose_secret(), &[]);
        check.done(())?;
        let id = ResetId(inner.seal.open_ticket(Purpose::Reset, ticket).ok_or(Error::BadTicket)?);
        let reset = inner.control.reset(id).await?.ok_or(Error::BadTicket)?;
        if !in_force(reset.created_at, reset.expires_at, inner.now()) {
            return Err(Error::BadTicket);
        }
        let member = inner.control.member(reset.user).await?.ok_or(Error::BadTicket)?;
        if member.credentials != reset.credentials {
            return Err(Error::BadTicket);
        }
        let mut check = Check::default();
        let company = inner.control.tenant(member.tenant).await?.map(|tenant| tenant.company_name);
        let about = [member.email.as_str(), &member.name, company.as_deref().unwrap_or_default()];
        check.password("/password", password.expose_secret(), &about);
        check.done(())?;
        let _place = inner.hashing(from.into().address)?;
        let user = member.user;
        self.use_reset(&reset, member, request_id).await?;
        inner.set_password(user, Realm::Member, password, None).await
    }
}

impl App {
    /// Ends the link, and with it every other that was mailed before.
    async fn use_reset(&self, reset: &Reset, mut member: Member, request_id: Option<&str>) -> Result<()> {
        let (inner, user) = (&self.inner, member.user);
        for _ in 0..super::TRIES {
            let next = inner.with_new_credentials(&member);
            let writes = vec![
                ControlWrite::RemoveReset { id: reset.id },
                ControlWrite::Member { member: next, expect: Expect::Version(member.version) },
            ];
            let control = inner.control(Actor::Visitor, request_id);
            let committed = control.record(Some(member.tenant), writes, vec![EventKind::PasswordReset { user }]).await;
            inner.records.forget_member(user);
            match committed {
                // Their name or role was changed meanwhile, which is no matter of the link.
                Err(CommitError::Unexpected(Subject::Member(_))) => {
                    member = inner.control.member(user).await?.ok_or(Error::BadTicket)?;
                    if member.credentials != reset.credentials {
                        return Err(Error::BadTicket);
                    }
                }
                Err(CommitError::Unexpected(_)) => return Err(Error::BadTicket),
                result => return result.map_err(unexpected),
            }
        }
        Err(Error::Unavailable("the member changed too often to be saved".into()))
    }
}

impl super::Inner {
    /// Emails that are asked for without a token are few for one address, whether it has an account or not.
    pub fn may_be_mailed(&self, folded: &str) -> Result<()> {
        let (quotas, now) = (&self.settings.quotas, self.monotonic());
        self.throttle.check("mail", folded, quotas.emails_per_account, now)?;
        self.throttle.check("recipient", folded, quotas.emails_per_recipient, now)
    }

    /// The member after a change of what they sign in with: links that were mailed before are void.
    pub fn with_new_credentials(&self, member: &Member) -> Member {
        let (credentials, version) = (member.credentials + 1, member.version + 1);
        Member { credentials, version, updated_at: self.now(), ..member.clone() }
    }

    /// Notes that what a member signs in with changes, together with its event.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn note_new_credentials(&self, user: UserId, control: &Control<'_>, event: EventKind) -> Result<()> {
        let mut tries = self.tries();
        let _turn = tries.alone(super::Thing::Member(user)).await?;
        loop {
            tries.begin().await?;
            let current = self.control.member(user).await?.ok_or(super::GONE)?;
            let next = self.with_new_credentials(&current);
            let write = ControlWrite::Member { member: next, expect: Expect::Version(current.version) };
            let committed = control.record(Some(current.tenant), vec![write], vec![event.clone()]).await;
            self.records.forget_member(user);
            match committed {
                Err(CommitError::Unexpected(_)) => continue,
                result => return result.map_err(unexpected),
            }
        }
    }

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

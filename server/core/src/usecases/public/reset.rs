//! Getting back in without the password.

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        ids::{ResetId, UserId},
        journal::Actor,
        member::Member,
        registration::Reset,
        signing::Purpose,
        text::{Check, fold_email},
    },
    policy::{
        device::Origin,
        refusals::{signed_out, unexpected},
        retention::{RESET_MINUTES, in_force},
    },
    ports::{
        commit::{CommitError, ControlWrite, Expect, Subject},
        identity::Realm,
    },
    runtime::{committed::Committed, control::Control, retry::WaitsFor, turns::Thing},
    usecases::public::app::App,
};

impl App {
    /// Mails a link to the address if it has an account. It says the same and
    /// does the same if not: the link of nobody is written, and never mailed.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn forgot_password(&self, email: &str, request_id: Option<&str>) -> Result<()> {
        let inner = &self.inner;
        let folded = fold_email(email);
        let now = inner.now();
        inner.may_be_mailed(&folded).await?;
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

    /// Ends all sessions: another person who knew the old password is out. A second
    /// factor stays on.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn reset_password<'a>(
        &self,
        token: &str,
        password: &SecretString,
        from: impl Into<Origin<'a>>,
        request_id: Option<&str>,
    ) -> Result<()> {
        let inner = &self.inner;
        // A password that no account could have is refused before the link is looked at.
        let mut check = Check::default();
        check.password("/password", password.expose_secret(), &[]);
        check.done(())?;
        let id = ResetId(inner.signer.verify_token(Purpose::Reset, token).ok_or(Error::BadToken)?);
        let reset = inner.control.reset(id).await?.ok_or(Error::BadToken)?;
        if !in_force(reset.created_at, reset.expires_at, inner.now()) {
            return Err(Error::BadToken);
        }
        let member = inner.control.member(reset.user).await?.ok_or(Error::BadToken)?;
        if member.credentials != reset.credentials {
            return Err(Error::BadToken);
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
    async fn use_reset(&self, reset: &Reset, member: Member, request_id: Option<&str>) -> Result<()> {
        let (inner, user) = (&self.inner, member.user);
        let control = inner.control(Actor::Visitor, request_id);
        let use_it = |begun| {
            let (control, member) = (&control, &member);
            async move {
                // Their name or role may be changed meanwhile, which is no matter of the link.
                let member = match begun {
                    1 => member.clone(),
                    _ => inner.control.member(user).await?.ok_or(Error::BadToken)?,
                };
                if member.credentials != reset.credentials {
                    return Err(Error::BadToken);
                }
                let writes = vec![
                    ControlWrite::RemoveReset { id: reset.id },
                    ControlWrite::Member {
                        member: inner.with_new_credentials(&member),
                        expect: Expect::Version(member.version),
                    },
                ];
                let event = EventKind::PasswordReset { user };
                let committed = control.record(Some(member.tenant), writes, vec![event]).await;
                inner.records.forget_member(user);
                match committed {
                    Err(CommitError::Unexpected(Subject::Reset(_))) => Err(Error::BadToken),
                    committed => Ok(Committed::from(committed)),
                }
            }
        };
        inner.retry_on_conflict(WaitsFor::Nobody, use_it).await
    }
}

impl crate::runtime::inner::Inner {
    /// Emails that are asked for without a token are few for one address, whether it has an account or not.
    pub async fn may_be_mailed(&self, folded: &str) -> Result<()> {
        let quotas = &self.settings.quotas;
        self.throttle.check("mail", folded, quotas.emails_per_account).await?;
        self.throttle.check("recipient", folded, quotas.emails_per_recipient).await
    }

    /// The member after a change of what they sign in with: links that were mailed before are void.
    pub fn with_new_credentials(&self, member: &Member) -> Member {
        let (credentials, version) = (member.credentials + 1, member.version + 1);
        Member { credentials, version, updated_at: self.now(), ..member.clone() }
    }

    /// Notes that what a member signs in with changes, together with its event.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn note_new_credentials(&self, user: UserId, control: &Control<'_>, event: EventKind) -> Result<()> {
        self.change_credentials(user, control, event, |member| member).await
    }

    /// The same, with what else of the member changes.
    pub async fn change_credentials(
        &self,
        user: UserId,
        control: &Control<'_>,
        event: EventKind,
        change: impl Fn(Member) -> Member + Send + Sync,
    ) -> Result<()> {
        let note = |_| async {
            let current = self.control.member(user).await?.ok_or(crate::policy::refusals::GONE)?;
            let next = change(self.with_new_credentials(&current));
            let write = ControlWrite::Member { member: next, expect: Expect::Version(current.version) };
            let committed = control.record(Some(current.tenant), vec![write], vec![event.clone()]).await;
            self.records.forget_member(user);
            Ok::<_, Error>(Committed::from(committed))
        };
        self.retry_on_conflict(WaitsFor::Changes(Thing::Member(user)), note).await
    }

    /// Ends all sessions but one to keep: their tokens together with the old password, by the provider, and then their
    /// records.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn set_password(
        &self,
        user: UserId,
        realm: Realm,
        password: &SecretString,
        keep: Option<crate::domain::ids::SessionId>,
    ) -> Result<()> {
        self.identity.set_password(user, realm, password, keep).await.map_err(signed_out)?;
        Ok(self.sign_ins.end_sessions(user, realm, keep).await?)
    }
}

//! A person joins the tenant that their invitation names. Nobody can pick one.

use secrecy::{ExposeSecret, SecretString};

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        ids::InvitationId,
        invitation::Invitation,
        journal::Actor,
        member::{Member, Role},
        signing::Purpose,
        tenant::TenantRecord,
        text::{Check, fold_email},
    },
    policy::{device::Origin, refusals::unexpected},
    ports::{
        commit::{CommitError, ControlWrite, Expect, Subject},
        identity::Realm,
    },
    usecases::public::app::App,
};

/// The invitation as its recipient sees it before they accept.
#[derive(Clone, PartialEq, Debug)]
pub struct InvitationPreview {
    pub company_name: String,
    pub email: String,
    pub role: Role,
    pub expires_at: jiff::Timestamp,
    /// The address has an account, so the invitation can't be taken with it.
    pub already_member: bool,
}

/// The name and password of a joining member, already checked.
pub struct Joining {
    name: String,
    password: SecretString,
}

impl Joining {
    pub fn new(name: &str, password: SecretString) -> Result<Self> {
        let mut check = Check::default();
        check.password("/password", password.expose_secret(), &[name]);
        let name = check.public_name("/name", name, 100);
        check.done(Self { name, password })
    }
}

impl App {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn invitation(&self, token: &str) -> Result<InvitationPreview> {
        let (invitation, tenant) = self.open_invitation(token).await?;
        let known = self.inner.control.member_by_email(&fold_email(&invitation.email)).await?;
        Ok(InvitationPreview {
            company_name: tenant.company_name,
            email: invitation.email,
            role: invitation.role,
            expires_at: invitation.expires_at,
            already_member: known.is_some(),
        })
    }

    /// Looks first and hashes afterwards: a code that can't lead to a member costs no work, and a member that is
    /// refused in the end leaves no credential.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn join<'a>(
        &self,
        token: &str,
        joining: Joining,
        from: impl Into<Origin<'a>>,
        request_id: Option<&str>,
    ) -> Result<Member> {
        let inner = &self.inner;
        let (invitation, tenant) = self.open_invitation(token).await?;
        let id = invitation.id.to_string();
        inner.throttle.check("invitation", &id, inner.settings.quotas.per_invitation).await?;
        if inner.control.member_by_email(&fold_email(&invitation.email)).await?.is_some() {
            return Err(email_taken());
        }
        let mut check = Check::default();
        let about = [tenant.company_name.as_str(), &invitation.email, &joining.name];
        check.password("/password", joining.password.expose_secret(), &about);
        check.done(())?;
        let now = inner.now();
        let member = Member {
            user: inner.id(now),
            tenant: tenant.id,
            email: invitation.email.clone(),
            name: joining.name,
            role: invitation.role,
            created_at: now,
            updated_at: now,
            totp_since: None,
            credentials: 0,
            version: 1,
        };
        let place = inner.hashing(from.into().address)?;
        inner
            .identity
            .create(member.user, Realm::Member, &joining.password)
            .await
            .map_err(crate::policy::refusals::signed_out)?;
        drop(place);
        let committed = self.commit_member(&invitation, &member, request_id).await;
        if let Err(refused) = &committed
            && !matches!(refused, Error::Unavailable(_))
        {
            inner.forget_identity(member.user).await;
        }
        committed.map(|()| member)
    }

    async fn commit_member(&self, invitation: &Invitation, member: &Member, request_id: Option<&str>) -> Result<()> {
        // The seat was counted when the invitation was written.
        let mut writes = vec![
            ControlWrite::RemoveInvitation { id: invitation.id },
            ControlWrite::Member { member: member.clone(), expect: Expect::Absent },
        ];
        if member.role == Role::Owner {
            writes.push(ControlWrite::CountOwners { tenant: member.tenant, delta: 1 });
        }
        let control = self.inner.control(Actor::Member(member.user), request_id);
        let joined = vec![EventKind::MemberJoined { user: member.user }];
        match control.record(Some(member.tenant), writes, joined).await {
            Ok(()) => Ok(()),
            Err(CommitError::EmailTaken) => Err(email_taken()),
            Err(CommitError::Unexpected(Subject::Invitation(_))) => Err(Error::BadToken),
            Err(refused) => Err(unexpected(refused)),
        }
    }

    async fn open_invitation(&self, token: &str) -> Result<(Invitation, TenantRecord)> {
        let inner = &self.inner;
        let id = inner.signer.verify_token(Purpose::Invitation, token).ok_or(Error::BadToken)?;
        let invitation = inner.control.invitation(InvitationId(id)).await?.ok_or(Error::BadToken)?;
        let tenant = inner.control.tenant(invitation.tenant).await?.ok_or(Error::BadToken)?;
        if !invitation.is_open(inner.now()) || tenant.status.is_gone() {
            return Err(Error::BadToken);
        }
        Ok((invitation, tenant))
    }
}

fn email_taken() -> Error {
    Error::conflict("email_taken", "this address has an account already; sign in with it")
}

impl crate::runtime::inner::Inner {
    /// Removes an identity that no record names. A failure here leaves it to the sweep; it can't sign in.
    async fn forget_identity(&self, user: crate::domain::ids::UserId) {
        if let Err(error) = self.identity.remove(user, Realm::Member).await {
            tracing::warn!(%user, %error, "the identity of {user}, who did not become a member, is left to be swept");
        }
    }
}

//! A person joins the tenant that their invitation names. Nobody can pick one.

use secrecy::{ExposeSecret, SecretString};

use super::{App, unexpected};
use crate::{
    commit::{CommitError, ControlWrite, Expect, Subject},
    error::{Error, Result},
    event::EventKind,
    identity::Realm,
    ids::InvitationId,
    invitation::Invitation,
    journal::Actor,
    member::{Member, Role},
    tenant::TenantRecord,
    text::{Check, fold_email},
    ticket::Purpose,
};

/// What an invited person is shown before they decide.
#[derive(Clone, PartialEq, Debug)]
pub struct InvitationPreview {
    pub company_name: String,
    pub email: String,
    pub role: Role,
    pub expires_at: jiff::Timestamp,
    /// The address has an account, so the invitation can't be taken with it.
    pub already_member: bool,
}

/// How an invited person wants to join, already checked.
pub struct Joining {
    name: String,
    password: SecretString,
}

impl Joining {
    pub fn new(name: &str, password: SecretString) -> Result<Self> {
        let mut check = Check::default();
        check.password("/password", password.expose_secret(), &[name]);
        let name = check.required("/name", name, 100);
        check.done(Self { name, password })
    }
}

impl App {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn invitation(&self, ticket: &str) -> Result<InvitationPreview> {
        let (invitation, tenant) = self.open_invitation(ticket).await?;
        let known = self.inner.control.member_by_email(&fold_email(&invitation.email)).await?;
        Ok(InvitationPreview {
            company_name: tenant.company_name,
            email: invitation.email,
            role: invitation.role,
            expires_at: invitation.expires_at,
            already_member: known.is_some(),
        })
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn join(&self, ticket: &str, joining: Joining, request_id: Option<&str>) -> Result<Member> {
        let inner = &self.inner;
        let (invitation, tenant) = self.open_invitation(ticket).await?;
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
            version: 1,
        };
        inner.identity.create(member.user, Realm::Member, &joining.password).await.map_err(super::signed_out)?;
        // The seat was counted when the invitation was written.
        let mut writes = vec![
            ControlWrite::RemoveInvitation { id: invitation.id },
            ControlWrite::Member { member: member.clone(), expect: Expect::Absent },
        ];
        if member.role == Role::Owner {
            writes.push(ControlWrite::CountOwners { tenant: tenant.id, delta: 1 });
        }
        let control = inner.control(Actor::Member(member.user), request_id);
        match control.record(Some(tenant.id), writes, vec![EventKind::MemberJoined { user: member.user }]).await {
            Ok(()) => Ok(member),
            Err(CommitError::EmailTaken) => {
                Err(Error::conflict("email_taken", "this address has an account already; sign in with it"))
            }
            Err(CommitError::Unexpected(Subject::Invitation(_))) => Err(Error::BadTicket),
            Err(refused) => Err(unexpected(refused)),
        }
    }

    async fn open_invitation(&self, ticket: &str) -> Result<(Invitation, TenantRecord)> {
        let inner = &self.inner;
        let id = inner.seal.open_ticket(Purpose::Invitation, ticket).ok_or(Error::BadTicket)?;
        let invitation = inner.control.invitation(InvitationId(id)).await?.ok_or(Error::BadTicket)?;
        let tenant = inner.control.tenant(invitation.tenant).await?.ok_or(Error::BadTicket)?;
        if !invitation.is_open(inner.now()) || tenant.status.is_gone() {
            return Err(Error::BadTicket);
        }
        Ok((invitation, tenant))
    }
}

//! What admins do with the people of their tenant.

use jiff::SignedDuration;

use crate::{
    domain::{
        error::{Conflicting, Error, Result},
        event::EventKind,
        idempotency::{Answer, Attempt, Outcome},
        ids::{InvitationId, TenantId, UserId},
        invitation::{INVITATION_HOURS, Invitation, NewInvitation},
        journal::Change,
        member::{Member, MemberChange, Role},
        page::{Cursors, MAX_LIMIT, Page, PageRequest},
        precondition::Precondition,
        text::fold_email,
    },
    policy::refusals::unexpected,
    ports::{
        commit::{CommitError, ControlWrite, Expect, Subject},
        identity::Realm,
    },
    runtime::{committed::Committed, control::Control, retry::WaitsFor, turns::Thing},
    usecases::handle::TenantAdmin,
};

impl TenantAdmin {
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn members(&self, page: &PageRequest) -> Result<Page<Member>> {
        self.tenant.person()?;
        let cursors = self.cursors("members");
        let from = cursors.read(page)?;
        Ok(cursors.page(self.tenant.inner.control.members(self.tenant.id(), from.as_ref(), page.limit).await?))
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn member(&self, user: UserId) -> Result<Member> {
        self.tenant.person()?;
        let member = self.tenant.inner.control.member(user).await?;
        member.filter(|member| member.tenant == self.tenant.id()).ok_or(Error::NotFound)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn update_member(
        &self,
        user: UserId,
        precondition: &Precondition,
        attempt: &Attempt,
        revise: impl Fn(&Member) -> Result<MemberChange> + Send + Sync,
        answer: impl Fn(&Member) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let inner = &self.tenant.inner;
        if let Some(kept) = inner.kept(attempt).await? {
            return Ok(kept);
        }
        let answer = |member: &Member| answer(member).at(member.version);
        let update = |_| async {
            let current = self.member(user).await?;
            if let Err(stale) = precondition.check(current.version) {
                return match inner.made_by(attempt, current.version).await? {
                    true => Ok(Committed::Done(Outcome::repeated(answer(&current)))),
                    false => Err(stale),
                };
            }
            let change = revise(&current)?;
            self.may_grant(current.role.max(change.role))?;
            if change == current.change() {
                return Ok(Committed::Done(Outcome::fresh(answer(&current))));
            }
            let next = Member {
                name: change.name,
                role: change.role,
                version: current.version + 1,
                updated_at: inner.now(),
                ..current.clone()
            };
            let mut writes =
                vec![ControlWrite::Member { member: next.clone(), expect: Expect::Version(current.version) }];
            writes.extend(count_owners(self.tenant.id(), current.role, next.role));
            let event = EventKind::MemberUpdated { user };
            let committed = self.commit(writes, event, changes(&current, &next), attempt, answer(&next)).await;
            inner.records.forget_member(user);
            committed?.explain(explain)
        };
        inner.retry_on_conflict(WaitsFor::Changes(Thing::Member(user)), update).await
    }

    /// Their sessions end at once and the address is free again.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn remove_member(
        &self,
        user: UserId,
        precondition: &Precondition,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Outcome> {
        let inner = &self.tenant.inner;
        if let Some(kept) = inner.kept(attempt).await? {
            return Ok(kept);
        }
        let current = self.member(user).await?;
        precondition.check(current.version)?;
        self.may_grant(current.role)?;
        let mut writes = vec![
            ControlWrite::RemoveMember { user, expect: current.version },
            ControlWrite::CountUsers { tenant: self.tenant.id(), delta: -1, max: None },
        ];
        if current.role == Role::Owner {
            writes.push(ControlWrite::CountOwners { tenant: self.tenant.id(), delta: -1 });
        }
        let event = EventKind::MemberRemoved { user };
        let outcome = self.commit(writes, event, Vec::new(), attempt, answer).await?.finish(explain)?;
        inner.records.forget_member(user);
        // Without a member record no token of theirs is worth anything; what
        // the identity provider still keeps is tidied up after the fact.
        if let Err(error) = inner.identity.remove(user, Realm::Member).await {
            tracing::warn!(%user, %error, "the identity of removed member {user} is left to be swept");
        }
        if let Err(error) = inner.sign_ins.forget(user, Realm::Member).await {
            tracing::warn!(%user, %error, "the sessions of removed member {user} are left to be swept");
        }
        if let Err(error) = self.forget_views_of(user).await {
            tracing::warn!(%user, %error, "the views of removed member {user} are left to take room");
        }
        Ok(outcome)
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn invitations(&self, page: &PageRequest) -> Result<Page<Invitation>> {
        self.tenant.person()?;
        let cursors = self.cursors("invitations");
        let from = cursors.read(page)?;
        Ok(cursors.page(self.tenant.inner.control.invitations(self.tenant.id(), from.as_ref(), page.limit).await?))
    }

    /// Holds a seat for the person and mails them the link.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn invite(
        &self,
        new: &NewInvitation,
        attempt: &Attempt,
        answer: impl Fn(&Invitation) -> Answer + Send + Sync,
    ) -> Result<Outcome> {
        let inner = &self.tenant.inner;
        if let Some(kept) = inner.kept(attempt).await? {
            return Ok(kept);
        }
        let inviting = self.tenant.person()?.user;
        self.may_grant(new.role)?;
        self.not_invited_yet(&new.email).await?;
        self.may_invite(&new.email).await?;
        let control = inner.control(self.tenant.actor(), self.tenant.request_id.as_deref());
        let invitation = control.invitation(self.tenant.id(), new, Some(inviting));
        let answer = answer(&invitation);
        let max = self.tenant.limits().max_users;
        match control.invite(&invitation, max, attempt, answer.clone()).await? {
            Committed::Refused(CommitError::OverLimit { .. }) => {
                self.withdraw_expired().await?;
                control.invite(&invitation, max, attempt, answer).await?.finish(explain)
            }
            committed => committed.finish(explain),
        }
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn withdraw_invitation(&self, id: InvitationId, attempt: &Attempt, answer: Answer) -> Result<Outcome> {
        let inner = &self.tenant.inner;
        if let Some(kept) = inner.kept(attempt).await? {
            return Ok(kept);
        }
        self.tenant.person()?;
        let invitation = inner.control.invitation(id).await?;
        invitation.filter(|invitation| invitation.tenant == self.tenant.id()).ok_or(Error::NotFound)?;
        let writes = vec![
            ControlWrite::RemoveInvitation { id },
            ControlWrite::CountUsers { tenant: self.tenant.id(), delta: -1, max: None },
        ];
        let event = EventKind::InvitationWithdrawn { invitation: id };
        self.commit(writes, event, Vec::new(), attempt, answer).await?.finish(explain)
    }

    /// Only owners make, change or remove owners.
    fn may_grant(&self, role: Role) -> Result<()> {
        if role == Role::Owner { self.tenant.require(Role::Owner) } else { Ok(()) }
    }

    /// An address of another tenant is not distinguished from a new one.
    async fn not_invited_yet(&self, email: &str) -> Result<()> {
        let inner = &self.tenant.inner;
        let folded = fold_email(email);
        let known = inner.control.member_by_email(&folded).await?;
        if let Some(member) = known.filter(|member| member.tenant == self.tenant.id()) {
            let with = Conflicting { pointer: "/email", id: member.user.0, name: member.name };
            return Err(Error::conflict_with("already_member", "this address belongs to a member already", with));
        }
        let now = inner.now();
        let open = self.all_invitations().await?;
        match open.into_iter().find(|open| open.is_open(now) && fold_email(&open.email) == folded) {
            Some(open) => {
                let with = Conflicting { pointer: "/email", id: open.id.0, name: open.email };
                Err(Error::conflict_with("already_invited", INVITED, with))
            }
            None => Ok(()),
        }
    }

    /// Seats of expired invitations become free when one is needed; who
    /// else needs one at the same time may have freed them already.
    async fn withdraw_expired(&self) -> Result<()> {
        let now = self.tenant.inner.now();
        for expired in self.all_invitations().await?.iter().filter(|invitation| !invitation.is_open(now)) {
            match self.withdraw_invitation(expired.id, &Attempt::default(), Answer::none()).await {
                Ok(_) | Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn all_invitations(&self) -> Result<Vec<Invitation>> {
        let (mut all, mut from) = (Vec::new(), None);
        loop {
            let slice = self.tenant.inner.control.invitations(self.tenant.id(), from.as_ref(), MAX_LIMIT).await?;
            all.extend(slice.items);
            match slice.next {
                Some(next) => from = Some(next),
                None => return Ok(all),
            }
        }
    }

    fn cursors(&self, list: &str) -> Cursors<'_> {
        Cursors::new(&self.tenant.inner.signer, self.tenant.id().as_bytes(), list, &())
    }

    async fn commit(
        &self,
        writes: Vec<ControlWrite>,
        event: EventKind,
        changes: Vec<Change>,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Committed> {
        let control = self.tenant.inner.control(self.tenant.actor(), self.tenant.request_id.as_deref());
        control.commit(Some(self.tenant.id()), writes, event, None, changes, attempt, answer).await
    }
}

impl Control<'_> {
    pub(crate) fn invitation(&self, tenant: TenantId, new: &NewInvitation, by: Option<UserId>) -> Invitation {
        let now = self.inner.now();
        Invitation {
            id: self.inner.id(now),
            tenant,
            email: new.email.clone(),
            role: new.role,
            invited_by: by,
            created_at: now,
            expires_at: now + SignedDuration::from_hours(INVITATION_HOURS),
            version: 1,
        }
    }

    async fn invite(
        &self,
        invitation: &Invitation,
        max: Option<u64>,
        attempt: &Attempt,
        answer: Answer,
    ) -> Result<Committed> {
        let writes = vec![
            ControlWrite::CountUsers { tenant: invitation.tenant, delta: 1, max },
            ControlWrite::Invitation { invitation: invitation.clone(), expect: Expect::Absent },
        ];
        let event = EventKind::InvitationSent { invitation: invitation.id };
        self.commit(Some(invitation.tenant), writes, event, None, Vec::new(), attempt, answer).await
    }
}

fn changes(from: &Member, to: &Member) -> Vec<Change> {
    let Member {
        name,
        role,
        // Their own credentials have events of their own.
        totp_since: _,
        credentials: _,
        // The entry says when.
        updated_at: _,
        version: _,
        // Never changes.
        user: _,
        tenant: _,
        email: _,
        created_at: _,
    } = to;
    [Change::of("name", &from.name, name), Change::between("role", from.role, *role)].into_iter().flatten().collect()
}

fn count_owners(tenant: TenantId, from: Role, to: Role) -> Option<ControlWrite> {
    let delta = i64::from(to == Role::Owner) - i64::from(from == Role::Owner);
    (delta != 0).then_some(ControlWrite::CountOwners { tenant, delta })
}

const INVITED: &str = "this address has an open invitation";

fn already_invited() -> Error {
    Error::conflict("already_invited", INVITED)
}

fn explain(refused: CommitError) -> Error {
    match refused {
        CommitError::OverLimit { max, used } => Error::LimitReached {
            limit: "max_users",
            max,
            used,
            resets_at: None,
            remedy: "remove a member or withdraw an invitation, or ask for a higher tier",
        },
        CommitError::LastOwner => {
            Error::conflict("last_owner", "a company needs an owner; make someone else an owner first")
        }
        CommitError::EmailTaken => already_invited(),
        CommitError::Unexpected(Subject::Invitation(_)) => Error::NotFound,
        other => unexpected(other),
    }
}

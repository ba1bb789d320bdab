//! The use cases of a signed-in user about themselves: their password, their second
//! factor, their sessions. It reaches no tenant's data; [`Person::enter`]
//! makes it a caller who does.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        ids::{SessionId, UserId},
        member::Member,
        operator::OperatorRecord,
        tenant::{Placement, TenantRecord},
        text::Check,
    },
    policy::{device::Origin, refusals::signed_out},
    ports::identity::{IdentityError, Realm},
    runtime::inner::Inner,
    usecases::{
        account::{Account, failed},
        handle::{Caller, Operator, Principal, Tenant},
    },
};

#[derive(Clone)]
pub struct Person {
    who: Who,
    session: SessionId,
    request_id: Option<Arc<str>>,
    pub(in crate::usecases) inner: Arc<Inner>,
}

#[derive(Clone)]
enum Who {
    Member(Arc<TenantRecord>, Arc<Member>),
    Operator(Arc<OperatorRecord>),
}

impl Person {
    pub(in crate::usecases) fn member(
        inner: Arc<Inner>,
        tenant: Arc<TenantRecord>,
        member: Arc<Member>,
        session: SessionId,
        request_id: Option<Arc<str>>,
    ) -> Self {
        Self { who: Who::Member(tenant, member), session, request_id, inner }
    }

    pub(in crate::usecases) fn operator(
        inner: Arc<Inner>,
        operator: OperatorRecord,
        session: SessionId,
        request_id: Option<Arc<str>>,
    ) -> Self {
        Self { who: Who::Operator(Arc::new(operator)), session, request_id, inner }
    }

    /// The caller, unless a second factor must be set up first.
    pub fn enter(self) -> Result<Caller> {
        if self.must_enrol() {
            return Err(Error::MfaRequired);
        }
        Ok(match self.who {
            Who::Member(tenant, member) => {
                let principal = Principal::Member(member, self.session);
                Caller::Member(Tenant::new(self.inner, tenant, principal, self.request_id))
            }
            Who::Operator(operator) => {
                Caller::Operator(Operator::new(self.inner, operator, self.session, self.request_id))
            }
        })
    }

    /// The same person, unless a second factor must be set up first.
    pub fn enrolled(self) -> Result<Self> {
        if self.must_enrol() { Err(Error::MfaRequired) } else { Ok(self) }
    }

    pub fn must_enrol(&self) -> bool {
        self.mfa_required() && self.totp_since().is_none()
    }

    pub fn mfa_required(&self) -> bool {
        match &self.who {
            Who::Member(tenant, _) => tenant.require_mfa,
            Who::Operator(_) => self.inner.settings.operators_need_mfa,
        }
    }

    pub fn totp_since(&self) -> Option<jiff::Timestamp> {
        match &self.who {
            Who::Member(_, member) => member.totp_since,
            Who::Operator(operator) => operator.totp_since,
        }
    }

    /// Returns the placements that operators can give tenants in this installation.
    pub fn placements(&self) -> impl Iterator<Item = Placement> {
        self.inner.settings.placements.available()
    }

    pub fn user(&self) -> UserId {
        match &self.who {
            Who::Member(_, member) => member.user,
            Who::Operator(operator) => operator.user,
        }
    }

    pub fn realm(&self) -> Realm {
        match &self.who {
            Who::Member(..) => Realm::Member,
            Who::Operator(_) => Realm::Operator,
        }
    }

    pub fn session(&self) -> SessionId {
        self.session
    }

    /// Returns a member and their tenant.
    pub fn as_member(&self) -> Option<(&TenantRecord, &Member)> {
        match &self.who {
            Who::Member(tenant, member) => Some((tenant, member)),
            Who::Operator(_) => None,
        }
    }

    pub fn as_operator(&self) -> Option<&OperatorRecord> {
        match &self.who {
            Who::Member(..) => None,
            Who::Operator(operator) => Some(operator),
        }
    }

    pub fn email(&self) -> &str {
        match &self.who {
            Who::Member(_, member) => &member.email,
            Who::Operator(operator) => &operator.email,
        }
    }

    fn name(&self) -> &str {
        match &self.who {
            Who::Member(_, member) => &member.name,
            Who::Operator(operator) => &operator.name,
        }
    }

    pub(in crate::usecases) fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// As the records have it now, whatever was kept of it.
    pub(in crate::usecases) async fn account(&self) -> Result<Account> {
        self.inner.account(self.user(), self.realm()).await?.ok_or(Error::NotFound)
    }

    /// Ends all other sessions and mails a notice.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn change_password(&self, current: &SecretString, new: &SecretString, from: Origin<'_>) -> Result<()> {
        let mut check = Check::default();
        let company = self.as_member().map_or("", |(tenant, _)| &tenant.company_name);
        check.password("/new_password", new.expose_secret(), &[self.email(), self.name(), company]);
        if current.expose_secret() == new.expose_secret() {
            check.refuse("/new_password", "unchanged", "must differ from the current password");
        }
        check.done(())?;
        self.prove(current, "/current_password", from).await?;
        let account = self.account().await?;
        let event = EventKind::PasswordChanged { user: self.user() };
        let control = self.inner.control(account.actor(), self.request_id());
        let _place = self.inner.hashing(from.address)?;
        match self.realm() {
            Realm::Member => self.inner.note_new_credentials(self.user(), &control, event).await?,
            // Operators have no links that could be left over.
            Realm::Operator => {
                control.record(None, Vec::new(), vec![event]).await.map_err(crate::policy::refusals::unexpected)?
            }
        }
        self.inner.set_password(self.user(), self.realm(), new, Some(self.session)).await
    }

    /// Checks the password, so that it is really the user and not another person at their open screen.
    pub(in crate::usecases) async fn prove(
        &self,
        password: &SecretString,
        pointer: &str,
        from: Origin<'_>,
    ) -> Result<()> {
        let (inner, user, realm) = (&self.inner, self.user(), self.realm());
        let passwords = inner.settings.quotas.passwords;
        let guess = inner.throttle.guess("proof", &user.to_string(), from.address, passwords).await?;
        let guess = inner.allow_known_device(guess, Some(user), realm, from).await?;
        let _place = inner.hashing(from.address)?;
        match inner.identity.check_password(user, realm, password).await {
            Ok(()) => {
                inner.throttle.clear_guesses(guess).await;
                Ok(())
            }
            Err(IdentityError::Refused) => {
                failed(realm, Some(user), "proof");
                Err(Error::invalid(pointer, "wrong_password", "is not your password"))
            }
            Err(other) => Err(signed_out(other)),
        }
    }
}

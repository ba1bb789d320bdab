//! Who signs in: a person together with what decides whether they may.

use async_trait::async_trait;
use uuid::Uuid;

use crate::{
    domain::{
        error::{Error, Result},
        event::EventKind,
        ids::{TenantId, UserId},
        journal::Actor,
        member::Member,
        operator::OperatorRecord,
        tenant::{TenantRecord, TenantStatus},
    },
    policy::refusals::unexpected,
    ports::{
        commit::ControlWrite,
        identity::{IdentityError, Realm, Subject, SubjectKind, Subjects},
    },
    runtime::inner::Inner,
};

/// A person as their record has them at this moment.
pub(crate) struct Account {
    pub subject: Subject,
    pub tenant: Option<TenantRecord>,
    pub totp_since: Option<jiff::Timestamp>,
}

impl Account {
    fn member(member: Member, tenant: TenantRecord) -> Self {
        let kind = SubjectKind::Member { tenant: tenant.id, tier: tenant.tier };
        let subject = Subject { user: member.user, email: member.email, kind };
        Self { subject, tenant: Some(tenant), totp_since: member.totp_since }
    }

    fn operator(operator: OperatorRecord) -> Self {
        let subject = Subject { user: operator.user, email: operator.email, kind: SubjectKind::Operator };
        Self { subject, tenant: None, totp_since: operator.totp_since }
    }

    pub fn user(&self) -> UserId {
        self.subject.user
    }

    pub fn realm(&self) -> Realm {
        self.subject.kind.realm()
    }

    pub fn tenant_id(&self) -> Option<TenantId> {
        self.tenant.as_ref().map(|tenant| tenant.id)
    }

    /// Returned only to a caller who has proved to be this user.
    pub fn suspended(&self) -> Option<Error> {
        let tenant = self.tenant.as_ref().filter(|tenant| tenant.status == TenantStatus::Suspended)?;
        Some(crate::policy::refusals::suspended(tenant.status_reason.as_deref()))
    }

    pub fn actor(&self) -> Actor {
        match self.realm() {
            Realm::Member => Actor::Member(self.user()),
            Realm::Operator => Actor::Operator(self.user()),
        }
    }
}

impl Inner {
    /// Nobody, if the address is unknown or the tenant is deleted. An unknown
    /// address costs the same look-ups.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn account_by_email(&self, realm: Realm, email: &str) -> Result<Option<Account>> {
        match realm {
            Realm::Operator => Ok(self.control.operator_by_email(email).await?.map(Account::operator)),
            Realm::Member => {
                let member = self.control.member_by_email(email).await?;
                self.account_of(member).await
            }
        }
    }

    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn account(&self, user: UserId, realm: Realm) -> Result<Option<Account>> {
        match realm {
            Realm::Operator => Ok(self.control.operator(user).await?.map(Account::operator)),
            Realm::Member => {
                let member = self.control.member(user).await?;
                self.account_of(member).await
            }
        }
    }

    async fn account_of(&self, member: Option<Member>) -> Result<Option<Account>> {
        let id = member.as_ref().map_or(TenantId(Uuid::nil()), |member| member.tenant);
        let tenant = self.control.tenant(id).await?.filter(|tenant| !tenant.status.is_gone());
        Ok(member.zip(tenant).map(|(member, tenant)| Account::member(member, tenant)))
    }

    /// Writes whether a user has a second factor, and publishes the event.
    #[tracing::instrument(target = "tenantry::trace", level = "trace", skip_all)]
    pub async fn note_totp(
        &self,
        account: &Account,
        since: Option<jiff::Timestamp>,
        event: EventKind,
        request_id: Option<&str>,
    ) -> Result<()> {
        let (user, control) = (account.user(), self.control(account.actor(), request_id));
        if account.realm() == Realm::Operator {
            let writes = vec![ControlWrite::OperatorTotp { user, since }];
            return control.record(None, writes, vec![event]).await.map_err(unexpected);
        }
        let totp = |member: Member| Member { totp_since: since, ..member };
        self.change_credentials(user, &control, event, totp).await
    }
}

/// A refreshed session is judged by the records of the moment.
#[async_trait]
impl Subjects for Inner {
    async fn subject(&self, user: UserId, realm: Realm) -> Result<Option<Subject>, IdentityError> {
        let account = self.account(user, realm).await.map_err(|error| IdentityError::Unavailable(Box::new(error)))?;
        Ok(account.filter(|account| account.suspended().is_none()).map(|account| account.subject))
    }
}

/// Counted, and logged by id: what was typed may be a password.
pub(crate) fn failed(realm: Realm, user: Option<UserId>, why: &'static str) {
    metrics::counter!("tenantry_sign_in_failures_total", "realm" => realm.name(), "reason" => why).increment(1);
    match user {
        Some(user) => {
            tracing::info!(target: "sign_in", user_id = %user, realm = realm.name(), reason = why, "a sign-in of {user} failed: {why}")
        }
        None => {
            tracing::info!(target: "sign_in", realm = realm.name(), reason = why, "a sign-in of nobody failed: {why}")
        }
    }
}

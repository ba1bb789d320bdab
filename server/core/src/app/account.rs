//! Who signs in: a person together with what decides whether they may.

use async_trait::async_trait;
use uuid::Uuid;

use super::{Inner, unexpected};
use crate::{
    commit::{CommitError, ControlWrite, Expect},
    error::{Error, Result},
    event::EventKind,
    identity::{IdentityError, Realm, Standing, Subject, Subjects},
    ids::{TenantId, UserId},
    journal::Actor,
    member::Member,
    operator::OperatorRecord,
    tenant::{TenantRecord, TenantStatus},
};

/// A person as their record has them at this moment.
pub(crate) struct Account {
    pub subject: Subject,
    pub tenant: Option<TenantRecord>,
    pub totp_since: Option<jiff::Timestamp>,
}

impl Account {
    fn member(member: Member, tenant: TenantRecord) -> Self {
        let standing = Standing::Member { tenant: tenant.id, tier: tenant.tier };
        let subject = Subject { user: member.user, email: member.email, standing };
        Self { subject, tenant: Some(tenant), totp_since: member.totp_since }
    }

    fn operator(operator: OperatorRecord) -> Self {
        let subject = Subject { user: operator.user, email: operator.email, standing: Standing::Operator };
        Self { subject, tenant: None, totp_since: operator.totp_since }
    }

    pub fn user(&self) -> UserId {
        self.subject.user
    }

    pub fn realm(&self) -> Realm {
        self.subject.standing.realm()
    }

    pub fn tenant_id(&self) -> Option<TenantId> {
        self.tenant.as_ref().map(|tenant| tenant.id)
    }

    /// Told only to whoever proved to be this person.
    pub fn suspended(&self) -> Option<Error> {
        let tenant = self.tenant.as_ref().filter(|tenant| tenant.status == TenantStatus::Suspended)?;
        Some(super::suspended(tenant.status_reason.as_deref()))
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

    /// Writes down whether a person has a second factor, and tells it.
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
        let mut tries = self.tries();
        let _turn = tries.alone(super::Thing::Member(user)).await?;
        loop {
            tries.begin().await?;
            let current = self.control.member(user).await?.ok_or(super::GONE)?;
            let expect = Expect::Version(current.version);
            let tenant = current.tenant;
            let member = Member { totp_since: since, ..self.with_new_credentials(&current) };
            let writes = vec![ControlWrite::Member { member, expect }];
            let committed = control.record(Some(tenant), writes, vec![event.clone()]).await;
            self.records.forget_member(user);
            match committed {
                Err(CommitError::Unexpected(_)) => continue,
                result => return result.map_err(unexpected),
            }
        }
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

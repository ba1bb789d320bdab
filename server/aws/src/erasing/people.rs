//! People of a tenant, and all that is kept about their signing in.

use tenantry_core::{
    domain::{
        ids::{ApiKeyId, InvitationId, ResetId, SessionId, UserId},
        member::Member,
        text::fold_email,
    },
    ports::identity::Realm,
};
use uuid::Uuid;

use super::records::{Records, SORT, key_of};
use crate::{
    control::{
        keys::{self, Key},
        table::List,
    },
    dynamo::{Condition, Fault, Reading, Transaction, text},
};

impl Records<'_> {
    pub(super) async fn members(&self) -> Result<usize, Fault> {
        let list = keys::members(self.id());
        let (mut below, mut gone) = (None, 0);
        loop {
            let page = self.page(&list, below).await?;
            let Some(last) = page.last() else { return Ok(gone) };
            below = Some(last.text(SORT)?.to_owned());
            for item in &page {
                let member: Member = item.json("doc")?;
                gone += self.person(member.user).await? + self.member(&member).await?;
            }
        }
    }

    /// Whatever the journal was about: an invitation, a reset, or a member who may have left long ago.
    pub(super) async fn subject(&self, id: Uuid) -> Result<usize, Fault> {
        self.delete(vec![keys::reset(ResetId(id)), keys::invitation(InvitationId(id)), keys::api_key(ApiKeyId(id))])
            .await?;
        let gone = self.person(UserId(id)).await?;
        let found = self.table.get(&keys::member(UserId(id))).await?;
        let member = found.map(|item| item.json::<Member>("doc")).transpose()?;
        match member.filter(|member| member.tenant == self.id()) {
            Some(member) => Ok(gone + self.member(&member).await?),
            None => Ok(gone),
        }
    }

    /// Sessions with their tokens, challenges, devices and recovery codes. Tokens
    /// are found by what stands with the person, which so goes last.
    async fn person(&self, user: UserId) -> Result<usize, Fault> {
        let person = keys::person(user, Realm::Member);
        let own = self.table.list(&List { index: false, ..List::newest(&person) }, usize::MAX, None).await?;
        let family = |session: &str| session.parse().map(|session| keys::family(SessionId(session)));
        let families = own.iter().filter_map(|item| item.maybe_text("session")).map(family);
        let families: Vec<Key> =
            families.collect::<Result<_, uuid::Error>>().map_err(|error| Fault::Malformed(error.to_string()))?;
        let mut gone = self.delete(families).await?;
        for list in [keys::sessions(user, Realm::Member), keys::challenges(user, Realm::Member)] {
            gone += self.delete(self.keys_in(&List::newest(&list)).await?).await?;
        }
        gone += self.delete(own.iter().map(key_of).collect::<Result<_, _>>()?).await?;
        self.delete(vec![keys::resets_ended(user)]).await?;
        Ok(gone)
    }

    /// The address is free at the same moment.
    async fn member(&self, member: &Member) -> Result<usize, Fault> {
        let (folded, user) = (fold_email(&member.email), member.user);
        let waiting = keys::registrations(&folded);
        let mut gone = self.delete(self.keys_in(&List::newest(&waiting)).await?).await?;
        let mut both = Transaction::new();
        let own = Condition::new("attribute_not_exists(pk) OR #user = :user")
            .name("#user", "user")
            .value(":user", text(user.to_string()));
        both.delete((), &self.table.name, keys::address(Realm::Member, &folded).item(), Some(own))?;
        both.delete((), &self.table.name, keys::member(user).item(), None)?;
        gone += 2;
        match self.table.send(both, Uuid::new_v4().to_string()).await? {
            None => Ok(gone),
            // Another registration has it by now.
            Some(_) => Ok(gone - 2 + self.delete(vec![keys::member(user)]).await?),
        }
    }
}

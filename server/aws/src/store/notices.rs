//! Notices that wait to be mailed, and what mails have claimed. The window of a kind is one item, which each claim
//! writes: of those who claim at once, one is first.

use jiff::Timestamp;
use tenantry_core::{
    TenantKey,
    domain::{
        event::Event,
        notice::{Claim, Claimed},
    },
    policy::retention::event_mark_until,
};

use super::DynamoStore;
use crate::{
    control::keys::expires,
    dynamo::{Condition, Fault, Item, Reading, Span, Transaction, json, number},
    partition::{self, Partition, Table},
};

/// Notices that one transaction takes, beside the window, the digest and the fence.
const IN_A_TRANSACTION: usize = 90;
/// Attempts of a claim when others claim concurrently.
const ROUNDS: u32 = 10;

impl DynamoStore {
    pub(super) async fn claim(&self, key: &TenantKey, claim: &Claim) -> Result<Claimed, Fault> {
        for _ in 0..ROUNDS {
            if let Some(claimed) = self.try_claim(key, claim).await? {
                return Ok(claimed);
            }
        }
        Err(Fault::Service { tries: ROUNDS, detail: "others claimed the same notices each time".to_owned() })
    }

    /// Claims the notices that wait; `None` if another claim was first.
    async fn try_claim(&self, key: &TenantKey, claim: &Claim) -> Result<Option<Claimed>, Fault> {
        let (digest, own) = (partition::digest(claim.owner), partition::notice(claim.kind, claim.owner));
        let window = partition::notice_window(claim.kind);
        let wanted = [&digest, &own, &window].map(|k| (Table::Aux, k.clone()));
        let found = self.get_many(key, wanted, true).await?;
        let item = |k: &str| found.iter().map(|(_, item)| item).find(|item| item.maybe_text("k") == Some(k));
        if let Some(known) = item(&digest) {
            return Ok(Some(Claimed::Yours(known.json("doc")?)));
        }
        let Some(own) = item(&own) else { return Ok(Some(Claimed::ByAnother)) };
        let until: Option<i64> = item(&window).map(|item| item.number("until")).transpose()?;
        let until = until.map(Timestamp::from_millisecond).transpose();
        let until = until.map_err(|error| Fault::Malformed(error.to_string()))?;
        let waiting = self.aux(key, &Span::of_prefix(&partition::notices(claim.kind))).await?;
        let mut waiting = waiting.iter().map(|item| item.json("doc")).collect::<Result<Vec<Event>, Fault>>()?;
        // The list may lag behind.
        let own: Event = own.json("doc")?;
        if !waiting.iter().any(|event| event.id == own.id) {
            waiting.push(own);
        }
        let oldest = waiting.iter().map(|event| event.at).min().unwrap_or(claim.now);
        let opens_at = claim.opens_at(oldest, until);
        if claim.now < opens_at {
            return Ok(Some(Claimed::Later(opens_at)));
        }
        let chosen = claim.choose(waiting);
        // The owner's is in the first transaction: while it waits, nothing is claimed in its name.
        let (mut first, rest): (Vec<Event>, Vec<Event>) = chosen.into_iter().partition(|event| event.id == claim.owner);
        let mut rest = rest.into_iter();
        first.extend(rest.by_ref().take(IN_A_TRANSACTION - 1));
        if !self.take(key, claim, &first, &first, Some(until)).await? {
            return Ok(None);
        }
        let rest: Vec<Event> = rest.collect();
        for more in rest.chunks(IN_A_TRANSACTION) {
            let all = [first.as_slice(), more].concat();
            // What another claim has taken meanwhile is in another mail.
            if !self.take(key, claim, more, &all, None).await? {
                break;
            }
            first = all;
        }
        first.sort_by_key(|event| event.id);
        Ok(Some(Claimed::Yours(first)))
    }

    /// Takes notices from those that wait; afterwards the digest holds `all`. With a window, as it was read, it is the
    /// first of the claim and begins the next one.
    async fn take(
        &self,
        key: &TenantKey,
        claim: &Claim,
        events: &[Event],
        all: &[Event],
        window: Option<Option<Timestamp>>,
    ) -> Result<bool, Fault> {
        let build = |_| {
            let aux = self.partition.table(key, Table::Aux);
            let owned = |k: &str, attributes: Item| Partition::item(key, Table::Aux, k, attributes);
            let mut transaction = Transaction::new();
            let is_there = || Some(Condition::new("attribute_exists(k)"));
            let is_absent = || Some(Condition::new("attribute_not_exists(k)"));
            let digest = Item::from([("doc".to_owned(), json(&all)?), expires(event_mark_until(claim.now))]);
            let is_new = if window.is_some() { is_absent() } else { is_there() };
            transaction.put((), &aux, owned(&partition::digest(claim.owner), digest), is_new)?;
            if let Some(before) = window {
                let next = Item::from([("until".to_owned(), number(claim.closes_until().as_millisecond()))]);
                let unchanged = match before {
                    None => Condition::new("attribute_not_exists(k)"),
                    Some(until) => Condition::new("#until = :until")
                        .name("#until", "until")
                        .value(":until", number(until.as_millisecond())),
                };
                let window = owned(&partition::notice_window(claim.kind), next);
                transaction.put((), &aux, window, Some(unchanged))?;
            }
            for event in events {
                let k = partition::notice(claim.kind, event.id);
                transaction.delete((), &aux, Partition::key(key, Table::Aux, &k), is_there())?;
            }
            Ok(transaction)
        };
        let client = self.writing(key).await?;
        Ok(self.send(&client, key, uuid::Uuid::new_v4(), build).await?.is_none())
    }
}

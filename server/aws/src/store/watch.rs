//! Counters with thresholds. The percentage notified of is kept beside the counter,
//! and is written only while the number stays between the same two thresholds, so
//! that both are judged as one.

use tenantry_core::{
    TenantKey,
    policy::limit_alerts::evaluate,
    ports::watch::{Threshold, Watch},
};

use super::{
    DynamoStore,
    commit::CancellationReason,
    counters::{Lent, Own},
};
use crate::{
    dynamo::{Condition, Fault, Item, Reading, Transaction, number},
    outbox::Waiting,
    partition::{self, Partition, Table},
};

/// Attempts when the counter changes concurrently.
const ROUNDS: u32 = 20;

/// A counter that was never moved stands at nothing.
pub(super) fn count(item: Option<&Item>) -> Result<u64, Fault> {
    let n: Option<i64> = item.map(|item| item.maybe_number("n")).transpose()?.flatten();
    Ok(n.unwrap_or(0).max(0) as u64)
}

impl DynamoStore {
    pub(super) async fn watch_counter(&self, key: &TenantKey, watch: &Watch) -> Result<(), Fault> {
        for _ in 0..ROUNDS {
            if self.judge_counter(key, watch).await? {
                return Ok(());
            }
        }
        Err(Fault::Service { tries: ROUNDS, detail: "the number moved each time it was judged".to_owned() })
    }

    /// False if it has to be judged anew.
    async fn judge_counter(&self, key: &TenantKey, watch: &Watch) -> Result<bool, Fault> {
        let keys = [partition::counter(&watch.counter), partition::notified(&watch.counter)];
        let found = self.get_many(key, keys.clone().map(|k| (Table::Aux, k)), true).await?;
        let item = |k: &str| found.iter().map(|(_, item)| item).find(|item| item.maybe_text("k") == Some(k));
        let own = Own::of(item(&keys[0]))?;
        let notified: u8 = item(&keys[1]).map(|item| item.number("percent")).transpose()?.unwrap_or(0);
        // Parts of a limit are a part of `n`, so the counter is not above it: mostly they need not be read. Where it
        // fell below a threshold meanwhile, that shows when `n` does.
        let most = own.n.unwrap_or(0).max(0).unsigned_abs();
        if own.lent == Some(Lent::Limited) && evaluate(notified, most, &watch.thresholds).0 == notified {
            return Ok(true);
        }
        let used = self.used(key, &watch.counter, &own).await?;
        let (level, news) = evaluate(notified, used, &watch.thresholds);
        if level == notified {
            return Ok(true);
        }
        let still = if own.lent.is_some() { own.is_still() } else { still_between(used, &watch.thresholds) };
        let build = |_| self.alert_transaction(key, &keys, (notified, level), &still, &news);
        let client = self.writing(key).await?;
        Ok(self.send(&client, key, uuid::Uuid::new_v4(), build).await?.is_none())
    }

    fn alert_transaction(
        &self,
        key: &TenantKey,
        keys: &[String; 2],
        (notified, level): (u8, u8),
        still: &Condition,
        news: &[&Threshold],
    ) -> Result<Transaction<CancellationReason>, Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let of = |k: &str| Partition::key(key, Table::Aux, k);
        let mut transaction = Transaction::new();
        let record = Partition::item(key, Table::Aux, &keys[1], [("percent".to_owned(), number(level))]);
        transaction.put(CancellationReason::Free, &aux, record, Some(still_notified(notified)))?;
        transaction.check(CancellationReason::Free, &aux, of(&keys[0]), still.clone())?;
        for Threshold { event, .. } in news {
            let waiting = Waiting::of_event(key, event);
            transaction.put(CancellationReason::Free, &self.partition.outbox(), waiting.item()?, None)?;
        }
        Ok(transaction)
    }
}

fn still_notified(notified: u8) -> Condition {
    let absent = if notified == 0 { "attribute_not_exists(#percent) OR " } else { "" };
    Condition::new(format!("{absent}#percent = :told")).name("#percent", "percent").value(":told", number(notified))
}

/// Above the same thresholds and below the others.
fn still_between(used: u64, thresholds: &[Threshold]) -> Condition {
    let reached = thresholds.iter().map(|threshold| threshold.at).filter(|at| *at <= used).max();
    let next = thresholds.iter().map(|threshold| threshold.at).filter(|at| *at > used).min();
    match (reached, next) {
        (Some(reached), Some(next)) => Condition::new("n >= :reached AND n < :next")
            .value(":reached", number(reached))
            .value(":next", number(next)),
        (Some(reached), None) => Condition::new("n >= :reached").value(":reached", number(reached)),
        (None, Some(next)) => Condition::new("attribute_not_exists(n) OR n < :next").value(":next", number(next)),
        // Without thresholds there is no alert, only one to be taken back.
        (None, None) => Condition::new("attribute_not_exists(n) OR n >= :none").value(":none", number(0)),
    }
}

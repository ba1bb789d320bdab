//! Numbers that somebody is told of. What was told is kept beside the number,
//! and is written only while the number stays between the same two steps, so
//! that both are judged as one.

use tenantry_core::{
    TenantKey,
    near::{Step, Watch, judge},
};

use super::{DynamoStore, commit::Meaning};
use crate::{
    dynamo::{Condition, Fault, Item, Reading, Transaction, number},
    outbox::Waiting,
    partition::{self, Partition, Table},
};

/// How often it is judged anew when the number runs away under it.
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
        let keys = [partition::counter(&watch.counter), partition::told(&watch.counter)];
        let found = self.get_many(key, keys.clone().map(|k| (Table::Aux, k)), true).await?;
        let item = |k: &str| found.iter().map(|(_, item)| item).find(|item| item.maybe_text("k") == Some(k));
        let used = count(item(&keys[0]))?;
        let told: u8 = item(&keys[1]).map(|item| item.number("percent")).transpose()?.unwrap_or(0);
        let (level, news) = judge(told, used, &watch.steps);
        if level == told {
            return Ok(true);
        }
        let build = |_| self.telling(key, &keys, (told, used, level), watch, &news);
        let client = self.writing(key).await?;
        Ok(self.send(&client, key, uuid::Uuid::new_v4(), build).await?.is_none())
    }

    fn telling(
        &self,
        key: &TenantKey,
        keys: &[String; 2],
        (told, used, level): (u8, u64, u8),
        watch: &Watch,
        news: &[&Step],
    ) -> Result<Transaction<Meaning>, Fault> {
        let aux = self.partition.table(key, Table::Aux);
        let of = |k: &str| Partition::key(key, Table::Aux, k);
        let mut transaction = Transaction::new();
        let record = Partition::item(key, Table::Aux, &keys[1], [("percent".to_owned(), number(level))]);
        transaction.put(Meaning::Free, &aux, record, Some(still_told(told)))?;
        transaction.check(Meaning::Free, &aux, of(&keys[0]), still_between(used, &watch.steps))?;
        for Step { event, .. } in news {
            let waiting = Waiting::of_event(key.id(), event);
            transaction.put(Meaning::Free, &self.partition.outbox(), waiting.item()?, None)?;
        }
        Ok(transaction)
    }
}

fn still_told(told: u8) -> Condition {
    let absent = if told == 0 { "attribute_not_exists(#percent) OR " } else { "" };
    Condition::new(format!("{absent}#percent = :told")).name("#percent", "percent").value(":told", number(told))
}

/// Above the same steps and below the others.
fn still_between(used: u64, steps: &[Step]) -> Condition {
    let reached = steps.iter().map(|step| step.at).filter(|at| *at <= used).max();
    let next = steps.iter().map(|step| step.at).filter(|at| *at > used).min();
    match (reached, next) {
        (Some(reached), Some(next)) => Condition::new("n >= :reached AND n < :next")
            .value(":reached", number(reached))
            .value(":next", number(next)),
        (Some(reached), None) => Condition::new("n >= :reached").value(":reached", number(reached)),
        (None, Some(next)) => Condition::new("attribute_not_exists(n) OR n < :next").value(":next", number(next)),
        // Without steps there is nothing to be told, only to be taken back.
        (None, None) => Condition::new("attribute_not_exists(n) OR n >= :none").value(":none", number(0)),
    }
}

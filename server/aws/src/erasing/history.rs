//! The journal of a tenant's control data. It names those who have left as well,
//! and where answers are kept, so an entry goes after all that it names.

use std::collections::BTreeSet;

use tenantry_core::domain::{
    ids::OperationId,
    journal::{Actor, Entry},
};
use uuid::Uuid;

use super::records::Records;
use crate::{
    control::{keys, table::NOBODY},
    dynamo::{Fault, Item, Reading, Span, batch_delete, query},
};

/// Entries that are worked off at once.
const PAGE: usize = 200;

impl Records<'_> {
    /// Who had it erased, and why, stays.
    pub(super) async fn history(&self) -> Result<usize, Fault> {
        let mut gone = 0;
        if let Some(OperationId(since)) = self.since {
            let all = Span { consistent: true, ..Span::forward(since, Uuid::max()) };
            let mut after = None;
            loop {
                let (entries, next) = self.entries(&all, after).await?;
                gone += self.named(&entries).await?;
                match next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
        }
        let Some(older) = Span::older_than(self.since.map(|since| since.0)) else { return Ok(gone) };
        let older = Span { consistent: true, ..older };
        loop {
            let (entries, next) = self.entries(&older, None).await?;
            gone += self.named(&entries).await? + entries.len();
            let keys = entries.into_iter().map(key_of).collect();
            batch_delete(&self.table.client, &self.table.used, NOBODY, &self.table.journal.table, keys).await?;
            if next.is_none() {
                return Ok(gone);
            }
        }
    }

    async fn entries(&self, span: &Span, after: Option<Item>) -> Result<(Vec<Item>, Option<Item>), Fault> {
        let (client, used) = (&self.table.client, &self.table.used);
        let hash = self.id().to_string();
        query(client, used, self.id(), (&self.table.journal, &hash), span, Some(PAGE), after).await
    }

    /// Removes all that the entries name.
    async fn named(&self, entries: &[Item]) -> Result<usize, Fault> {
        // By their keys, so that none is among them twice.
        let answers = entries.iter().filter_map(|entry| entry.maybe_text(keys::ANSWER));
        let answers: BTreeSet<&str> = answers.collect();
        let mut gone = self.delete(answers.into_iter().map(keys::answer).collect()).await?;
        let mut subjects = BTreeSet::new();
        for entry in entries {
            let entry: Entry = entry.json("doc")?;
            subjects.extend(entry.subject);
            if let Actor::Member(user) = entry.actor {
                subjects.insert(user.0);
            }
        }
        for subject in subjects {
            gone += self.subject(subject).await?;
        }
        Ok(gone)
    }
}

fn key_of(mut entry: Item) -> Item {
    entry.retain(|name, _| name == "tenant_id" || name == "entry_id");
    entry
}

//! What is written down about keys: one item for each, and one that counts
//! them. They are of one region, as the gateway is; a replica of control data
//! elsewhere reveals nothing of the keys there.

use jiff::Timestamp;
use tenantry_core::domain::{ids::TenantId, tenant::TenantRecord, tier::Tier};
use uuid::Uuid;

use crate::{
    control::{
        DynamoControl,
        keys::{self, Key},
        table::{List, NOBODY},
    },
    dynamo::{Condition, Fault, Item, Reading, Transaction, batch_get, number, text},
};

/// The most that one run of the schedule settles.
const AT_ONCE: usize = 200;

/// A tenant's own key, as far as it has come.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnKey {
    pub value: String,
    /// The gateway's name for it, once it is made.
    pub id: Option<String>,
    pub plan: Option<Tier>,
    /// It is in its plan; nothing while it is on its way.
    pub since: Option<Timestamp>,
    /// When it must be looked at again.
    pub due: Option<Timestamp>,
}

impl OwnKey {
    pub fn is_settled_in(&self, tier: Tier) -> bool {
        self.since.is_some() && self.plan == Some(tier)
    }

    fn read(item: &Item) -> Result<Self, Fault> {
        let time = |name: &str| -> Result<Option<Timestamp>, Fault> {
            let time = item.maybe_number(name)?.map(Timestamp::from_millisecond).transpose();
            time.map_err(|error| Fault::Malformed(error.to_string()))
        };
        let plan = item.maybe_text("plan").map(str::parse).transpose();
        Ok(Self {
            value: item.text("value")?.to_owned(),
            id: item.maybe_text("key_id").map(str::to_owned),
            plan: plan.map_err(|error: &str| Fault::Malformed(error.to_owned()))?,
            since: time("since")?,
            due: time("due")?,
        })
    }
}

impl DynamoControl {
    /// Reads a tenant's record and its key of a region by one request. `None` for what does not exist.
    pub async fn tenant_and_key(
        &self,
        tenant: TenantId,
        region: &str,
    ) -> Result<(Option<TenantRecord>, Option<OwnKey>), Fault> {
        let (table, key) = (&self.table, keys::gateway_key(region, tenant));
        let wanted = [keys::tenant(tenant), key.clone()].map(|key| (table.name.clone(), key.item()));
        let found = batch_get(&table.client, &table.used, NOBODY, wanted.to_vec(), true).await?;
        let (mut record, mut own) = (None, None);
        for item in found.into_values().flatten() {
            if item.text("pk")? == key.pk {
                own = Some(OwnKey::read(&item)?);
            } else {
                record = Some(item.json("doc")?);
            }
        }
        Ok((record, own))
    }
}

pub(super) struct Records {
    control: DynamoControl,
    region: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Refused {
    IsThere,
    NoRoom,
}

impl Records {
    pub fn new(control: DynamoControl, region: String) -> Self {
        Self { control, region }
    }

    fn key(&self, tenant: TenantId) -> Key {
        keys::gateway_key(&self.region, tenant)
    }

    pub async fn read(&self, tenant: TenantId) -> Result<(Option<TenantRecord>, Option<OwnKey>), Fault> {
        self.control.tenant_and_key(tenant, &self.region).await
    }

    /// A key that is still to be made, if there is room for it.
    pub async fn reserve(&self, tenant: TenantId, bound: u64, now: Timestamp) -> Result<Option<OwnKey>, Fault> {
        let table = &self.control.table;
        let key = OwnKey { value: value(), id: None, plan: None, since: None, due: Some(now) };
        let mut item = self.key(tenant).listed(keys::gateway_keys_due(&self.region), sort(now, tenant));
        item.extend([
            ("tenant".to_owned(), text(tenant.to_string())),
            ("value".to_owned(), text(&key.value)),
            ("due".to_owned(), number(now.as_millisecond())),
        ]);
        let mut transaction = Transaction::new();
        let absent = Condition::new("attribute_not_exists(pk)");
        transaction.put(Refused::IsThere, &table.name, item, Some(absent))?;
        let more = Condition::new("ADD #count :one").name("#count", "count").value(":one", number(1));
        let room = Condition::new("attribute_not_exists(#count) OR #count < :bound").value(":bound", number(bound));
        transaction.update(Refused::NoRoom, &table.name, keys::gateway_keys(&self.region).item(), more, Some(room))?;
        match table.send(transaction, Uuid::new_v4().to_string()).await? {
            None => Ok(Some(key)),
            // Another call was faster, and its record is as good.
            Some(refused) if refused.iter().any(|(why, _)| *why == Refused::IsThere) => Ok(self.read(tenant).await?.1),
            Some(_) => Ok(None),
        }
    }

    /// Takes the turn: nobody counts by the key until this one, or a later one, is finished.
    pub async fn begin(&self, tenant: TenantId, now: Timestamp) -> Result<String, Fault> {
        let turn = Uuid::new_v4().to_string();
        let change = self.due_at(now, tenant, "SET #turn = :turn, ", " REMOVE #since");
        let change = change.name("#turn", "turn").name("#since", "since").value(":turn", text(&turn));
        match self.change(tenant, change, there()).await? {
            true => Ok(turn),
            false => Err(Fault::Malformed(format!("the key of {tenant} went while it was settled"))),
        }
    }

    pub async fn made(&self, tenant: TenantId, id: &str) -> Result<(), Fault> {
        let change = Condition::new("SET #id = :id").name("#id", "key_id").value(":id", text(id));
        self.change(tenant, change, there()).await.map(drop)
    }

    /// Ends the turn; returns whether another one had not taken it over.
    pub async fn finish(
        &self,
        tenant: TenantId,
        turn: &str,
        plan: Tier,
        due: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let settled = "SET #plan = :plan, #since = :since";
        let change = match due {
            Some(due) => self.due_at(due, tenant, &format!("{settled}, "), ""),
            None => Condition::new(format!("{settled} REMOVE gsi1pk, gsi1sk, #due")).name("#due", "due"),
        };
        let change = change
            .name("#plan", "plan")
            .name("#since", "since")
            .value(":plan", text(plan.name()))
            .value(":since", number(now.as_millisecond()));
        let own = Condition::new("#turn = :turn").name("#turn", "turn").value(":turn", text(turn));
        self.change(tenant, change, own).await
    }

    /// To be settled once more; false if the item is gone.
    pub async fn unsettle(&self, tenant: TenantId, now: Timestamp) -> Result<bool, Fault> {
        let change = self.due_at(now, tenant, "SET ", " REMOVE #since").name("#since", "since");
        self.change(tenant, change, there()).await
    }

    /// Makes room for another key.
    pub async fn forget(&self, tenant: TenantId) -> Result<(), Fault> {
        let table = &self.control.table;
        let mut transaction = Transaction::new();
        transaction.delete((), &table.name, self.key(tenant).item(), Some(there()))?;
        let fewer = Condition::new("ADD #count :less").name("#count", "count").value(":less", number(-1));
        transaction.update((), &table.name, keys::gateway_keys(&self.region).item(), fewer, None)?;
        // It is rejected if another call has deleted it.
        table.send(transaction, Uuid::new_v4().to_string()).await.map(drop)
    }

    pub async fn due(&self, now: Timestamp) -> Result<Vec<TenantId>, Fault> {
        let list = keys::gateway_keys_due(&self.region);
        let below = Some(format!("{:020}", now.as_millisecond().saturating_add(1)));
        let list = List { pk: &list, below, prefix: None, newest_first: false, index: true };
        let items = self.control.table.list(&list, AT_ONCE, None).await?;
        let tenant = |item: &Item| item.text("tenant")?.parse().map_err(|_| Fault::Malformed("tenant".to_owned()));
        items.iter().map(tenant).collect()
    }

    async fn change(&self, tenant: TenantId, change: Condition, condition: Condition) -> Result<bool, Fault> {
        self.control.table.update(&self.key(tenant), change, condition, Uuid::new_v4().to_string()).await
    }

    /// Returns an update that also schedules the key at `due`, with `before` and `after` around that part.
    fn due_at(&self, due: Timestamp, tenant: TenantId, before: &str, after: &str) -> Condition {
        Condition::new(format!("{before}gsi1pk = :list, gsi1sk = :sort, #due = :due{after}"))
            .name("#due", "due")
            .value(":list", text(keys::gateway_keys_due(&self.region)))
            .value(":sort", text(sort(due, tenant)))
            .value(":due", number(due.as_millisecond()))
    }
}

fn there() -> Condition {
    Condition::new("attribute_exists(pk)")
}

fn sort(due: Timestamp, tenant: TenantId) -> String {
    format!("{:020}#{tenant}", due.as_millisecond())
}

/// Nobody may guess a key and use up another's rate, so it is drawn as a secret is.
fn value() -> String {
    format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple())
}

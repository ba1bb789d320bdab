//! The end of a tenant: nothing of it is in any table, and whatever else was
//! there is as it was, also when the work is cut short again and again.

use std::process::ExitCode;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use jiff::SignedDuration;
use secrecy::ExposeSecret;
use tenantry_aws::tenant_mover::DynamoTenantMover;
use tenantry_aws_testing::{
    brief::Brief,
    items::{self, Items},
    run::{self, Test},
    server::{self, Which},
    whole::Whole,
};
use tenantry_conformance::{
    BoatDraft, Cast, Fixture, Setup, Shop, attempt, json, launch, operator, order_draft, registration,
};
use tenantry_core::{
    Operator,
    domain::{
        api_key::{NewApiKey, Scope},
        event::{Event, EventKind},
        idempotency::Answer,
        invitation::NewInvitation,
        member::Role,
        operation::{Operation, OperationStatus},
        page::PageRequest,
        precondition::Precondition,
        signing::Purpose,
        tenant::{GRACE_DAYS, TenantRecord, TenantStatus},
        text::fold_email,
    },
    ports::{
        identity::{Pending, Realm},
        sign_in::{Challenge, SignInStore as _},
        tenant_mover::TenantMover as _,
    },
};
use uuid::Uuid;

/// Nobody else has it in anything.
const WORD: &str = "pelican";

fn main() -> ExitCode {
    let test = |on, name: &str, run| Test { name: name.to_owned(), on, run };
    run::all(vec![
        test(Which::Dynoxide, "nothing_is_left::pool", || Box::pin(nothing_is_left::<false, false>())),
        test(Which::Dynoxide, "nothing_is_left::silo", || Box::pin(nothing_is_left::<false, true>())),
        test(Which::Ministack, "nothing_is_left::pool", || Box::pin(nothing_is_left::<true, false>())),
        test(Which::Ministack, "nothing_is_left::silo", || Box::pin(nothing_is_left::<true, true>())),
        test(Which::Dynoxide, "cut_short::pool", || Box::pin(cut_short::<false>())),
        test(Which::Dynoxide, "cut_short::silo", || Box::pin(cut_short::<true>())),
        test(Which::Dynoxide, "the_grace_period_ends_by_itself", || Box::pin(the_grace_period_ends_by_itself())),
    ])
}

fn record_answer(tenant: &TenantRecord) -> Answer {
    json(tenant)
}

fn begun(operation: &Operation) -> Answer {
    json(operation)
}

/// A tenant beside others, and how everything was before it came.
struct Stage<const MINISTACK: bool, const SILO: bool> {
    backend: Whole<MINISTACK, SILO>,
    client: Client,
    operator: Operator,
    before: Items,
    gone: Cast,
    members: Vec<String>,
}

impl<const MINISTACK: bool, const SILO: bool> Stage<MINISTACK, SILO> {
    async fn set() -> Self {
        let backend = Whole::<MINISTACK, SILO>::open(Setup::default()).await;
        let client = server::client(Whole::<MINISTACK, SILO>::ON);
        let mover = backend.tenant_mover(client.clone());
        let operator = operator(&backend).await;
        for name in ["heron", "stork"] {
            let cast = Cast::found(&backend, name).await;
            let shop = Shop(cast.owner.enter(&backend).await);
            let product = shop.create("Lamp", "1.00", 9).await;
            shop.place(&order_draft(&[(product.id, 1)], None), &attempt(shop.user(), "one", ""))
                .await
                .expect("an order");
            cast.with(&backend, Role::Viewer).await;
        }
        backend.settle().await;
        backend.worker().run_operations(&mover, SignedDuration::ZERO).await.expect("a run");
        backend.settle().await;
        let before = items::all(&client, &backend.partition).await;
        let gone = fill(&backend, &client).await;
        backend.settle().await;
        backend.worker().run_operations(&mover, SignedDuration::ZERO).await.expect("a run");
        backend.settle().await;
        let members = backend.control().members(gone.id, None, 10).await.expect("a list").items;
        let members = members.iter().map(|member| member.user.to_string()).collect();
        Self { backend, client, operator, before, gone, members }
    }

    /// All of it is in the silo as well, and nobody ever went on.
    async fn begin_to_move(&self) {
        let (mover, key) = (self.backend.tenant_mover(self.client.clone()), self.gone.key(&self.backend).await);
        mover.tables.create_silo(self.gone.id).await.expect("tables");
        let elsewhere = key.with_placement(key.placement().counterpart());
        mover.copy(&key, &elsewhere).await.expect("a copy");
    }

    async fn delete(&self) {
        let admin = self.gone.owner.admin(&self.backend).await;
        let attempt =
            attempt(self.gone.owner.enter(&self.backend).await.member().expect("a member").user, "the end", "");
        admin.delete_company(&Precondition::Any, &attempt, record_answer).await.expect("deleted");
        self.backend.settle().await;
    }

    async fn erase(&self) {
        let attempt = attempt(Uuid::nil().into(), "erase it", "");
        self.operator.erase_tenant(self.gone.id, WORD, "asked for", &attempt, begun).await.expect("begun");
    }

    async fn run(&self, mover: &DynamoTenantMover) -> Operation {
        self.backend.worker().run_operations(mover, SignedDuration::ZERO).await.expect("a run");
        let newest = self.operator.operations(self.gone.id, &PageRequest::default()).await.expect("operations");
        newest.items.into_iter().next().expect("an operation")
    }

    /// All that is there and was not before, and nothing else is otherwise. What the
    /// operator's signing in leaves, the history of nobody and the latest time that
    /// the installation knows count for nothing.
    async fn left(&self) -> Items {
        self.backend.settle().await;
        let (operator, nobody) = (self.operator_id().await, Uuid::nil().to_string());
        let counts = |(table, item): &(String, String)| match table.as_str() {
            // Buckets expire, and are named by digests that nobody else can make. Notes of accounts are ids; that of a
            // registration that nobody confirmed goes with its account, a day later.
            "control" if item.contains("throttle#") || item.contains("new-identities") => false,
            "control" if item.contains("\"known_at\"") => false,
            "control" => item.contains(&self.gone.id.to_string()) || !item.contains(&operator),
            "control-journal" | "control-outbox" => !item.contains(&nobody),
            _ => true,
        };
        let now: Items = items::all(&self.client, &self.backend.partition).await.into_iter().filter(counts).collect();
        let before: Items = self.before.iter().filter(|item| counts(item)).cloned().collect();
        assert_eq!(
            before.difference(&now).collect::<Vec<_>>(),
            Vec::<&(String, String)>::new(),
            "others are as they were"
        );
        now.difference(&before).cloned().collect()
    }

    async fn operator_id(&self) -> String {
        let found = self.backend.control().operator_by_email("olga@operators.example").await.expect("a look-up");
        found.expect("the operator").user.to_string()
    }

    /// The tombstone, the operation, and who had it done, and why.
    async fn assert_nothing_left(&self) {
        let left = self.left().await;
        let names: std::collections::BTreeSet<&str> = left.iter().map(|(table, _)| table.as_str()).collect();
        assert_eq!(names, ["control", "control-journal"].into(), "{left:#?}");
        let control: Vec<&String> = left.iter().filter(|(table, _)| table == "control").map(|(_, item)| item).collect();
        assert_eq!(control.len(), 2, "the tombstone and the operation: {control:#?}");
        for (_, item) in &left {
            assert!(!item.to_lowercase().contains(WORD), "{item}");
            assert!(item.contains(&self.gone.id.to_string()), "{item}");
        }
        for (_, entry) in left.iter().filter(|(table, _)| table == "control-journal") {
            assert!(entry.contains("operation."), "{entry}");
        }
        let accounts = self.backend.cognito.users("members");
        assert!(self.members.len() == 2 && !self.members.iter().any(|member| accounts.contains(member)));
        let tomb = self.backend.control().tenant(self.gone.id).await.expect("a look-up").expect("a tombstone");
        assert_eq!(
            (tomb.status, tomb.company_name.as_str(), tomb.admin_email.as_str()),
            (TenantStatus::Erased, "", "")
        );
        let silos = items::tables(&self.client, &self.backend.partition).await;
        assert!(!silos.iter().any(|table| table.contains(&self.gone.id.to_string())), "{silos:?}");
    }
}

/// Something of every kind that is known of a tenant.
async fn fill<F: Fixture + Kept>(backend: &F, client: &Client) -> Cast {
    let email = format!("owner@{WORD}.example");
    // Asked for twice: one link is never used.
    let waiting = backend.app().register(registration(WORD, &email, "UTC"), email.as_str(), None);
    waiting.await.expect("a registration");
    let cast = Cast::found(backend, WORD).await;
    let owner = cast.owner.enter(backend).await;
    let (user, admin) = (owner.member().expect("a member").user, cast.owner.admin(backend).await);
    let leaver = cast.with(backend, Role::Staff).await;
    cast.with(backend, Role::Viewer).await;
    let leaver = leaver.enter(backend).await.member().expect("a member").user;
    admin.remove_member(leaver, &Precondition::Any, &attempt(user, "leave", ""), json(&())).await.expect("left");
    let late = NewInvitation::new(&format!("late@{WORD}.example"), Role::Viewer).expect("an invitation");
    admin.invite(&late, &attempt(user, "invite", ""), |invited| json(&invited.email)).await.expect("invited");
    let key = NewApiKey::new(&format!("{WORD} key"), [Scope::OrdersRead], None, backend.app().now()).expect("a key");
    let token = admin.create_api_key(key).await.expect("a key").token;
    backend.app().authenticate_key(token.expose_secret(), None).await.expect("a use");
    backend.app().forgot_password(&email, None).await.expect("a mail");
    let shop = Shop(owner);
    for n in 0..30 {
        let product = shop.create_sku(&format!("{WORD} {n}"), &format!("{WORD}-{n}")).await.expect("a product");
        let draft = order_draft(&[(product.id, 1)], Some(&format!("{WORD}-{n}")));
        shop.place(&draft, &attempt(user, &n.to_string(), WORD)).await.expect("an order");
    }
    let boat = BoatDraft::new(WORD, WORD, "2020-01-01T00:00:00Z");
    launch(&shop, BoatDraft { skipper: Some(WORD.to_owned()), ..boat }).await.expect("a record of a declared kind");
    let challenge = Challenge {
        id: Uuid::now_v7().into(),
        user,
        realm: Realm::Member,
        device: WORD.to_owned(),
        pending: Pending(WORD.to_owned()),
        expires_at: backend.app().now() + SignedDuration::from_mins(5),
    };
    backend.sign_ins().put_challenge(&challenge).await.expect("a challenge");
    backend.sign_ins().set_recovery_codes(user, Realm::Member, &[[7; 32]]).await.expect("codes");
    bury(client, backend.prefix(), cast.id).await;
    cast
}

/// What a backend keeps beside the ports of the suite.
trait Kept {
    fn sign_ins(&self) -> &tenantry_aws::sign_ins::DynamoSignIns;
    fn prefix(&self) -> &str;
}

impl<const MINISTACK: bool, const SILO: bool> Kept for Whole<MINISTACK, SILO> {
    fn sign_ins(&self) -> &tenantry_aws::sign_ins::DynamoSignIns {
        &self.sign_ins
    }
    fn prefix(&self) -> &str {
        self.partition.prefix()
    }
}

/// An event that a consumer gave up on.
async fn bury(client: &Client, prefix: &str, tenant: tenantry_core::domain::ids::TenantId) {
    let (id, at) = (Uuid::now_v7(), jiff::Timestamp::UNIX_EPOCH);
    let event = Event { id: id.into(), tenant: Some(tenant), at, kind: EventKind::TenantUpdated };
    let text = |text: String| AttributeValue::S(text);
    let buried = client
        .put_item()
        .table_name(format!("{prefix}control"))
        .item("pk", text(format!("dead-letter#{id}")))
        .item("sk", text("mail".into()))
        .item("gsi1pk", text("dead-letters".into()))
        .item("gsi1sk", text(format!("{id}#mail")))
        .item("event", text(serde_json::to_string(&event).expect("JSON")))
        .item("error", text(format!("no such mailbox: {WORD}")));
    buried.send().await.expect("buried");
}

async fn nothing_is_left<const MINISTACK: bool, const SILO: bool>() {
    let stage = Stage::<MINISTACK, SILO>::set().await;
    let there = stage.left().await.into_iter().filter(|(_, item)| item.contains(WORD)).count();
    assert!(there > 70, "{there} items hold the word");
    if !SILO {
        stage.begin_to_move().await;
    }
    stage.delete().await;
    stage.erase().await;
    let done = stage.run(&stage.backend.tenant_mover(stage.client.clone())).await;
    assert_eq!(done.status, OperationStatus::Done, "{done:?}");
    stage.assert_nothing_left().await;
    let steps: Vec<&str> = done.steps.iter().filter_map(|step| step.detail.as_deref()).collect();
    println!("{there} items with the word; erased: {}", steps.join("; "));
    // The address is free for a new company.
    let owner = format!("owner@{WORD}.example");
    let again = registration(WORD, &owner, "UTC");
    stage.backend.app().register(again, owner.as_str(), None).await.expect("a registration");
    let waiting = stage.backend.control().registration_by_email(&fold_email(&owner)).await.expect("a look-up");
    let token = stage.backend.signer().signed_token(Purpose::Confirm, waiting.expect("a registration").id.0);
    stage.backend.app().confirm(&token, None).await.expect("a new company");
}

/// Each try comes a little further than the one before.
async fn cut_short<const SILO: bool>() {
    let stage = Stage::<false, SILO>::set().await;
    stage.delete().await;
    stage.erase().await;
    let mut calls = 0;
    let tries = loop {
        let now = stage.run(&stage.backend.tenant_mover(Brief::new(calls).client())).await;
        if now.status == OperationStatus::Done {
            break now.tries;
        }
        assert_eq!(now.status, OperationStatus::Failed, "{now:?}");
        assert!(now.steps.iter().any(|step| step.detail.as_deref().is_some_and(|why| why.contains("cut short"))));
        let attempt = attempt(Uuid::nil().into(), &format!("try {calls}"), "");
        stage.operator.retry_operation(stage.gone.id, now.id, &attempt, begun).await.expect("once more");
        calls += 2;
    };
    assert!(tries > 20, "cut short {tries} times");
    stage.assert_nothing_left().await;
    println!("cut short {tries} times");
}

async fn the_grace_period_ends_by_itself() {
    let stage = Stage::<false, false>::set().await;
    stage.delete().await;
    let (backend, mover) = (&stage.backend, stage.backend.tenant_mover(stage.client.clone()));
    backend.worker().watch_clock().await.expect("noted");
    backend.clock().advance(SignedDuration::from_hours(24 * GRACE_DAYS - 1));
    assert_eq!(backend.worker().erase_overdue().await.expect("a look"), 0, "it can still be brought back");
    backend.clock().advance(SignedDuration::from_hours(2));
    assert!(!backend.worker().watch_clock().await.expect("a look").is_trusted(), "it jumped by a month");
    assert_eq!(backend.worker().erase_overdue().await.expect("a look"), 0, "what can't be undone waits");
    backend.worker().accept_clock().await.expect("accepted");
    assert_eq!(backend.worker().erase_overdue().await.expect("a look"), 1);
    assert_eq!(backend.worker().erase_overdue().await.expect("a look"), 0, "once is enough");
    backend.worker().run_operations(&mover, SignedDuration::ZERO).await.expect("a run");
    stage.assert_nothing_left().await;
}

//! The adapters of Cognito, SNS, SQS and SES against an emulator: that what we
//! send is what AWS's operations are called and take.

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_sqs::types::QueueAttributeName;
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tenantry_aws::{
    control::DynamoControl,
    events::{
        DynamoRelay, Envelope, Outboxes, Publisher, QueueConsumer, Queues, SesMailer, StreamRelay, Sweeper, Topics,
    },
    identity::CognitoIdentity,
};
use tenantry_aws_testing::{
    backend::partition,
    client,
    cloud::{ON, REGION, pool, stream_of},
    run::{self, Test},
    server,
    whole::SystemRandom,
};
use tenantry_conformance::entry;
use tenantry_core::{
    domain::{
        event::{Event, EventKind},
        ids::{TenantId, UserId},
        journal::Entry,
        operator::OperatorRecord,
        signing::Signer,
        tier::Tier,
    },
    events::Consumer,
    policy::consume_error::ConsumeError,
    ports::{
        commit::{ControlCommit, ControlWrite},
        control::ControlStore,
        identity::{Identity, IdentityError, Pending, Realm, SignInStep, Subject, SubjectKind, Subjects},
        mail::{Mail, MailError, Mailer},
        relay::{Redriven, Relay},
    },
    runtime::env::SystemClock,
};
use totp_rs::{Builder, Secret};

fn main() -> ExitCode {
    let test = |name: &str, run| Test { name: name.to_owned(), on: ON, run };
    run::all(vec![
        test("people_sign_in_by_cognito", || Box::pin(people_sign_in_by_cognito())),
        test("events_reach_consumers_by_topic_and_queue", || Box::pin(events_reach_consumers_by_topic_and_queue())),
        test("mails_leave_by_ses", || Box::pin(mails_leave_by_ses())),
    ])
}

struct Only(Subject);

#[async_trait]
impl Subjects for Only {
    async fn subject(&self, _: UserId, _: Realm) -> Result<Option<Subject>, IdentityError> {
        Ok(Some(self.0.clone()))
    }
}

fn code(secret: &SecretString, steps: i64) -> String {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret.expose_secret()).expect("base 32"));
    let second = Timestamp::now().as_second() + 30 * steps;
    totp.build().expect("a secret").generate(second.unsigned_abs()).to_string()
}

async fn people_sign_in_by_cognito() {
    let prefix = partition(ON).await.prefix().to_owned();
    let control = DynamoControl::new(server::client(ON), &prefix, Arc::default());
    let client = client!(cognito);
    let (members, operators) = (pool("members").await, pool("operators").await);
    let identity = CognitoIdentity::new(
        client,
        members,
        operators,
        &control,
        Signer::new([7; 32]),
        Arc::new(SystemClock),
        Arc::new(SystemRandom),
    );
    let user = UserId(uuid::Uuid::new_v4());
    let kind = SubjectKind::Member { tenant: TenantId(uuid::Uuid::new_v4()), tier: Tier::Basic };
    let subject = Subject { user, email: "ada@acme.example".into(), kind };
    let (password, wrong) = (SecretString::from("a long enough password"), SecretString::from("a wrong password"));
    for _ in 0..2 {
        identity.create(user, Realm::Member, &password).await.expect("idempotent by user");
    }
    let refused = identity.sign_in(Some(&subject), &wrong).await;
    assert!(matches!(refused, Err(IdentityError::Refused)), "{refused:?}");
    let nobody = identity.sign_in(None, &password).await;
    assert!(matches!(nobody, Err(IdentityError::Refused)), "{nobody:?}");
    identity.check_password(user, Realm::Member, &password).await.expect("it is the password");

    let sign_in = async || match identity.sign_in(Some(&subject), &password).await.expect("a sign-in") {
        SignInStep::Done(tokens) => tokens,
        SignInStep::Totp(_) => unreachable!("no second factor yet"),
    };
    let (laptop, phone) = (sign_in().await, sign_in().await);
    let claims = identity.authenticate(laptop.access.expose_secret()).await.expect("claims");
    assert_eq!((claims.user, claims.realm, claims.session), (user, Realm::Member, laptop.session));
    let only = Only(subject.clone());
    let next = identity.refresh(&laptop.refresh, &only).await.expect("a successor");
    assert_eq!(next.session, laptop.session);
    assert_ne!(next.refresh.expose_secret(), laptop.refresh.expose_secret());
    let again = identity.refresh(&laptop.refresh, &only).await.expect("another tab");
    assert_eq!(again.refresh.expose_secret(), next.refresh.expose_secret());
    identity.authenticate(next.access.expose_secret()).await.expect("claims");
    identity.sign_out_session(laptop.session).await.expect("signed out");
    for tokens in [&laptop, &next] {
        assert!(identity.authenticate(tokens.access.expose_secret()).await.is_err());
        assert!(identity.refresh(&tokens.refresh, &only).await.is_err());
    }

    let access = phone.access.expose_secret();
    let secret = identity.begin_totp(user, Realm::Member, access).await.expect("a secret");
    let mistyped = identity.confirm_totp(user, Realm::Member, access, "000 000").await;
    assert!(matches!(mistyped, Err(IdentityError::Refused)), "{mistyped:?}");
    identity.confirm_totp(user, Realm::Member, access, &code(&secret, 0)).await.expect("on");
    let SignInStep::Totp(pending) = identity.sign_in(Some(&subject), &password).await.expect("a sign-in") else {
        unreachable!("a code is asked for");
    };
    identity.check_password(user, Realm::Member, &password).await.expect("no session is begun for it");
    let nonsense = identity.answer_totp(&subject, &Pending("nonsense".into()), "12345").await;
    assert!(matches!(nonsense, Err(IdentityError::Refused)), "{nonsense:?}");
    let tokens = identity.answer_totp(&subject, &pending, &code(&secret, 0)).await.expect("the second factor");
    identity.end_totp(user, Realm::Member).await.expect("off");
    sign_in().await;

    identity.set_password(user, Realm::Member, &wrong, Some(tokens.session)).await.expect("set");
    assert!(identity.authenticate(tokens.access.expose_secret()).await.is_ok(), "the one that is kept");
    assert!(identity.authenticate(access).await.is_err(), "the others have ended");
    identity.sign_out_everywhere(user, Realm::Member, None).await.expect("signed out");
    assert!(identity.authenticate(tokens.access.expose_secret()).await.is_err());
    let mut items = server::client(ON).scan().table_name(format!("{prefix}control")).into_paginator().items().send();
    while let Some(item) = items.next().await {
        let item = item.expect("an item");
        let sort = item["sk"].as_s().expect("a sort key").clone();
        assert!(!sort.starts_with("live#"), "no later call asks for a session that has ended: {sort}");
    }
    let keys: Value = serde_json::from_str(&identity.key_set().await.expect("keys")).expect("JSON");
    assert!(!keys["keys"].as_array().expect("keys").is_empty());
    identity.remove(user, Realm::Member).await.expect("removed");
    identity.remove(user, Realm::Member).await.expect("twice is once");
}

/// Fails until it is healed.
#[derive(Default)]
struct Picky {
    away: AtomicBool,
    healed: AtomicBool,
    seen: AtomicU32,
}

#[async_trait]
impl Consumer for Picky {
    fn name(&self) -> &'static str {
        "inventory"
    }

    async fn handle(&self, _: &Event) -> Result<(), ConsumeError> {
        self.seen.fetch_add(1, Ordering::SeqCst);
        if self.away.load(Ordering::SeqCst) {
            return Err(MailError::Passing("it is away".into()).into());
        }
        if self.healed.load(Ordering::SeqCst) {
            Ok(())
        } else {
            Err(MailError::Rejected("not to its taste".into()).into())
        }
    }
}

/// An event of control data, as any commit causes it.
async fn commit(control: &DynamoControl, at: Timestamp) -> Entry {
    let user = UserId(uuid::Uuid::new_v4());
    let kind = EventKind::OperatorCreated { user };
    let entry = entry(None, kind, at);
    let email = format!("{user}@operators.example");
    let operator = OperatorRecord { user, email, name: "O".into(), created_at: at, totp_since: None };
    let writes = vec![ControlWrite::Operator { operator }];
    let commit = ControlCommit { writes, entry: entry.clone(), idempotency: None };
    control.commit(commit).await.expect("committed");
    entry
}

/// Makes a topic and the queue of the consumer `inventory`; returns the topic's name and the queue's address.
async fn topic_and_queue(prefix: &str) -> (String, String) {
    let (sns, sqs) = (client!(aws_sdk_sns), client!(aws_sdk_sqs));
    let topic = sns.create_topic().name(format!("{prefix}tenants")).send().await.expect("a topic").topic_arn;
    let topic = topic.expect("its name");
    let name = format!("arn:aws:sqs:{REGION}:000000000000:{prefix}inventory");
    // A queue takes messages of a topic only if its policy says so.
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": name,
        "Condition": { "ArnEquals": { "aws:SourceArn": topic } },
    }] });
    let queue = sqs.create_queue().queue_name(format!("{prefix}inventory"));
    let queue = queue.attributes(QueueAttributeName::Policy, policy.to_string()).send().await.expect("a queue");
    let queue = queue.queue_url.expect("its address");
    let subscribed = sns.subscribe().topic_arn(&topic).protocol("sqs").endpoint(name);
    subscribed.attributes("RawMessageDelivery", "true").send().await.expect("a subscription");
    (topic, queue)
}

/// Takes the one message of a queue.
async fn take(queue: &str) -> String {
    let sqs = client!(aws_sdk_sqs);
    let received = sqs.receive_message().queue_url(queue).max_number_of_messages(10).wait_time_seconds(10);
    let messages = received.send().await.expect("messages").messages.unwrap_or_default();
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    let handle = message.receipt_handle.clone().expect("a handle");
    sqs.delete_message().queue_url(queue).receipt_handle(handle).send().await.expect("deleted");
    message.body.clone().expect("a body")
}

async fn events_reach_consumers_by_topic_and_queue() {
    let prefix = partition(ON).await.prefix().to_owned();
    let (sns, sqs) = (client!(aws_sdk_sns), client!(aws_sdk_sqs));
    let control = DynamoControl::new(server::client(ON), &prefix, Arc::default());
    let (topic, queue) = topic_and_queue(&prefix).await;
    let topics = Topics { orders: topic.clone(), tenants: topic.clone(), alerts: topic };
    let publisher = Publisher::new(sns, server::client(ON), topics);
    let outboxes = Outboxes::new(&prefix);
    let relay = StreamRelay::new(publisher.clone(), outboxes.clone());

    // Published, and gone from the outbox.
    let entry = commit(&control, Timestamp::now()).await;
    let stream = stream_of(&outboxes.control).await;
    assert_eq!(relay.handle(stream).await.expect("handled"), json!({ "batchItemFailures": [] }));
    assert_eq!(stream_of(&outboxes.control).await, json!({ "Records": [] }));

    let receive = async || take(&queue).await;
    let batch = |body: &str, tries: u32| {
        json!({ "Records": [{
            "messageId": "m", "body": body, "attributes": { "ApproximateReceiveCount": tries.to_string() }
        }] })
    };
    let body = receive().await;
    let picky = Arc::new(Picky::default());
    let letters = DynamoRelay::new(&control, Queues::new(sqs.clone(), prefix.clone()));
    let consumer = QueueConsumer::new(vec![picky.clone()], letters.clone());

    let none_failed = json!({ "batchItemFailures": [] });
    let failures = |body: &str| serde_json::from_str::<Envelope>(body).expect("an envelope").failures;

    // An outage is no try: the message is sent anew, with a delay and for this consumer alone.
    picky.away.store(true, Ordering::SeqCst);
    assert_eq!(consumer.handle(batch(&body, 1)).await.expect("handled"), none_failed);
    let mut body = receive().await;
    assert_eq!((failures(&body).tries, failures(&body).postponed), (0, 1));
    assert_eq!(serde_json::from_str::<Envelope>(&body).expect("an envelope").only.as_deref(), Some("inventory"));
    picky.away.store(false, Ordering::SeqCst);

    // What fails otherwise comes back until the fifth time, then it is a dead letter. How often a queue has handed it
    // out counts for nothing.
    for tries in 1..=5 {
        assert_eq!(consumer.handle(batch(&body, 4)).await.expect("handled"), none_failed);
        let kept = letters.dead_letters(None, 10).await.expect("letters").items;
        assert_eq!(kept.len(), usize::from(tries == 5), "after try {tries}");
        if tries < 5 {
            body = receive().await;
            assert_eq!((failures(&body).tries, failures(&body).postponed), (tries, 1));
        }
    }
    let event = entry.events[0].id;
    let letter = letters.dead_letters(None, 10).await.expect("letters").items.remove(0);
    assert_eq!(
        (letter.event.id, letter.consumer.as_str(), letter.attempts),
        (event, "inventory", 6),
        "five tries and an outage"
    );
    assert!(letter.error.contains("not to its taste"), "{}", letter.error);

    // Handed out once more: it comes back while it fails, and stays away when it does not.
    assert!(letters.redrive(event, "inventory").await.expect("redriven"));
    assert!(letters.dead_letters(None, 10).await.expect("letters").items.is_empty(), "it is on its way");
    assert_eq!(consumer.handle(batch(&receive().await, 1)).await.expect("handled"), none_failed);
    assert_eq!(letters.dead_letters(None, 10).await.expect("letters").items[0].attempts, 7, "one try for one request");
    picky.healed.store(true, Ordering::SeqCst);
    assert_eq!(letters.redrive_all("mail", 100).await.expect("none"), Redriven { count: 0, more: false });
    let redriven = letters.redrive_all("inventory", 100).await.expect("redriven");
    assert_eq!(redriven, Redriven { count: 1, more: false });
    assert_eq!(letters.redrive_all("inventory", 100).await.expect("none").count, 0);
    consumer.handle(batch(&receive().await, 1)).await.expect("handled");
    assert!(letters.dead_letters(None, 10).await.expect("letters").items.is_empty());
    assert!(!letters.redrive(event, "inventory").await.expect("nothing to redrive"));
    assert_eq!(picky.seen.load(Ordering::SeqCst), 8);

    // One poison message holds up no other.
    let mixed = json!({ "Records": [
        { "messageId": "bad", "body": "{}", "attributes": {} },
        { "messageId": "good", "body": body, "attributes": {} },
    ] });
    let answer = consumer.handle(mixed).await.expect("handled");
    assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "bad" }] }));

    what_the_stream_missed_is_swept(&control, publisher, &prefix, &queue).await;
}

/// An event is swept once it is old enough.
async fn what_the_stream_missed_is_swept(control: &DynamoControl, publisher: Publisher, prefix: &str, queue: &str) {
    let missed = commit(control, Timestamp::now() - SignedDuration::from_mins(3)).await;
    commit(control, Timestamp::now()).await;
    let sweeper = Sweeper::new(control.clone(), server::client(ON), publisher, Outboxes::new(prefix));
    assert_eq!(sweeper.sweep(Timestamp::now()).await.expect("swept"), 1);
    assert!(take(queue).await.contains(&missed.events[0].id.to_string()));

    // An unreadable entry is reported, and holds up none of those behind it.
    let unreadable = server::client(ON)
        .put_item()
        .table_name(format!("{prefix}control-outbox"))
        .item("tenant_id", AttributeValue::S(uuid::Uuid::nil().to_string()))
        .item("entry_id", AttributeValue::S(uuid::Uuid::nil().to_string()))
        .item("at", AttributeValue::N("0".into()))
        .item("events", AttributeValue::S("nonsense".into()));
    unreadable.send().await.expect("an entry");
    let missed = commit(control, Timestamp::now() - SignedDuration::from_mins(3)).await;
    let failed = sweeper.sweep(Timestamp::now()).await.expect_err("the entry that can't be read");
    assert!(failed.to_string().contains("events"), "{failed}");
    assert!(take(queue).await.contains(&missed.events[0].id.to_string()));
}

async fn mails_leave_by_ses() {
    let client = client!(aws_sdk_sesv2);
    client.create_email_identity().email_identity("hello@tenantry.test").send().await.expect("an identity");
    let mailer = SesMailer::new(client, "hello@tenantry.test");
    let id = uuid::Uuid::new_v4().to_string();
    let mail = Mail {
        id,
        tenant: None,
        to: "ada@acme.example".into(),
        subject: "Grüße".into(),
        text: "A line.\nAnother one: ä".into(),
        from_name: Some("Hof & Feld".into()),
        reply_to: Some("shop@hof.example".into()),
    };
    mailer.send(mail).await.expect("sent");
}

//! A region is lost while it is written to, and the other takes over: what was
//! replicated is there once, what was not is known, and people get in again.

use std::{
    collections::BTreeSet,
    process::ExitCode,
    sync::{Arc, Mutex},
};

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use tenantry_aws::{dynamo::OneClient, partition::Partition, silo::Tables, takeover::Takeover};
use tenantry_aws_testing::{
    replicator::Replicator,
    run::{self, Test},
    server::{OwnServer, Which},
    whole::Whole,
};
use tenantry_conformance::{
    CUSTOMER, Cast, Fixture, ManualClock, Person, Setup, Shop, attempt, count_from_env, operator, order_draft,
    password, read,
};
use tenantry_core::{
    Error,
    domain::{
        ids::{OrderId, ProductId},
        insights::MovementReason,
        order::{Order, OrderQuery},
        order_status::Status,
        page::PageRequest,
        text::fold_email,
        tier::Tier,
    },
    policy::device::Origin,
    ports::{env::Clock, identity::Realm},
    usecases::SignIn,
};
use totp_rs::{Builder, Secret};

const STOCK: u64 = 100_000;
/// Orders whose effects are all there when the region is lost.
const SETTLED: usize = 20;
const WRITERS: usize = 8;

type Region<const SILO: bool> = Whole<false, SILO>;

fn main() -> ExitCode {
    let on = Which::Dynoxide;
    run::all(vec![
        Test { name: "a_region_is_lost::pool".to_owned(), on, run: || Box::pin(a_region_is_lost::<false>()) },
        Test { name: "a_region_is_lost::silo".to_owned(), on, run: || Box::pin(a_region_is_lost::<true>()) },
    ])
}

async fn a_region_is_lost<const SILO: bool>() {
    let mut first = OwnServer::start(Which::Dynoxide);
    let second = OwnServer::start(Which::Dynoxide);
    let (clock, partition) = (ManualClock::starting_now(), Partition::new(format!("test-{}-", uuid::Uuid::new_v4())));
    let tables = [&first, &second].map(|region| Tables::new(region.client(), partition.clone(), false));
    for region in &tables {
        region.create_shared().await.expect("tables");
    }
    let lost = Region::<SILO>::open_at(Setup::default(), first.client(), partition.clone(), clock.clone(), SILO).await;
    let cast = Cast::create(&lost, "acme", Tier::Premium, "UTC").await;
    if SILO {
        // As a replica: it is there before the region is needed.
        tables[1].create_silo(cast.id).await.expect("tables");
    }
    enrol(&lost, &cast.owner).await;
    let shop = Shop(cast.owner.enter(&lost).await);
    let product = shop.create("Wanted", "2.00", i64::try_from(STOCK).expect("a stock")).await.id;
    for _ in 0..SETTLED {
        shop.order(&[(product, 1)]).await;
    }
    lost.settle().await;
    lost.stop_consumers();
    clock.advance(SignedDuration::from_mins(10));
    let mailed: BTreeSet<String> = lost.mails(CUSTOMER).await.into_iter().map(|mail| mail.id).collect();

    let acknowledged = write_until_lost(&mut first, &second, &partition, &shop, product).await;
    drop(lost);

    let region =
        Region::<SILO>::open_at(Setup::default(), second.client(), partition.clone(), clock.clone(), false).await;
    region.settle().await;
    let shop = Shop(get_in_again(&region, &cast.owner.email).await.enter(&region).await);
    region.settle().await;
    let kept: BTreeSet<OrderId> =
        shop.all_orders(&OrderQuery::default(), 100).await.iter().map(|order| order.id).collect();
    let gone: BTreeSet<OrderId> = acknowledged.difference(&kept).copied().collect();
    assert!(!gone.is_empty() && kept.len() > SETTLED, "the test was blind: {} kept, {} lost", kept.len(), gone.len());

    let takeover = Takeover::new(Arc::new(OneClient(second.client())), partition);
    let (key, since) = (cast.key(&region).await, clock.now() - SignedDuration::from_mins(5));
    let found = takeover.correct(&key, since).await.expect("a look");
    println!(
        "{} orders acknowledged, {} of them lost; {} there, {} of them without their event; {} counts and {} stocks corrected",
        acknowledged.len(),
        gone.len(),
        kept.len(),
        found.unrecorded_orders.len(),
        found.counts,
        found.stock.len()
    );
    assert!(!found.is_none(), "no transaction was cut: the test was blind");
    assert!(found.unrecorded_orders.is_subset(&kept) && found.lost_orders.is_disjoint(&kept), "{found:?}");
    let left = takeover.check(&key, since).await.expect("a look");
    assert_eq!((left.counts, left.stock.len()), (0, 0), "{left:?}");
    assert_eq!(shop.stock(product).await, STOCK - kept.len() as u64);
    let counts = shop.0.order_counts().await.expect("counts");
    let counted: Vec<_> = counts.into_iter().filter(|(_, orders)| *orders > 0).collect();
    assert_eq!(counted, [(Status::Pending, kept.len() as u64)]);

    happened_once(&region, &shop, product, kept.len() - found.unrecorded_orders.len()).await;
    let again: BTreeSet<String> = region.mails(CUSTOMER).await.into_iter().map(|mail| mail.id).collect();
    assert!(!mailed.is_empty() && !again.is_empty(), "nobody is mailed: the test was blind");
    assert!(mailed.is_disjoint(&again), "what was mailed by the lost region is mailed again");

    // It goes on from there.
    let next = shop.order(&[(product, 1)]).await;
    assert!(!kept.contains(&next.id));
    assert_eq!(shop.stock(product).await, STOCK - kept.len() as u64 - 1);
}

/// Of each event, the effects that are counted and the one that is recorded.
async fn happened_once<const SILO: bool>(region: &Region<SILO>, shop: &Shop, product: ProductId, events: usize) {
    region.settle().await;
    let figures = shop.0.insights(None, None).await.expect("insights").total;
    assert_eq!(figures.orders, events as i64, "each event that is there counts once");
    let page = PageRequest { limit: 100_000, cursor: None };
    let movements = shop.0.movements(product, &page).await.expect("a ledger").items;
    let sold: Vec<_> = movements.iter().filter(|movement| movement.reason == MovementReason::Sold).collect();
    let orders: BTreeSet<_> = sold.iter().map(|movement| movement.order).collect();
    assert_eq!((sold.len(), orders.len()), (events, events), "one movement of each");
}

/// Writers order until nobody answers them. What was last seen of the region arrives by half, and in no order. Returns
/// the orders that were acknowledged.
async fn write_until_lost(
    first: &mut OwnServer,
    second: &OwnServer,
    partition: &Partition,
    shop: &Shop,
    product: ProductId,
) -> BTreeSet<OrderId> {
    let wanted = count_from_env("TENANTRY_LOST_ORDERS", 200);
    let mut replicator = Replicator::open(first.client(), second.client(), partition).await;
    let changes = replicator.look().await;
    replicator.send(changes).await;
    let acknowledged: Arc<Mutex<BTreeSet<OrderId>>> = Arc::default();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (shop, acknowledged) = (shop.clone(), acknowledged.clone());
            tokio::spawn(async move {
                for n in 0.. {
                    let key = format!("{writer}-{n}");
                    let draft = order_draft(&[(product, 1)], None);
                    match shop.place(&draft, &attempt(shop.user(), &key, &key)).await {
                        Ok(placed) => acknowledged.lock().expect("orders").insert(read::<Order>(&placed.answer).id),
                        Err(_) => return,
                    };
                }
            })
        })
        .collect();
    while acknowledged.lock().expect("orders").len() < wanted {
        assert!(writers.iter().any(|writer| !writer.is_finished()), "nobody writes any more");
        let changes = replicator.look().await;
        replicator.send(changes).await;
    }
    let mut last = replicator.look().await;
    first.lose();
    fastrand::shuffle(&mut last);
    last.truncate(last.len() / 2);
    replicator.send(last).await;
    for writer in writers {
        writer.await.expect("a writer");
    }
    let acknowledged = acknowledged.lock().expect("orders");
    acknowledged.clone()
}

/// With an authenticator app, whose secret only the pool of the region knows.
async fn enrol<const SILO: bool>(region: &Region<SILO>, person: &Person) {
    let access = person.tokens.access.expose_secret();
    let me = region.app().identify(access, None).await.expect("a person");
    let secret = me.begin_totp(access).await.expect("an enrolment").secret;
    let secret = Secret::try_from_base32(secret.expose_secret()).expect("base 32");
    let app = Builder::new().with_secret(secret).build().expect("a sound secret");
    let code = app.generate(region.clock().now().as_second().unsigned_abs()).to_string();
    me.confirm_totp(access, &code, Origin::from("here")).await.expect("confirmed");
}

/// As docs/runbook.md has it: the pool of this region knows nobody, so a mailed link sets the password anew.
async fn get_in_again<const SILO: bool>(region: &Region<SILO>, email: &str) -> Person {
    let app = region.app();
    let early = app.sign_in(email, &password(), "here").await;
    assert!(matches!(early, Err(Error::WrongCredentials)), "the pool knows them already");
    app.forgot_password(email, None).await.expect("accepted");
    region.settle().await;
    let mails = region.mails(email).await;
    let mail = mails.iter().find(|mail| mail.subject == "Reset your password").expect("a mail");
    let code = mail.text.split("code=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a code");
    let fresh = SecretString::from("a password for the other region");
    app.reset_password(code, &fresh, "here", None).await.expect("a new password");
    let SignIn::Done(tokens) = app.sign_in(email, &fresh, "here").await.expect("a sign-in") else {
        unreachable!("nobody has the secret of their second factor")
    };
    let member = region.control().member_by_email(&fold_email(email)).await.expect("a look-up").expect("a member");
    assert_eq!(member.totp_since, None, "their account says that it is off, so that they can turn it on");

    // Operators get no mail; they ask who may invoke the function.
    let (olga, there) = ("olga@operators.example", "there");
    assert!(app.sign_in_operator(olga, &password(), there).await.is_err(), "the pool knows her already");
    region.worker().set_password(Realm::Operator, olga, &password()).await.expect("a password");
    operator(region).await;
    Person { email: email.to_owned(), tokens }
}

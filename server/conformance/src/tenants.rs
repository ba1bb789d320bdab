//! What the operator does with tenants.

use jiff::SignedDuration;
use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        page::PageRequest,
        precondition::Precondition,
        tenant::{GRACE_DAYS, Placement, TenantQuery, TenantRecord, TenantStatus},
        tier::Tier,
    },
    usecases::TierChange,
};

use crate::{
    Cast, Fixture, Person, Setup, Shop,
    cast::{operator, password, read, record_answer},
    shop::{draft, snapshot},
};

fn now() -> Attempt {
    Attempt::default()
}

pub(crate) async fn suspension_locks_out_and_reactivation_lets_in<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Cast::found(&backend, "other").await;
    Shop(cast.owner.enter(&backend).await).create("Kept", "1.00", 1).await;
    backend.settle().await;
    let operator = operator(&backend).await;
    let blank = operator.suspend(cast.id, "  ", &now(), record_answer).await;
    assert!(matches!(blank, Err(Error::Invalid(_))), "a reason is needed: {blank:?}");
    operator.suspend(cast.id, "unpaid", &now(), record_answer).await.expect("suspended");
    let entered = cast.owner.try_enter(&backend).await.err();
    assert!(matches!(&entered, Some(Error::TenantSuspended { reason }) if reason == "unpaid"), "{entered:?}");
    let signed_in = backend.app().sign_in(&cast.owner.email, &password(), "here").await.err();
    assert!(matches!(&signed_in, Some(Error::TenantSuspended { .. })), "{signed_in:?}");
    let wrong = backend.app().sign_in(&cast.owner.email, &"wrong password!".to_owned().into(), "here").await.err();
    assert!(matches!(&wrong, Some(Error::WrongCredentials)), "a caller without the password learns nothing");
    let refreshed = backend.app().refresh(&cast.owner.tokens.refresh, "here").await.err();
    assert!(matches!(&refreshed, Some(Error::Unauthenticated(_))), "{refreshed:?}");
    let twice = operator.suspend(cast.id, "unpaid", &now(), record_answer).await;
    assert!(matches!(twice, Err(Error::Conflict { code: "wrong_tenant_status", .. })), "{twice:?}");
    other.owner.enter(&backend).await;

    operator.reactivate(cast.id, "paid", &now(), record_answer).await.expect("reactivated");
    let tenant = cast.owner.enter(&backend).await;
    assert_eq!((tenant.record().status, tenant.record().status_reason.clone()), (TenantStatus::Active, None));
    assert_eq!(Shop(tenant).all_products(&Default::default(), 10).await.len(), 1);
    backend.app().refresh(&cast.owner.tokens.refresh, "here").await.expect("the session lives");
    backend.settle().await;
    let mails: Vec<String> = backend.mails(&cast.owner.email).await.into_iter().map(|mail| mail.subject).collect();
    for subject in ["acme is suspended", "acme is active again"] {
        assert_eq!(mails.iter().filter(|mail| *mail == subject).count(), 1, "{mails:?}");
    }
}

pub(crate) async fn deletion_can_be_undone_within_the_grace_period<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let (cast, late) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "late").await);
    Shop(cast.owner.enter(&backend).await).create("Kept", "1.00", 1).await;
    backend.settle().await;
    let before = snapshot(&backend, cast.id).await;
    let admin = cast.owner.admin(&backend).await;
    let stale = admin.delete_company(&Precondition::parse("\"9\"").expect("tags"), &now(), record_answer).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    let deleted = admin.delete_company(&Precondition::Any, &now(), record_answer).await.expect("deleted");
    assert_eq!(read::<TenantRecord>(&deleted.answer).status, TenantStatus::Deleted);
    let entered = cast.owner.try_enter(&backend).await.err();
    assert!(matches!(entered, Some(Error::Unauthenticated(_))), "{entered:?}");
    let signed_in = backend.app().sign_in(&cast.owner.email, &password(), "here").await.err();
    assert!(matches!(signed_in, Some(Error::WrongCredentials)), "{signed_in:?}");
    let operator = operator(&backend).await;
    operator.delete_tenant(late.id, &Precondition::Any, &now(), record_answer).await.expect("deleted");
    let twice = operator.delete_tenant(late.id, &Precondition::Any, &now(), record_answer).await;
    assert!(matches!(twice, Err(Error::Conflict { code: "wrong_tenant_status", .. })), "{twice:?}");
    let tier = TierChange::new(Tier::Premium, "why not").expect("a change");
    let tier = operator.change_tier(late.id, &tier, &now(), record_answer).await;
    assert!(matches!(tier, Err(Error::Conflict { .. })), "{tier:?}");

    backend.clock().advance(SignedDuration::from_hours(24 * GRACE_DAYS));
    operator.reactivate(cast.id, "asked for", &now(), record_answer).await.expect("on the last day");
    backend.clock().advance(SignedDuration::from_hours(1));
    let over = operator.reactivate(late.id, "asked for", &now(), record_answer).await;
    assert!(matches!(over, Err(Error::Conflict { code: "grace_period_over", .. })), "{over:?}");

    let owner = Person::sign_in(&backend, &cast.owner.email).await;
    let products = Shop(owner.enter(&backend).await).all_products(&Default::default(), 10).await;
    assert!(products.len() == 1 && before.contains(&format!("{:?}", products[0])));
}

pub(crate) async fn a_tier_applies_at_once<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    for n in 0..100 {
        shop.create(&format!("Product {n}"), "1.00", 0).await;
    }
    let full = shop.try_create(draft("One more", "1.00", 0)).await.err();
    assert!(matches!(full, Some(Error::LimitReached { max: 100, .. })), "{full:?}");
    let operator = operator(&backend).await;
    let change = async |tier: Tier| {
        let change = TierChange::new(tier, "asked for").expect("a change");
        operator.change_tier(cast.id, &change, &now(), record_answer).await.expect("a new tier")
    };
    let changed = read::<TenantRecord>(&change(Tier::Premium).await.answer);
    assert_eq!((changed.tier, changed.placement), (Tier::Premium, F::PLACEMENT), "data stays where it is");
    let shop = Shop(cast.owner.enter(&backend).await);
    shop.try_create(draft("One more", "1.00", 0)).await.expect("room at once, with the old token");
    change(Tier::Basic).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let full = shop.try_create(draft("Yet one more", "1.00", 0)).await.err();
    assert!(matches!(full, Some(Error::LimitReached { max: 100, used: 101, .. })), "{full:?}");
    assert_eq!(shop.all_products(&Default::default(), 100).await.len(), 101, "nothing is taken away");
}

pub(crate) async fn the_operator_lists_and_filters<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let mut all: Vec<TenantRecord> = Vec::new();
    for (n, tier) in [Tier::Basic, Tier::Premium, Tier::Basic, Tier::Enterprise, Tier::Basic].into_iter().enumerate() {
        let cast = Cast::create(&backend, &format!("company-{n}"), tier, "UTC").await;
        all.push(backend.control().tenant(cast.id).await.expect("a look-up").expect("a tenant"));
    }
    let operator = operator(&backend).await;
    operator.suspend(all[2].id, "unpaid", &now(), record_answer).await.expect("suspended");
    all[2] = operator.tenant(all[2].id).await.expect("a tenant");
    let mut walks = 0;
    for tier in [None, Some(Tier::Basic), Some(Tier::Enterprise)] {
        for status in [None, Some(TenantStatus::Active), Some(TenantStatus::Suspended), Some(TenantStatus::Deleted)] {
            for placement in [None, Some(Placement::Pool), Some(Placement::Silo)] {
                let query = TenantQuery { tier, status, placement };
                let mut expected: Vec<_> = all.iter().filter(|tenant| query.matches(tenant)).cloned().collect();
                expected.sort_by_key(|tenant| std::cmp::Reverse(tenant.id));
                for limit in [1, 2, 100] {
                    let (mut listed, mut cursor) = (Vec::new(), None);
                    loop {
                        let page = operator.tenants(&query, &PageRequest { limit, cursor }).await.expect("a page");
                        listed.extend(page.items);
                        cursor = page.next_cursor;
                        if cursor.is_none() {
                            break;
                        }
                    }
                    walks += 1;
                    assert_eq!(listed, expected, "{query:?} by {limit}");
                }
            }
        }
    }
    println!("{walks} walks over tenants");
    let missing = operator.tenant(uuid::Uuid::now_v7().into()).await;
    assert!(matches!(missing, Err(Error::NotFound)), "{missing:?}");
}

//! What the operator does with tenants.

use jiff::SignedDuration;
use tenantry_core::{
    Error,
    handle::{Precondition, TierChange},
    idempotency::Attempt,
    page::PageRequest,
    tenant::{GRACE_DAYS, Placement, TenantQuery, TenantRecord, TenantStatus},
    tier::Tier,
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
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let other = Cast::found(&home, "other").await;
    Shop(cast.owner.enter(&home).await).create("Kept", "1.00", 1).await;
    home.settle().await;
    let operator = operator(&home).await;
    let blank = operator.suspend(cast.id, "  ", &now(), record_answer).await;
    assert!(matches!(blank, Err(Error::Invalid(_))), "a reason is needed: {blank:?}");
    operator.suspend(cast.id, "unpaid", &now(), record_answer).await.expect("suspended");
    let entered = cast.owner.try_enter(&home).await.err();
    assert!(matches!(&entered, Some(Error::TenantSuspended { reason }) if reason == "unpaid"), "{entered:?}");
    let signed_in = home.app().sign_in(&cast.owner.email, &password(), "here").await.err();
    assert!(matches!(&signed_in, Some(Error::TenantSuspended { .. })), "{signed_in:?}");
    let wrong = home.app().sign_in(&cast.owner.email, &"wrong password!".to_owned().into(), "here").await.err();
    assert!(matches!(&wrong, Some(Error::WrongCredentials)), "whoever does not know the password learns nothing");
    let refreshed = home.app().refresh(&cast.owner.tokens.refresh, "here").await.err();
    assert!(matches!(&refreshed, Some(Error::Unauthenticated(_))), "{refreshed:?}");
    let twice = operator.suspend(cast.id, "unpaid", &now(), record_answer).await;
    assert!(matches!(twice, Err(Error::Conflict { code: "wrong_tenant_status", .. })), "{twice:?}");
    other.owner.enter(&home).await;

    operator.reactivate(cast.id, "paid", &now(), record_answer).await.expect("reactivated");
    let tenant = cast.owner.enter(&home).await;
    assert_eq!((tenant.record().status, tenant.record().status_reason.clone()), (TenantStatus::Active, None));
    assert_eq!(Shop(tenant).all_products(&Default::default(), 10).await.len(), 1);
    home.app().refresh(&cast.owner.tokens.refresh, "here").await.expect("the session lives");
    home.settle().await;
    let mails: Vec<String> = home.mails(&cast.owner.email).await.into_iter().map(|mail| mail.subject).collect();
    for subject in ["acme is suspended", "acme is active again"] {
        assert_eq!(mails.iter().filter(|mail| *mail == subject).count(), 1, "{mails:?}");
    }
}

pub(crate) async fn deletion_can_be_undone_within_the_grace_period<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let (cast, late) = (Cast::found(&home, "acme").await, Cast::found(&home, "late").await);
    Shop(cast.owner.enter(&home).await).create("Kept", "1.00", 1).await;
    home.settle().await;
    let before = snapshot(&home, cast.id).await;
    let admin = cast.owner.admin(&home).await;
    let stale = admin.delete_company(&Precondition::parse("\"9\"").expect("tags"), &now(), record_answer).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    let deleted = admin.delete_company(&Precondition::Any, &now(), record_answer).await.expect("deleted");
    assert_eq!(read::<TenantRecord>(&deleted.answer).status, TenantStatus::Deleted);
    let entered = cast.owner.try_enter(&home).await.err();
    assert!(matches!(entered, Some(Error::Unauthenticated(_))), "{entered:?}");
    let signed_in = home.app().sign_in(&cast.owner.email, &password(), "here").await.err();
    assert!(matches!(signed_in, Some(Error::WrongCredentials)), "{signed_in:?}");
    let operator = operator(&home).await;
    operator.delete_tenant(late.id, &Precondition::Any, &now(), record_answer).await.expect("deleted");
    let twice = operator.delete_tenant(late.id, &Precondition::Any, &now(), record_answer).await;
    assert!(matches!(twice, Err(Error::Conflict { code: "wrong_tenant_status", .. })), "{twice:?}");
    let tier = TierChange::new(Tier::Premium, "why not").expect("a change");
    let tier = operator.change_tier(late.id, &tier, &now(), record_answer).await;
    assert!(matches!(tier, Err(Error::Conflict { .. })), "{tier:?}");

    home.clock().advance(SignedDuration::from_hours(24 * GRACE_DAYS));
    operator.reactivate(cast.id, "asked for", &now(), record_answer).await.expect("on the last day");
    home.clock().advance(SignedDuration::from_hours(1));
    let over = operator.reactivate(late.id, "asked for", &now(), record_answer).await;
    assert!(matches!(over, Err(Error::Conflict { code: "grace_period_over", .. })), "{over:?}");

    let owner = Person::sign_in(&home, &cast.owner.email).await;
    let products = Shop(owner.enter(&home).await).all_products(&Default::default(), 10).await;
    assert!(products.len() == 1 && before.contains(&format!("{:?}", products[0])));
}

pub(crate) async fn a_tier_applies_at_once<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    for n in 0..100 {
        shop.create(&format!("Product {n}"), "1.00", 0).await;
    }
    let full = shop.try_create(draft("One more", "1.00", 0)).await.err();
    assert!(matches!(full, Some(Error::LimitReached { max: 100, .. })), "{full:?}");
    let operator = operator(&home).await;
    let change = async |tier: Tier| {
        let change = TierChange::new(tier, "asked for").expect("a change");
        operator.change_tier(cast.id, &change, &now(), record_answer).await.expect("a new tier")
    };
    let changed = read::<TenantRecord>(&change(Tier::Premium).await.answer);
    assert_eq!((changed.tier, changed.placement), (Tier::Premium, F::PLACEMENT), "data stays where it is");
    let shop = Shop(cast.owner.enter(&home).await);
    shop.try_create(draft("One more", "1.00", 0)).await.expect("room at once, with the old token");
    change(Tier::Basic).await;
    let shop = Shop(cast.owner.enter(&home).await);
    let full = shop.try_create(draft("Yet one more", "1.00", 0)).await.err();
    assert!(matches!(full, Some(Error::LimitReached { max: 100, used: 101, .. })), "{full:?}");
    assert_eq!(shop.all_products(&Default::default(), 100).await.len(), 101, "nothing is taken away");
}

pub(crate) async fn the_operator_lists_and_filters<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let mut all: Vec<TenantRecord> = Vec::new();
    for (n, tier) in [Tier::Basic, Tier::Premium, Tier::Basic, Tier::Enterprise, Tier::Basic].into_iter().enumerate() {
        let cast = Cast::create(&home, &format!("company-{n}"), tier, "UTC").await;
        all.push(home.control().tenant(cast.id).await.expect("a look-up").expect("a tenant"));
    }
    let operator = operator(&home).await;
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

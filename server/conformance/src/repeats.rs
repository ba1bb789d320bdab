//! Saves that change nothing, and changes that arrive twice.

use std::sync::atomic::{AtomicUsize, Ordering};

use tenantry_core::{
    Error, Result,
    domain::{
        idempotency::{Attempt, Outcome},
        ids::ResourceId,
        member::{Member, MemberChange},
        order::{Order, OrderChange, version_tag},
        order_status::Status,
        precondition::Precondition,
        product::{Product, ProductDraft},
        resource::Record,
        saved_view::{List, SavedView, SavedViewDraft},
        tenant::{TenantProfile, TenantRecord},
    },
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{json, read},
    shop::{at_once, attempt, euros, order_answer, product_answer},
};

fn seen(tag: impl ToString) -> Precondition {
    Precondition::Tags(vec![tag.to_string()])
}

async fn entries<F: Fixture>(backend: &F, shop: &Shop) -> usize {
    let (key, _) = backend.worker().tenant(shop.0.id()).await.expect("a look-up").expect("a tenant");
    backend.store().journal(&key, None, 1_000).await.expect("a journal").len()
}

async fn same_product(shop: &Shop, product: &Product, attempt: &Attempt) -> Result<Outcome> {
    let revise = |current: &Product| Ok(current.draft());
    shop.0.update_product(product.id, &seen(product.tag()), attempt, revise, product_answer).await
}

/// No version, no entry, no event; the answer is what is there, with its tag.
pub(crate) async fn a_save_that_changes_nothing_makes_nothing<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let admin = cast.owner.admin(&backend).await;
    let product = shop.create_sku("Lamp", "L-1").await.expect("a product");
    let order = shop.order(&[(product.id, 1)]).await;
    let views = shop.0.saved_views().await.expect("a handle");
    let draft =
        SavedViewDraft { list: List::Products, name: "Low".to_owned(), query: "stock=low".to_owned(), shared: false };
    let view = views.judge(draft, None).expect("a view");
    let answer = |view: &Record<SavedView>| json(&(view.id, view.version, &view.value));
    let saved = views.create(view.clone(), &Attempt::default(), answer).await.expect("a view");
    let saved: (ResourceId, u64, SavedView) = read(&saved.answer);
    // That it ran low is an entry of its own.
    backend.settle().await;
    let before = entries(&backend, &shop).await;

    // With a key, too: there is no change that could be kept.
    for attempt in [Attempt::default(), attempt(shop.user(), "same", "product")] {
        let outcome = same_product(&shop, &product, &attempt).await.expect("saved");
        assert_eq!(read::<Product>(&outcome.answer).version, 1);
        assert!(!outcome.replayed);
    }
    let revise = |order: &Order| OrderChange::new(order.status, order.note.as_deref(), order.tracking.as_deref());
    let (tag, none) = (seen(order.tag()), Attempt::default());
    let same = shop.0.update_order(order.id, &tag, &none, revise, order_answer).await.expect("saved");
    assert_eq!(read::<Order>(&same.answer), order);
    let revise = |_: &Record<SavedView>| Ok(view.clone());
    let same = views.update(saved.0, &seen("\"1\""), &none, revise, answer).await.expect("saved");
    assert_eq!(read::<(ResourceId, u64, SavedView)>(&same.answer), saved);

    let company = shop.0.company().await.expect("a company");
    let revise = |now: &TenantRecord| {
        TenantProfile::new(&now.company_name, &now.admin_email, &now.time_zone)?
            .requiring_mfa(now.require_mfa)
            .with_settings(now.settings.clone(), &now.settings)
    };
    let answer = json::<TenantRecord>;
    let tag = seen(version_tag(company.version));
    let same = admin.update_company(&tag, &none, revise, answer).await.expect("saved");
    assert_eq!(read::<TenantRecord>(&same.answer), company);
    let member = shop.0.member().expect("a member").clone();
    let revise = |now: &Member| MemberChange::new(&now.name, now.role);
    let answer = json::<Member>;
    let version = seen(version_tag(member.version));
    let same = admin.update_member(member.user, &version, &Attempt::default(), revise, answer).await.expect("saved");
    assert_eq!(read::<Member>(&same.answer).version, member.version);

    assert_eq!(entries(&backend, &shop).await, before, "nothing is journalled");
    assert_eq!(shop.0.company().await.expect("a company").version, company.version);
    // A caller that read before can still save, and an outdated tag is outdated whatever is saved.
    let tag = seen(product.tag());
    let dearer = shop.edit(product.id, &tag, |draft| draft.price = euros("2.00")).await;
    assert_eq!(dearer.expect("no conflict").version, 2);
    let stale = same_product(&shop, &product, &Attempt::default()).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
}

/// A price for the product, as its reader sends it without a key: `who` and
/// the bytes distinguish one request from another.
async fn price(
    shop: &Shop,
    product: &Product,
    who: tenantry_core::domain::ids::UserId,
    price: &str,
) -> Result<Outcome> {
    let path = format!("/v1/products/{}", product.id);
    let tag = product.tag().to_string();
    let attempt = Attempt::conditional(who, "PUT", &path, &[price.as_bytes(), tag.as_bytes()]);
    let revise = |current: &Product| Ok(ProductDraft { price: euros(price), ..current.draft() });
    shop.0.update_product(product.id, &seen(&tag), &attempt, revise, product_answer).await
}

/// Browsers and libraries send a change again by themselves when the answer is
/// lost: it must not fail on its own first effect.
pub(crate) async fn a_repeated_change_is_answered_as_the_first<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Lamp", "1.00", 10).await;
    let me = shop.user();
    let first = price(&shop, &product, me, "2.00").await.expect("saved");
    let before = entries(&backend, &shop).await;
    let again = price(&shop, &product, me, "2.00").await.expect("the same again");
    assert_eq!((first.replayed, again.replayed), (false, true));
    assert_eq!(first.answer, again.answer);
    assert_eq!(entries(&backend, &shop).await, before);
    // A sale in between makes no version.
    shop.order(&[(product.id, 1)]).await;
    let again = price(&shop, &product, me, "2.00").await.expect("the same again");
    assert_eq!(read::<Product>(&again.answer).inventory, 9);

    // Another body, another person: those are other changes, made of what is gone.
    let other = uuid::Uuid::now_v7().into();
    for refused in [price(&shop, &product, me, "3.00").await, price(&shop, &product, other, "2.00").await] {
        assert!(matches!(refused, Err(Error::Stale { .. })), "{refused:?}");
    }
    // Once it was changed further, the first change is not the present.
    shop.edit(product.id, &Precondition::Any, |draft| draft.price = euros("4.00")).await.expect("saved");
    let late = price(&shop, &product, me, "2.00").await;
    assert!(matches!(late, Err(Error::Stale { .. })), "{late:?}");
}

/// Sixteen at once: the change is made once and each gets its answer.
pub(crate) async fn a_change_repeated_at_once_is_one_change<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Lamp", "1.00", 10).await;
    let order = shop.order(&[(product.id, 1)]).await;
    let before = entries(&backend, &shop).await;
    let fresh = std::sync::Arc::new(AtomicUsize::new(0));
    let tries = (0..16).map(|_| {
        let (shop, id, tag, fresh) = (shop.clone(), order.id, order.tag(), fresh.clone());
        async move {
            let path = format!("/v1/orders/{id}");
            let attempt = Attempt::conditional(shop.user(), "PATCH", &path, &[b"cancel", tag.as_bytes()]);
            let revise = |_: &Order| OrderChange::new(Status::Cancelled, None, None);
            let outcome =
                shop.0.update_order(id, &seen(&tag), &attempt, revise, order_answer).await.expect("cancelled");
            fresh.fetch_add(usize::from(!outcome.replayed), Ordering::Relaxed);
            read::<Order>(&outcome.answer)
        }
    });
    let answers = at_once(tries).await;
    assert!(answers.iter().all(|answer| answer.version == 2 && answer.status == Status::Cancelled));
    assert_eq!(fresh.load(Ordering::Relaxed), 1);
    assert_eq!(entries(&backend, &shop).await, before + 1);
    assert_eq!(shop.stock(product.id).await, 10, "restocked once");
}

/// Control data as well, where the record is the tenant's own.
pub(crate) async fn a_repeated_change_of_the_company_is_answered_as_the_first<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let before = admin.tenant().company().await.expect("a company");
    let rename = async |name: &str| {
        let tag = version_tag(before.version);
        let request: &[&[u8]] = &[name.as_bytes(), tag.as_bytes()];
        let attempt =
            Attempt::conditional(admin.tenant().member().expect("a member").user, "PUT", "/v1/tenants/x", request);
        let revise = |now: &TenantRecord| {
            TenantProfile::new(name, &now.admin_email, &now.time_zone)?
                .requiring_mfa(now.require_mfa)
                .with_settings(now.settings.clone(), &now.settings)
        };
        let answer = json::<TenantRecord>;
        admin.update_company(&seen(&tag), &attempt, revise, answer).await
    };
    let first = rename("Acme & Sons").await.expect("renamed");
    let again = rename("Acme & Sons").await.expect("the same again");
    assert_eq!((first.answer, first.replayed, again.replayed), (again.answer, false, true));
    let other = rename("Acme & Daughters").await;
    assert!(matches!(other, Err(Error::Stale { .. })), "{other:?}");
}

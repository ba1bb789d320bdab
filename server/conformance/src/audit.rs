//! The journal: one entry for each commit, with its actor, without personal values.

use tenantry_core::{
    domain::{
        idempotency::Attempt,
        invitation::NewInvitation,
        journal::{Actor, Entry},
        member::{Member, MemberChange, Role},
        order::{AddressInput, Order, OrderChange, OrderDraft, OrderInput},
        order_status::Status,
        page::PageRequest,
        precondition::Precondition,
        tenant::{TenantProfile, TenantRecord},
        tier::Tier,
    },
    usecases::TierChange,
};

use crate::{
    Cast, Fixture, Person, Setup, Shop,
    cast::{join, json, operator, record_answer},
    empty, order_input,
    shop::order_answer,
};

async fn audit_of<F: Fixture>(backend: &F, cast: &Cast) -> Vec<Entry> {
    let admin = cast.owner.admin(backend).await;
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = admin.audit(&PageRequest { limit: 3, cursor }).await.expect("a page");
        all.extend(page.items);
        cursor = page.next_cursor;
        if cursor.is_none() {
            return all;
        }
    }
}

pub(crate) async fn one_entry_per_commit_by_whoever_did_it<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let owner = Shop(cast.owner.enter(&backend).await);
    let staff = Shop(cast.with(&backend, Role::Staff).await.enter(&backend).await);
    let begun = audit_of(&backend, &cast).await.len();
    let operator = operator(&backend).await;

    let product = staff.create("Wanted", "1.00", 10).await;
    owner.edit(product.id, &Precondition::Any, |draft| draft.price = crate::shop::euros("2.00")).await.expect("a save");
    let order = staff.order(&[(product.id, 1)]).await;
    owner.advance(order.id, Status::Cancelled).await.expect("cancelled");
    // Refusals leave nothing.
    staff.try_order(&[(product.id, 99)]).await.expect_err("out of stock");
    owner.advance(order.id, Status::Shipped).await.expect_err("illegal");
    owner.archive(product.id).await.expect("archived");
    staff.restore(product.id).await.expect("restored");
    let change = TierChange::new(Tier::Premium, "a good customer").expect("a change");
    operator.change_tier(cast.id, &change, &Attempt::default(), record_answer).await.expect("a new tier");

    let entries = audit_of(&backend, &cast).await;
    assert!(entries.is_sorted_by(|a, b| a.id > b.id), "newest first, data and people together");
    let (owner, staff, operator) =
        (Actor::Member(owner.user()), Actor::Member(staff.user()), Actor::Operator(operator.user()));
    let expected = [
        ("tenant.tier_changed", operator, None),
        ("product.restored", staff, Some(product.id.0)),
        ("product.archived", owner, Some(product.id.0)),
        ("order.cancelled", owner, Some(order.id.0)),
        ("order.placed", staff, Some(order.id.0)),
        ("product.updated", owner, Some(product.id.0)),
        ("product.created", staff, Some(product.id.0)),
    ];
    let new: Vec<_> = entries.iter().map(|entry| (entry.action.as_str(), entry.actor, entry.subject)).collect();
    assert_eq!(new[..entries.len() - begun], expected);
    assert_eq!(entries[0].reason.as_deref(), Some("a good customer"));
    let price = entries[5].changes.iter().find(|change| change.field == "price").expect("the price");
    assert_eq!((price.from.as_deref(), price.to.as_deref()), (Some("1.00"), Some("2.00")));
}

/// Every personal value that the use cases took is looked for in both journals.
pub(crate) async fn no_personal_value_is_kept<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Wanted", "1.00", 10).await;

    let address = AddressInput {
        street: "Canary Street 7",
        city: "Canarytown",
        state: Some("Canarystate"),
        zip: "CAN-4711",
        country: Some("Canaryland"),
    };
    let lines = [(product.id, 1)];
    let input = OrderInput { shipping_address: Some(address), note: Some("canary note"), ..order_input(&lines) };
    let draft = OrderDraft::new(input).expect("a draft");
    let placed = shop.place(&draft, &Attempt::default()).await.expect("an order");
    let order: Order = crate::cast::read(&placed.answer);
    let noted = |_: &Order| OrderChange::new(Status::Confirmed, Some("second canary"), Some("TRACK-1"));
    shop.0.update_order(order.id, &Precondition::Any, &Attempt::default(), noted, order_answer).await.expect("noted");

    let new = NewInvitation::new("ivy-canary@invited.example", Role::Staff).expect("an invitation");
    let invited = admin.invite(&new, &Attempt::default(), |invitation| json(&invitation.id)).await;
    let id = crate::cast::read(&invited.expect("an invitation").answer);
    let (email, user) = join(&backend, id, "Ivy Canary").await.expect("a member");
    Person::sign_in(&backend, &email).await;
    let rename = |_: &Member| MemberChange::new("Renamed Canary", Role::Viewer);
    let answer = json::<Member>;
    admin.update_member(user, &Precondition::Any, &Attempt::default(), rename, answer).await.expect("renamed");
    let profile = |_: &TenantRecord| TenantProfile::new("acme", "boss-canary@acme.example", "UTC");
    admin.update_company(&Precondition::Any, &Attempt::default(), profile, record_answer).await.expect("a profile");
    backend.app().forgot_password(&cast.owner.email, None).await.expect("accepted");
    let gone = empty();
    admin.remove_member(user, &Precondition::Any, &Attempt::default(), gone).await.expect("removed");
    backend.settle().await;

    let key = cast.key(&backend).await;
    let mut journal = backend.store().journal(&key, None, 1_000).await.expect("a journal");
    journal.extend(backend.control().journal(cast.id, None, 1_000).await.expect("a journal"));
    let json = serde_json::to_string(&journal).expect("JSON").to_lowercase();
    let personal = ["canary", "@", "carla", "olivia", "owner@acme", "can-4711", crate::cast::PASSWORD];
    println!("{} entries, {} bytes, {} values looked for", journal.len(), json.len(), personal.len());
    for value in personal {
        assert!(!json.contains(&value.to_lowercase()), "{value} in {json}");
    }
    assert!(json.contains("track-1"), "what is not personal is kept");
}

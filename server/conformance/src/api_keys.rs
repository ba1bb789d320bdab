//! API keys: what programs sign in with.

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    App, Error, Result, Tenant, TenantAdmin,
    domain::{
        api_key::{KeyInUse, NewApiKey, Rotation, Scope, USE_INTERVAL, issue},
        export::{Export, Exported},
        idempotency::Attempt,
        ids::{ApiKeyId, OrderId, TenantId},
        journal::{Actor, Entry},
        member::Role,
        order_status::Status,
        page::PageRequest,
        precondition::Precondition,
        tenant::{TenantProfile, TenantRecord},
        tier::{Feature, Tier},
    },
    ports::env::Clock as _,
    usecases::{Happened, IssuedKey},
};
use uuid::Uuid;

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{invite, json, operator, read, record_answer},
    empty, eventually,
    shop::at_once,
};

/// How long records may be kept before they are read again.
const FRESH: SignedDuration = SignedDuration::from_secs(2);

fn new(name: &str, scopes: &[Scope], expires_at: Option<Timestamp>) -> NewApiKey {
    NewApiKey::new(name, scopes.iter().copied(), expires_at, Timestamp::UNIX_EPOCH).expect("a key")
}

async fn create(admin: &TenantAdmin, scopes: &[Scope]) -> IssuedKey {
    admin.create_api_key(new("Warehouse", scopes, None)).await.expect("a key")
}

async fn acting(app: &App, token: &SecretString, scopes: &[Scope]) -> Result<Tenant> {
    app.authenticate_key(token.expose_secret(), None).await?.acting(scopes)
}

async fn works(app: &App, token: &SecretString) -> bool {
    match app.authenticate_key(token.expose_secret(), None).await {
        Ok(_) => true,
        Err(Error::Unauthenticated(_)) => false,
        Err(other) => unreachable!("{other}"),
    }
}

async fn revoke(admin: &TenantAdmin, id: ApiKeyId) -> Result<()> {
    admin.revoke_api_key(id, &Attempt::default(), empty()).await.map(drop)
}

/// A list may follow moments later.
async fn listed(admin: &TenantAdmin, count: usize) -> Vec<KeyInUse> {
    eventually("the keys", || async {
        let page = admin.api_keys(&PageRequest { limit: 100, cursor: None }).await.expect("a page");
        (page.items.len() == count).then_some(page.items)
    })
    .await
}

async fn audit(admin: &TenantAdmin) -> Vec<Entry> {
    admin.audit(&PageRequest { limit: 100, cursor: None }).await.expect("a page").items
}

pub(crate) async fn a_key_is_listed_and_dead_once_it_is_revoked<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let IssuedKey { key, token } = create(&admin, &[Scope::OrdersRead, Scope::ProductsRead]).await;
    let second = create(&admin, &[Scope::InsightsRead]).await;
    let keys = listed(&admin, 2).await;
    assert_eq!(keys.iter().map(|key| key.key.id).collect::<Vec<_>>(), [second.key.id, key.id], "newest first");
    assert_eq!((&keys[1].key, keys[1].last_used_at), (&key, None));
    assert!(token.expose_secret().ends_with(&key.secret.hint));
    assert_eq!(admin.api_key(key.id).await.expect("a key").key, key);

    // Both the process that revokes it and another one know it by now.
    let elsewhere = backend.another_app();
    assert!(works(backend.app(), &token).await && works(&elsewhere, &token).await);
    revoke(&admin, key.id).await.expect("revoked");
    assert!(!works(backend.app(), &token).await, "at once where it was revoked");
    backend.clock().advance(FRESH);
    assert!(!works(&elsewhere, &token).await, "within two seconds elsewhere");
    assert!(works(backend.app(), &second.token).await, "the other one goes on");
    assert!(matches!(revoke(&admin, key.id).await, Err(Error::NotFound)));
    assert!(matches!(admin.api_key(key.id).await, Err(Error::NotFound)));
    let refused = admin.rotate_api_key(key.id, &Rotation { overlap_hours: 0, expires_at: None }).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    listed(&admin, 1).await;

    let entries = audit(&admin).await;
    let own: Vec<&Entry> = entries.iter().filter(|entry| entry.subject == Some(key.id.0)).collect();
    assert_eq!(
        own.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(),
        ["api_key.revoked", "api_key.created"]
    );
    let owner = admin.tenant().member().expect("a member").user;
    for entry in own {
        assert_eq!(entry.actor, Actor::Member(owner));
        let name = entry.changes.iter().find(|change| change.field == "name").expect("a name");
        let names = [name.from.as_deref(), name.to.as_deref()];
        assert!(names.contains(&Some("Warehouse")), "the audit names a key that is gone: {names:?}");
        assert!(!serde_json::to_string(entry).expect("JSON").contains("tnt_"));
    }
}

pub(crate) async fn scopes_bound_what_a_program_does<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let owner = Shop(cast.owner.enter(&backend).await);
    let product = owner.create("Wanted", "1.00", 10).await;
    let all = create(&admin, &Scope::ALL).await;
    let few = create(&admin, &[Scope::OrdersWrite, Scope::ProductsRead]).await;
    for scope in Scope::ALL {
        let handle = acting(backend.app(), &all.token, &[scope]).await.expect("it has them all");
        assert_eq!((handle.role(), handle.principal(), handle.id()), (scope.role(), all.key.id.0, cast.id));
        let granted = acting(backend.app(), &few.token, &[scope]).await;
        match few.key.scopes.contains(&scope) {
            true => drop(granted.expect("granted")),
            false => assert!(matches!(granted, Err(Error::ScopeMissing { needed }) if needed == scope)),
        }
    }
    // All of them are needed; and what takes none is for people.
    let both = acting(backend.app(), &few.token, &[Scope::ProductsRead, Scope::OrdersRead]).await;
    assert!(matches!(both, Err(Error::ScopeMissing { needed: Scope::OrdersRead })));
    assert!(matches!(acting(backend.app(), &all.token, &[]).await, Err(Error::PeopleOnly)));

    // A handle for reading writes nothing, whatever else the key may do.
    let reading = Shop(acting(backend.app(), &all.token, &[Scope::ProductsRead]).await.expect("a handle"));
    let refused = reading.try_create(crate::shop::draft("New", "1.00", 1)).await.expect_err("it reads");
    assert!(matches!(refused, Error::RoleTooLow { needed: "staff" }), "{refused:?}");

    // What a program does is its company's, and the journal names it.
    let program = Shop(acting(backend.app(), &few.token, &[Scope::OrdersWrite]).await.expect("a handle"));
    let order = program.order(&[(product.id, 2)]).await;
    owner.advance(order.id, Status::Confirmed).await.expect("confirmed");
    assert_eq!(owner.stock(product.id).await, 8);
    let placed = audit(&admin).await.into_iter().find(|entry| entry.action == "order.placed").expect("an entry");
    assert_eq!(placed.actor, Actor::ApiKey(few.key.id));
    assert_eq!(by_whom(&owner, order.id).await[0], (Actor::ApiKey(few.key.id), Some("Warehouse".to_owned())));
    revoke(&admin, few.key.id).await.expect("revoked");
    assert_eq!(by_whom(&owner, order.id).await[0], (Actor::ApiKey(few.key.id), None), "its name is gone with it");
}

async fn by_whom(shop: &Shop, order: OrderId) -> Vec<(Actor, Option<String>)> {
    let moments = shop.0.timeline(order).await.expect("a timeline");
    let by = moments.into_iter().filter_map(|moment| match moment.what {
        Happened::Moved { by, name, .. } => Some((by, name)),
        Happened::Mailed { .. } => None,
    });
    by.collect()
}

pub(crate) async fn what_people_do_no_key_does<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let people = cast.owner.admin(&backend).await;
    let IssuedKey { key, token } = create(&people, &Scope::ALL).await;
    let program = acting(backend.app(), &token, &[Scope::SettingsWrite]).await.expect("a handle");
    let admin = program.clone().admin().expect("it may write settings");
    let page = PageRequest { limit: 100, cursor: None };
    let owner = people.tenant().member().expect("a member").user;
    let export = |export: &Export| json(&export.id);
    let refusals = [
        admin.members(&page).await.map(drop),
        admin.member(owner).await.map(drop),
        admin.invitations(&page).await.map(drop),
        invite(&admin, "gus@guests.example", Role::Viewer).await.map(drop),
        admin.remove_member(owner, &Precondition::Any, &Attempt::default(), empty()).await.map(drop),
        admin.begin_export(&Attempt::default(), export).await.map(drop),
        admin.delete_company(&Precondition::Any, &Attempt::default(), record_answer).await.map(drop),
        admin.api_keys(&page).await.map(drop),
        admin.api_key(key.id).await.map(drop),
        admin.create_api_key(new("Another", &Scope::ALL, None)).await.map(drop),
        admin.rotate_api_key(key.id, &Rotation { overlap_hours: 0, expires_at: None }).await.map(drop),
        revoke(&admin, key.id).await,
        program.views(None).await.map(drop),
    ];
    for (n, refused) in refusals.iter().enumerate() {
        assert!(matches!(refused, Err(Error::PeopleOnly)), "{n}: {refused:?}");
    }

    // Settings it may write, but for where mail goes and what people sign in with.
    let current = program.company().await.expect("the company");
    let set = async |email: &str, require_mfa: bool| {
        let profile = TenantProfile::new("Acme renamed", email, &current.time_zone).expect("a profile");
        let profile = profile.requiring_mfa(require_mfa);
        let revise = |_: &TenantRecord| Ok(profile.clone());
        admin.update_company(&Precondition::Any, &Attempt::default(), revise, record_answer).await
    };
    assert!(matches!(set("thief@elsewhere.example", false).await, Err(Error::PeopleOnly)));
    assert!(matches!(set(&current.admin_email, true).await, Err(Error::PeopleOnly)));
    let renamed: TenantRecord = read(&set(&current.admin_email, false).await.expect("renamed").answer);
    assert_eq!(renamed.company_name, "Acme renamed");
}

pub(crate) async fn a_replaced_token_goes_on_for_its_overlap<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let first = create(&admin, &[Scope::OrdersRead]).await;
    let elsewhere = backend.another_app();
    assert!(works(&elsewhere, &first.token).await);
    let rotation = Rotation::new(Some(2), None, backend.clock().now()).expect("a rotation");
    let second = admin.rotate_api_key(first.key.id, &rotation).await.expect("rotated");
    assert_eq!((second.key.id, second.key.version), (first.key.id, 2));
    assert!(works(backend.app(), &second.token).await && works(backend.app(), &first.token).await);
    backend.clock().advance(FRESH);
    assert!(works(&elsewhere, &second.token).await && works(&elsewhere, &first.token).await);
    backend.clock().advance(SignedDuration::from_hours(2));
    for app in [backend.app(), &elsewhere] {
        assert!(works(app, &second.token).await && !works(app, &first.token).await, "the overlap is over");
    }
    // Without an overlap at once, and of many rotations at once each leaves one newest token.
    let at_end = Rotation::new(Some(0), None, backend.clock().now()).expect("a rotation");
    let third = admin.rotate_api_key(first.key.id, &at_end).await.expect("rotated");
    assert!(works(backend.app(), &third.token).await && !works(backend.app(), &second.token).await);
    let rotating = (0..6).map(|_| {
        let (admin, rotation, id) = (admin.clone(), at_end.clone(), first.key.id);
        async move { admin.rotate_api_key(id, &rotation).await }
    });
    let mut good = 0;
    for rotated in at_once(rotating).await {
        match rotated {
            Ok(issued) => good += usize::from(works(backend.app(), &issued.token).await),
            Err(refused) => assert!(matches!(refused, Error::Contended { .. }), "{refused:?}"),
        }
    }
    assert_eq!(good, 1);
}

pub(crate) async fn an_expired_key_is_refused_until_it_is_rotated<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let now = || backend.clock().now();
    let end = now() + SignedDuration::from_mins(30);
    let first = admin.create_api_key(new("Short", &[Scope::OrdersRead], Some(end))).await.expect("a key");
    assert!(works(backend.app(), &first.token).await);
    backend.clock().advance(SignedDuration::from_mins(30));
    assert!(!works(backend.app(), &first.token).await);
    assert_eq!(listed(&admin, 1).await[0].key.expires_at, Some(end), "it is still listed");
    let same = admin.rotate_api_key(first.key.id, &Rotation::new(None, None, now()).expect("a rotation")).await;
    assert!(matches!(&same, Err(Error::Invalid(fields)) if fields[0].pointer == "/expires_at"), "{same:?}");
    let later = Rotation::new(None, Some(now() + SignedDuration::from_hours(48)), now()).expect("a rotation");
    let second = admin.rotate_api_key(first.key.id, &later).await.expect("rotated");
    assert!(works(backend.app(), &second.token).await);
}

pub(crate) async fn keys_are_never_above_the_limit<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let max = Tier::Basic.plan().max_api_keys;
    let creating = || {
        (0..16).map(|_| {
            let admin = admin.clone();
            async move { admin.create_api_key(new("Many", &[Scope::OrdersRead], None)).await }
        })
    };
    // What collides is tried again, as a client does.
    let mut issued = Vec::new();
    for _ in 0..10 {
        for created in at_once(creating()).await {
            match created {
                Ok(key) => issued.push(key),
                Err(Error::LimitReached { limit: "max_api_keys", max: 5, used: 5, .. } | Error::Contended { .. }) => {}
                Err(other) => unreachable!("{other:?}"),
            }
        }
    }
    println!("160 creations of {max} keys: {} were made", issued.len());
    assert_eq!(issued.len() as u64, max);
    listed(&admin, issued.len()).await;
    // A rotation takes no place, a revocation frees one, once.
    let id = issued[0].key.id;
    admin.rotate_api_key(id, &Rotation { overlap_hours: 1, expires_at: None }).await.expect("rotated");
    let revoking = (0..8).map(|_| {
        let admin = admin.clone();
        async move { revoke(&admin, id).await.is_ok() }
    });
    assert_eq!(at_once(revoking).await.into_iter().filter(|done| *done).count(), 1);
    create(&admin, &[Scope::OrdersRead]).await;
    let refused = admin.create_api_key(new("One more", &[Scope::OrdersRead], None)).await.expect_err("the limit");
    assert_eq!(refused.to_string(), "you've reached your plan's limit of 5 API keys");
    assert!(Tier::ALL.iter().all(|tier| tier.plan().features.api_access), "{:?}", Feature::ApiAccess);
}

pub(crate) async fn another_tenants_keys_are_not_found<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let victim = Cast::found(&backend, "victim").await;
    let theirs = create(&victim.owner.admin(&backend).await, &Scope::ALL).await;
    let thief = Cast::found(&backend, "thief").await;
    let admin = thief.owner.admin(&backend).await;
    let own = create(&admin, &Scope::ALL).await;
    let rotation = Rotation { overlap_hours: 0, expires_at: None };
    for id in [theirs.key.id, ApiKeyId(Uuid::now_v7())] {
        assert!(matches!(admin.api_key(id).await, Err(Error::NotFound)));
        assert!(matches!(admin.rotate_api_key(id, &rotation).await, Err(Error::NotFound)));
        assert!(matches!(revoke(&admin, id).await, Err(Error::NotFound)));
    }
    assert_eq!(listed(&admin, 1).await[0].key.id, own.key.id);
    assert!(works(backend.app(), &theirs.token).await);
    // What a program reaches is its own company's.
    let shop = Shop(victim.owner.enter(&backend).await);
    let product = shop.create("Secret", "1.00", 10).await;
    let program = acting(backend.app(), &own.token, &[Scope::ProductsRead]).await.expect("a handle");
    assert_eq!(program.id(), thief.id);
    assert!(matches!(program.product(product.id).await, Err(Error::NotFound)));
}

pub(crate) async fn locked_out_companies_have_no_programs<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let IssuedKey { token, .. } = create(&cast.owner.admin(&backend).await, &[Scope::OrdersRead]).await;
    assert!(works(backend.app(), &token).await);
    let operator = operator(&backend).await;
    operator.suspend(cast.id, "unpaid", &Attempt::default(), record_answer).await.expect("suspended");
    let refused = backend.app().authenticate_key(token.expose_secret(), None).await.map(drop);
    assert!(matches!(&refused, Err(Error::TenantSuspended { reason }) if reason == "unpaid"), "{refused:?}");
    operator.reactivate(cast.id, "paid", &Attempt::default(), record_answer).await.expect("reactivated");
    assert!(works(backend.app(), &token).await);
    let admin = cast.owner.admin(&backend).await;
    admin.delete_company(&Precondition::Any, &Attempt::default(), record_answer).await.expect("deleted");
    assert!(!works(backend.app(), &token).await);
}

pub(crate) async fn forged_tokens_are_refused<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let IssuedKey { key, token } = create(&admin, &Scope::ALL).await;
    let other = create(&admin, &Scope::ALL).await;
    let genuine = token.expose_secret();
    let access = cast.owner.tokens.access.expose_secret();
    let mut forged: Vec<String> = vec![
        String::new(),
        "tnt_".to_owned(),
        genuine[4..].to_owned(),
        genuine[..62].to_owned(),
        format!("{genuine}A"),
        format!("{genuine}="),
        format!(" {genuine}"),
        genuine.replace("tnt_", "TNT_"),
        genuine.to_lowercase(),
        access.to_owned(),
        format!("tnt_{access}"),
        // The beginning of one key and the end of another.
        format!("{}{}", &genuine[..40], &other.token.expose_secret()[40..]),
    ];
    // Well-formed, with a checksum that is right: of a key that is there, of one that is not, of the nil id.
    for id in [key.id, other.key.id, ApiKeyId(Uuid::now_v7()), ApiKeyId(Uuid::nil()), ApiKeyId(cast.id.0)] {
        for byte in [0, 1, 0xff] {
            forged.push(issue(id, [byte; 24]).0.expose_secret().to_owned());
        }
    }
    for position in 0..genuine.len() {
        let mut bent = genuine.as_bytes().to_vec();
        bent[position] = if bent[position] == b'A' { b'B' } else { b'A' };
        forged.push(String::from_utf8(bent).expect("ASCII"));
    }
    for token in &forged {
        let refused = backend.app().authenticate_key(token, None).await.map(drop);
        assert!(matches!(refused, Err(Error::Unauthenticated(_))), "{token}: {refused:?}");
    }
    assert!(forged.len() > 80, "{}", forged.len());
    println!("{} forged tokens of API keys were refused", forged.len());
    // A key is no access token, and opens nothing that takes one.
    assert!(matches!(backend.app().identify(genuine, None).await.map(drop), Err(Error::Unauthenticated(_))));
    assert!(works(backend.app(), &token).await);
}

pub(crate) async fn uses_are_noted_to_the_hour<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let IssuedKey { key, token } = create(&admin, &[Scope::OrdersRead]).await;
    let unused = create(&admin, &[Scope::OrdersRead]).await;
    let used = async || {
        let uses = backend.control().api_key_uses(cast.id).await.expect("uses");
        assert!(!uses.contains_key(&unused.key.id));
        uses.get(&key.id).copied()
    };
    assert_eq!(used().await, None);
    let first = backend.clock().now();
    for _ in 0..5 {
        assert!(works(backend.app(), &token).await);
        backend.clock().advance(SignedDuration::from_mins(5));
    }
    assert_eq!(used().await, Some(first), "once within the hour");
    backend.clock().advance(USE_INTERVAL);
    let second = backend.clock().now();
    assert!(works(backend.app(), &token).await);
    assert_eq!(used().await, Some(second));
    // A note that comes late takes nothing back, and one for a key that is not there does no harm.
    backend.control().note_api_key_use(cast.id, key.id, first).await.expect("noted");
    assert_eq!(used().await, Some(second));
    let nobody = ApiKeyId(Uuid::now_v7());
    backend.control().note_api_key_use(TenantId(Uuid::now_v7()), nobody, first).await.expect("noted");
}

pub(crate) async fn an_export_lists_keys_without_secrets<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let issued = create(&admin, &[Scope::OrdersRead]).await;
    listed(&admin, 1).await;
    let begun = admin.begin_export(&Attempt::default(), |export| json(&export.id)).await.expect("an export");
    let id = read(&begun.answer);
    let (mut keys, mut cursor) = (Vec::new(), None);
    loop {
        let page = admin.export(id, &PageRequest { limit: 5, cursor }).await.expect("a page");
        keys.extend(page.items.into_iter().filter_map(|item| match item {
            Exported::ApiKey(key) => Some(key.key.id),
            _ => None,
        }));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(keys, [issued.key.id]);
}

//! Views of lists that members keep.

use tenantry_core::{
    Error, Result,
    domain::{
        event::EventKind,
        idempotency::{Answer, Attempt},
        ids::ResourceId,
        member::Role,
        precondition::Precondition,
        resource::{Record, Resource, ResourceQuery},
        saved_view::{List, MAX_OWN_SAVED_VIEWS, MAX_SAVED_VIEWS, SavedView, SavedViewDraft},
    },
    ports::commit::{Document, DocumentKind, Expect, Write},
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{json, read},
    empty,
    shop::{at_once, attempt},
};

type View = Record<SavedView>;

fn draft(name: &str, shared: bool) -> SavedViewDraft {
    SavedViewDraft { list: List::Products, name: name.to_owned(), query: "stock=low".to_owned(), shared }
}

fn answer(view: &View) -> Answer {
    json(&view.id)
}

async fn save(shop: &Shop, list: List, draft: SavedViewDraft) -> Result<View> {
    save_once(shop, SavedViewDraft { list, ..draft }, &Attempt::default()).await.map(|(view, _)| view)
}

/// The view, and whether an earlier answer was given again.
async fn save_once(shop: &Shop, draft: SavedViewDraft, attempt: &Attempt) -> Result<(View, bool)> {
    let views = shop.0.saved_views().await?;
    let made = views.create(views.judge(draft, None)?, attempt, answer).await?;
    Ok((views.get(read(&made.answer)).await?, made.replayed))
}

async fn view(shop: &Shop, id: ResourceId) -> Result<View> {
    shop.0.saved_views().await?.get(id).await
}

async fn revise(shop: &Shop, id: ResourceId, seen: &Precondition, draft: SavedViewDraft) -> Result<View> {
    let views = shop.0.saved_views().await?;
    let revise = |current: &View| views.judge(draft.clone(), Some(current));
    views.update(id, seen, &Attempt::default(), revise, answer).await?;
    views.get(id).await
}

async fn remove(shop: &Shop, id: ResourceId) -> Result<()> {
    let views = shop.0.saved_views().await?;
    views.remove(id, &Precondition::Any, &Attempt::default(), empty()).await.map(drop)
}

async fn names(shop: &Shop, list: Option<List>) -> Vec<String> {
    shop.0.views(list).await.expect("views").into_iter().map(|view| view.value.name).collect()
}

pub(crate) async fn views_are_ones_own_or_shared<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Cast::found(&backend, "other").await;
    let owner = Shop(cast.owner.enter(&backend).await);
    let staff = Shop(cast.with(&backend, Role::Staff).await.enter(&backend).await);
    let person = cast.with(&backend, Role::Viewer).await;
    let viewer = Shop(person.enter(&backend).await);
    let stranger = Shop(other.owner.enter(&backend).await);

    let shared = save(&staff, List::Products, draft("Running low", true)).await.expect("a view");
    let private = save(&staff, List::Products, draft("mine", false)).await.expect("a view");
    let own = save(&viewer, List::Orders, draft("Zebra", false)).await.expect("viewers keep views too");
    assert_eq!(names(&staff, None).await, ["mine", "Running low"], "by name, whatever its case");
    assert_eq!(names(&owner, None).await, ["Running low"]);
    assert_eq!(names(&viewer, None).await, ["Running low", "Zebra"]);
    assert_eq!(names(&viewer, Some(List::Orders)).await, ["Zebra"]);
    assert!(names(&stranger, None).await.is_empty());

    let none = ResourceId(uuid::Uuid::now_v7());
    for (shop, id) in [(&owner, private.id), (&owner, own.id), (&stranger, shared.id), (&owner, none)] {
        assert!(matches!(view(shop, id).await, Err(Error::NotFound)));
        let refused = revise(shop, id, &Precondition::Any, draft("taken over", false)).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        assert!(matches!(remove(shop, id).await, Err(Error::NotFound)));
    }
    let too_low = |error: &Error, role: &str| matches!(error, Error::RoleTooLow { needed } if *needed == role);
    let refused = save(&viewer, List::Orders, draft("for all", true)).await.expect_err("a viewer shares nothing");
    assert!(too_low(&refused, "staff"), "{refused:?}");
    let refused = revise(&viewer, own.id, &Precondition::Any, draft("for all", true)).await.expect_err("a viewer");
    assert!(too_low(&refused, "staff"), "{refused:?}");
    assert!(too_low(&remove(&viewer, shared.id).await.expect_err("not theirs"), "admin"));
    revise(&owner, shared.id, &Precondition::Any, draft("Low", true)).await.expect("an admin changes what is shared");
    assert_eq!(names(&viewer, Some(List::Products)).await, ["Low"]);
    revise(&owner, shared.id, &Precondition::Any, draft("Low", false))
        .await
        .expect("an admin takes it from the others");
    assert_eq!(view(&owner, shared.id).await.expect("and keeps it").value.owner, owner.user());
    assert!(matches!(view(&staff, shared.id).await, Err(Error::NotFound)));

    // Who leaves takes along what was theirs alone.
    let views = async || {
        let (key, query) = (cast.key(&backend).await, ResourceQuery::newest(SavedView::KIND.name));
        let found = backend.store().resources(&key, &query, None, 100).await.expect("a list").items;
        found.into_iter().map(|found| found.body).collect::<String>()
    };
    assert!(views().await.contains("Zebra"));
    let admin = cast.owner.admin(&backend).await;
    let gone = empty();
    for member in [viewer.user(), staff.user()] {
        admin.remove_member(member, &Precondition::Any, &Attempt::default(), gone.clone()).await.expect("removed");
    }
    let left = views().await;
    assert!(!left.contains("Zebra") && !left.contains("mine") && left.contains("Low"), "{left}");
    remove(&owner, shared.id).await.expect("removed");
    assert!(names(&owner, None).await.is_empty());
}

pub(crate) async fn views_are_few_and_bear_names_of_their_own<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let owner = Shop(cast.owner.enter(&backend).await);
    let staff = Shop(cast.with(&backend, Role::Staff).await.enter(&backend).await);
    let code = |refused: Result<View>| match refused {
        Err(Error::Conflict { code, .. }) => code,
        other => unreachable!("{other:?}"),
    };
    let first = save(&owner, List::Orders, draft("Open", true)).await.expect("a view");
    assert_eq!(code(save(&owner, List::Orders, draft("OPEN", false)).await), "view_name_taken");
    assert_eq!(code(save(&staff, List::Orders, draft("open", true)).await), "view_name_taken");
    save(&owner, List::Products, draft("Open", true)).await.expect("another list");
    let theirs = save(&staff, List::Orders, draft("open", false)).await.expect("for themselves");
    assert_eq!(code(revise(&staff, theirs.id, &Precondition::Any, draft("open", true)).await), "view_name_taken");
    revise(&owner, first.id, &Precondition::Any, draft("open", true)).await.expect("its own name");

    // All who save at once are judged one after the other.
    let wanted = MAX_OWN_SAVED_VIEWS + 5;
    for round in 0..wanted {
        let saved = at_once(
            [owner.clone(), staff.clone()]
                .map(|shop| async move { save(&shop, List::Products, draft(&format!("View {round}"), false)).await }),
        )
        .await;
        for refused in saved.into_iter().filter(Result::is_err) {
            assert_eq!(code(refused), "too_many_views");
        }
    }
    for shop in [&owner, &staff] {
        let own = shop.0.views(None).await.expect("views").into_iter().filter(|view| view.value.owner == shop.user());
        assert_eq!(own.count(), MAX_OWN_SAVED_VIEWS);
    }
    let third = Shop(cast.with(&backend, Role::Viewer).await.enter(&backend).await);
    let mut kept = 0;
    while save(&third, List::Orders, draft(&format!("View {kept}"), false)).await.is_ok() {
        kept += 1;
    }
    assert_eq!(2 * MAX_OWN_SAVED_VIEWS + kept, MAX_SAVED_VIEWS);
}

pub(crate) async fn a_view_is_changed_by_who_saw_it<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let key = attempt(shop.user(), "one", "save");
    let new = || SavedViewDraft { list: List::Orders, ..draft("Open", true) };
    let (view, _) = save_once(&shop, new(), &key).await.expect("a view");
    let again = save_once(&shop, new(), &key).await.expect("the same view");
    assert_eq!((view.clone(), true), again);
    assert_eq!((view.version, view.value.list), (1, List::Orders));

    let seen = Precondition::parse("\"1\"").expect("tags");
    let next = revise(&shop, view.id, &seen, draft("Still open", false)).await.expect("seen");
    assert_eq!((next.version, next.value.name.as_str(), next.value.shared), (2, "Still open", false));
    assert_eq!(next.value.list, List::Orders, "a view stays in its list");
    let stale = revise(&shop, view.id, &seen, draft("Lost", false)).await;
    assert!(matches!(&stale, Err(Error::Stale { current }) if current == "\"2\""), "{stale:?}");
    let views = shop.0.saved_views().await.expect("a handle");
    let stale = views.remove(view.id, &seen, &Attempt::default(), empty()).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    remove(&shop, view.id).await.expect("removed");

    let journal = backend.store().journal(&cast.key(&backend).await, None, 10).await.expect("a journal");
    let said: Vec<_> = journal.iter().map(|entry| (entry.action.as_str(), entry.subject)).collect();
    let id = Some(view.id.0);
    assert_eq!(said, [("view.removed", id), ("view.updated", id), ("view.created", id)]);
    let changed: Vec<&str> = journal[1].changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(changed, ["name", "shared"]);
    assert!(!serde_json::to_string(&journal).expect("JSON").contains("open"), "names are not journalled");
}

/// As version 0.1.0 kept them: one document, in which two spellings of one name could be two.
pub(crate) async fn views_of_an_earlier_version_are_kept<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let owner = Shop(cast.owner.enter(&backend).await);
    let viewer = Shop(cast.with(&backend, Role::Viewer).await.enter(&backend).await);
    let old = |n: u128, name: &str, shared: bool, shop: &Shop| {
        serde_json::json!({"id": uuid::Uuid::from_u128(n), "list": "products", "name": name, "query": "stock=low",
            "shared": shared, "owner": shop.user(), "version": n, "created_at": "2026-01-01T00:00:00Z",
            "updated_at": "2026-01-02T00:00:00Z"})
    };
    let mut all: Vec<_> = (10..40).map(|n| old(n, &format!("View {n}"), n % 2 == 0, &owner)).collect();
    all.extend([old(40, "Cafe", true, &owner), old(41, "Café", true, &owner), old(42, "Mine", false, &viewer)]);
    let body = serde_json::to_string(&all).expect("JSON");
    let document = Document { kind: DocumentKind::SavedViews, version: 1, body };
    let write = Write::Document { document, expect: Expect::Absent };
    let kept = crate::commits::commit(cast.id, EventKind::TenantUpdated, vec![write]);
    backend.store().commit(&cast.key(&backend).await, kept).await.expect("a commit");

    assert_eq!(names(&viewer, None).await.len(), 15 + 2 + 1, "shared ones, and one's own");
    let found = names(&owner, None).await;
    assert_eq!(found.len(), all.len() - 1);
    assert!(found.contains(&"Cafe".to_owned()) && found.contains(&"Café 2".to_owned()), "{found:?}");
    let one = view(&owner, ResourceId(uuid::Uuid::from_u128(12))).await.expect("a view");
    assert_eq!((one.version, one.value.name.as_str()), (12, "View 12"));
    let taken = save(&owner, List::Products, draft("view 13", false)).await;
    assert!(matches!(taken, Err(Error::Conflict { code: "too_many_views", .. })), "they count: {taken:?}");
    let taken = save(&viewer, List::Products, draft("mine", false)).await;
    assert!(matches!(taken, Err(Error::Conflict { code: "view_name_taken", .. })), "their names are taken: {taken:?}");
    remove(&owner, one.id).await.expect("removed");
    assert_eq!(names(&owner, None).await.len(), all.len() - 2);
}

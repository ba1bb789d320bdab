//! Views of lists that members keep.

use tenantry_core::{
    Error, Result,
    domain::{
        idempotency::{Answer, Attempt},
        ids::SavedViewId,
        member::Role,
        precondition::Precondition,
        saved_view::{List, MAX_OWN_SAVED_VIEWS, MAX_SAVED_VIEWS, SavedView, SavedViewDraft},
    },
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::{json, read},
    empty,
    shop::{at_once, attempt},
};

fn draft(name: &str, shared: bool) -> SavedViewDraft {
    SavedViewDraft::new(name, "stock=low", shared).expect("a draft")
}

fn answer(view: &SavedView) -> Answer {
    json(view)
}

async fn save(shop: &Shop, list: List, draft: SavedViewDraft) -> Result<SavedView> {
    Ok(read(&shop.0.create_view(list, draft, &Attempt::default(), answer).await?.answer))
}

async fn revise(shop: &Shop, id: SavedViewId, seen: &Precondition, draft: SavedViewDraft) -> Result<SavedView> {
    let revise = |_: &SavedView| Ok(draft.clone());
    Ok(read(&shop.0.update_view(id, seen, &Attempt::default(), revise, answer).await?.answer))
}

async fn remove(shop: &Shop, id: SavedViewId) -> Result<()> {
    shop.0.remove_view(id, &Precondition::Any, &Attempt::default(), empty()).await.map(drop)
}

async fn names(shop: &Shop, list: Option<List>) -> Vec<String> {
    shop.0.views(list).await.expect("views").into_iter().map(|view| view.name).collect()
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

    let none = SavedViewId(uuid::Uuid::now_v7());
    for (shop, id) in [(&owner, private.id), (&owner, own.id), (&stranger, shared.id), (&owner, none)] {
        assert!(matches!(shop.0.view(id).await, Err(Error::NotFound)));
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
    assert_eq!(owner.0.view(shared.id).await.expect("and keeps it").owner, owner.user());
    assert!(matches!(staff.0.view(shared.id).await, Err(Error::NotFound)));

    // Who leaves takes along what was theirs alone.
    let views = async || {
        backend
            .store()
            .document(&cast.key(&backend).await, tenantry_core::ports::commit::DocumentKind::SavedViews)
            .await
    };
    assert!(views().await.expect("a look").expect("views").body.contains("Zebra"));
    let admin = cast.owner.admin(&backend).await;
    let gone = empty();
    for member in [viewer.user(), staff.user()] {
        admin.remove_member(member, &Precondition::Any, &Attempt::default(), gone.clone()).await.expect("removed");
    }
    let left = views().await.expect("a look").expect("views").body;
    assert!(!left.contains("Zebra") && !left.contains("mine") && left.contains("Low"), "{left}");
    remove(&owner, shared.id).await.expect("removed");
    assert!(names(&owner, None).await.is_empty());
}

pub(crate) async fn views_are_few_and_bear_names_of_their_own<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let owner = Shop(cast.owner.enter(&backend).await);
    let staff = Shop(cast.with(&backend, Role::Staff).await.enter(&backend).await);
    let code = |refused: Result<SavedView>| match refused {
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
        let own = shop.0.views(None).await.expect("views").into_iter().filter(|view| view.owner == shop.user());
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
    let once = shop.0.create_view(List::Orders, draft("Open", true), &key, answer).await.expect("a view");
    let again = shop.0.create_view(List::Orders, draft("Open", true), &key, answer).await.expect("the same view");
    assert_eq!((once.answer.clone(), true), (again.answer, again.replayed));
    let view: SavedView = read(&once.answer);
    assert_eq!((view.version, view.list), (1, List::Orders));

    let seen = Precondition::parse("\"1\"").expect("tags");
    let next = revise(&shop, view.id, &seen, draft("Still open", false)).await.expect("seen");
    assert_eq!((next.version, next.name.as_str(), next.shared), (2, "Still open", false));
    let stale = revise(&shop, view.id, &seen, draft("Lost", false)).await;
    assert!(matches!(&stale, Err(Error::Stale { current }) if current == "\"2\""), "{stale:?}");
    let stale = shop.0.remove_view(view.id, &seen, &Attempt::default(), empty()).await;
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

//! Members, seats and invitations.

use jiff::SignedDuration;
use tenantry_core::{
    Error, TenantAdmin,
    domain::{
        idempotency::{Answer, Attempt},
        ids::UserId,
        invitation::{INVITATION_HOURS, YOUNG_INVITATIONS},
        member::{Member, MemberChange, Role},
        order_status::Status,
        page::PageRequest,
        precondition::Precondition,
        signing::Purpose,
    },
    usecases::Joining,
};

use crate::{
    Cast, Fixture, Person, Setup,
    cast::{invite, join, json, password},
    empty,
    shop::{Shop, at_once},
};

fn gone() -> Answer {
    empty()
}

async fn set_role(admin: &TenantAdmin, user: UserId, role: Role) -> tenantry_core::Result<()> {
    let revise = move |_: &Member| MemberChange::new("Somebody", role);
    let answer = json::<Member>;
    admin.update_member(user, &Precondition::Any, &Attempt::default(), revise, answer).await.map(drop)
}

/// Ten users in the plan: the owner, members and open invitations together.
pub(crate) async fn seats_are_exact<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let inviting = (0..32).map(|n| {
        let admin = admin.clone();
        async move { invite(&admin, &format!("guest-{n}@guests.example"), Role::Viewer).await }
    });
    let results = at_once(inviting).await;
    let open: Vec<_> = results.iter().filter_map(|result| result.as_ref().ok().copied()).collect();
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        assert!(matches!(refused, Error::LimitReached { limit: "max_users", max: 10, used: 10, .. }), "{refused:?}");
    }
    let count = async || backend.control().user_count(cast.id).await.expect("a count");
    println!("32 invitations at once for 9 seats: {} open", open.len());
    assert_eq!((open.len(), count().await), (9, 10));

    // Taking an invitation moves nothing; withdrawing frees the seat, once.
    let (_, user) = join(&backend, open[0], "Gus Guest").await.expect("a member");
    assert_eq!(count().await, 10);
    let withdrawing = (0..8).map(|_| {
        let (admin, id) = (admin.clone(), open[1]);
        async move { admin.withdraw_invitation(id, &Attempt::default(), gone()).await.is_ok() }
    });
    assert_eq!(at_once(withdrawing).await.into_iter().filter(|done| *done).count(), 1);
    assert_eq!(count().await, 9);
    admin.remove_member(user, &Precondition::Any, &Attempt::default(), gone()).await.expect("removed");
    assert_eq!(count().await, 8);
    let refused = admin.remove_member(user, &Precondition::Any, &Attempt::default(), gone()).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    for n in 0..2 {
        invite(&admin, &format!("late-{n}@guests.example"), Role::Viewer).await.expect("a free seat");
    }
    assert!(matches!(invite(&admin, "x@guests.example", Role::Viewer).await, Err(Error::LimitReached { .. })));
    let members = admin.members(&PageRequest { limit: 100, cursor: None }).await.expect("a page").items.len();
    let invitations = admin.invitations(&PageRequest { limit: 100, cursor: None }).await.expect("a page").items.len();
    assert_eq!((members + invitations) as u64, count().await);
}

pub(crate) async fn expired_invitations_free_their_seats<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let mut first = None;
    for n in 0..9 {
        let id = invite(&admin, &format!("guest-{n}@guests.example"), Role::Viewer).await.expect("a seat");
        first.get_or_insert(id);
    }
    let again = invite(&admin, "GUEST-3@guests.example", Role::Viewer).await;
    assert!(matches!(again, Err(Error::Conflict { code: "already_invited", .. })), "{again:?}");
    backend.clock().advance(SignedDuration::from_hours(INVITATION_HOURS));
    let late = join(&backend, first.expect("an invitation"), "Gus Guest").await;
    assert!(matches!(late, Err(Error::BadToken)), "{late:?}");
    // Everybody who needs a seat now sweeps; all of them find one.
    let inviting = (0..9).map(|n| {
        let admin = admin.clone();
        async move { invite(&admin, &format!("new-{n}@guests.example"), Role::Viewer).await }
    });
    for result in at_once(inviting).await {
        result.expect("a seat of an expired invitation");
    }
    assert_eq!(backend.control().user_count(cast.id).await.expect("a count"), 10);
    assert_eq!(backend.control().invitations(cast.id, None, 100).await.expect("a list").items.len(), 9);
}

pub(crate) async fn an_invitation_is_taken_once<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let id = invite(&cast.owner.admin(&backend).await, "gus@guests.example", Role::Staff).await.expect("a seat");
    let (a, b, c) =
        futures_util::join!(join(&backend, id, "One"), join(&backend, id, "Two"), join(&backend, id, "Three"));
    let results = [a, b, c];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    let gus = Person::sign_in(&backend, "gus@guests.example").await;
    assert_eq!(gus.enter(&backend).await.role(), Role::Staff);
    assert_eq!(backend.control().user_count(cast.id).await.expect("a count"), 2);

    // One address is one account in the whole installation.
    let other = Cast::found(&backend, "other").await;
    let admin = other.owner.admin(&backend).await;
    let theirs = invite(&admin, "GUS@guests.example", Role::Staff).await.expect("an invitation reveals nothing");
    let refused = join(&backend, theirs, "Gus").await;
    assert!(matches!(refused, Err(Error::Conflict { code: "email_taken", .. })), "{refused:?}");
    let again = invite(&cast.owner.admin(&backend).await, "gus@guests.example", Role::Staff).await;
    assert!(matches!(again, Err(Error::Conflict { code: "already_member", .. })), "{again:?}");
}

/// Who can't become a member is refused before their password is hashed, and what was made for them goes again.
pub(crate) async fn a_refused_joining_leaves_no_identity<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let before = backend.identities().await;
    let id = invite(&admin, "gus@guests.example", Role::Staff).await.expect("a seat");
    let results = at_once((0..6).map(|n| {
        let (app, token) = (backend.app().clone(), backend.signer().signed_token(Purpose::Invitation, id.0));
        async move {
            let joining = Joining::new(&format!("Gus {n}"), password()).expect("a joining");
            app.join(&token, joining, "here", None).await.map(drop)
        }
    }))
    .await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert_eq!(backend.identities().await, before + 1, "one member, one identity");

    // The address has an account: each try is refused, none leaves anything, and a code takes only a few.
    let theirs = invite(&admin, "gus@customers.example", Role::Staff).await.expect("a seat");
    join(&backend, theirs, "Gus").await.expect("a member");
    let other = Cast::found(&backend, "other").await;
    let again = invite(&other.owner.admin(&backend).await, "gus@customers.example", Role::Staff).await.expect("a seat");
    let kept = backend.identities().await;
    let mut refused = [0, 0];
    for _ in 0..30 {
        match join(&backend, again, "Gus").await {
            Err(Error::Conflict { code: "email_taken", .. }) => refused[0] += 1,
            Err(Error::Throttled { retry_after_s: 1..=60 }) => refused[1] += 1,
            other => unreachable!("{other:?}"),
        }
    }
    println!("30 tries with one code: {} were looked at, {} came too soon", refused[0], refused[1]);
    assert!(refused[0] <= 10 && refused[1] >= 20, "{refused:?}");
    assert_eq!(backend.identities().await, kept);
}

/// One company can't have a stranger mailed without end, nor can many together.
pub(crate) async fn one_address_gets_few_invitations<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let mut sent = 0;
    let mut refused = 0;
    for company in ["one", "two", "three"] {
        let cast = Cast::found(&backend, company).await;
        let admin = cast.owner.admin(&backend).await;
        for _ in 0..12 {
            match invite(&admin, "stranger@example.com", Role::Viewer).await {
                Ok(id) => {
                    sent += 1;
                    admin.withdraw_invitation(id, &Attempt::default(), gone()).await.expect("withdrawn");
                }
                Err(Error::EmailLimit { retry_after_s: 1..=3_600, .. }) => refused += 1,
                Err(other) => unreachable!("{other:?}"),
            }
        }
    }
    println!("36 invitations of one stranger by three companies: {sent} were sent");
    assert!(sent <= 20 && refused > 0, "{sent} {refused}");
}

/// A company that is new, or bought nothing and sold nothing, writes few strangers a day.
pub(crate) async fn a_young_company_invites_few_strangers_a_day<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let send = async |n: usize| match invite(&admin, &format!("stranger-{n}@guests.example"), Role::Viewer).await {
        Ok(id) => {
            admin.withdraw_invitation(id, &Attempt::default(), gone()).await.expect("withdrawn");
            true
        }
        Err(Error::EmailLimit { retry_after_s: 1..=86_400, .. }) => false,
        Err(other) => unreachable!("{other:?}"),
    };
    let mut sent = 0;
    for n in 0..60 {
        sent += usize::from(send(n).await);
    }
    println!("60 invitations of a new company at once: {sent} were sent");
    assert_eq!(sent, YOUNG_INVITATIONS);
    backend.clock().advance(SignedDuration::from_hours(25));
    let admin = Person::sign_in(&backend, &cast.owner.email).await.admin(&backend).await;
    invite(&admin, "stranger-60@guests.example", Role::Viewer).await.expect("the next day is another day");
    // A week later, and with an order that it has confirmed, the company is no stranger any more.
    let shop = Shop(Person::sign_in(&backend, &cast.owner.email).await.enter(&backend).await);
    let product = shop.create("Mug", "1.00", 10).await;
    let order = shop.order(&[(product.id, 1)]).await;
    shop.advance(order.id, Status::Confirmed).await.expect("confirmed");
    backend.clock().advance(SignedDuration::from_hours(24 * 7));
    let admin = Person::sign_in(&backend, &cast.owner.email).await.admin(&backend).await;
    let send = async |n: usize| {
        let id = invite(&admin, &format!("stranger-{n}@guests.example"), Role::Viewer).await.expect("no bound");
        admin.withdraw_invitation(id, &Attempt::default(), gone()).await.is_ok()
    };
    for n in 100..100 + YOUNG_INVITATIONS + 5 {
        assert!(send(n).await, "{n}");
    }
}

pub(crate) async fn the_last_owner_stays<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let me = admin.tenant().member().expect("a member").user;
    let is_last = |refused: &Error| matches!(refused, Error::Conflict { code: "last_owner", .. });
    assert!(is_last(&set_role(&admin, me, Role::Admin).await.expect_err("the last owner")));
    let refused = admin.remove_member(me, &Precondition::Any, &Attempt::default(), gone()).await;
    assert!(is_last(&refused.expect_err("the last owner")));

    // Two owners who demote each other at once: one stays.
    for _ in 0..3 {
        let second = cast.with(&backend, Role::Owner).await;
        let (one, two) = (cast.owner.admin(&backend).await, second.admin(&backend).await);
        let other = two.tenant().member().expect("a member").user;
        let (first, then) = futures_util::join!(set_role(&one, other, Role::Admin), set_role(&two, me, Role::Admin));
        assert!(first.is_ok() != then.is_ok(), "{first:?} {then:?}");
        let members = backend.control().members(cast.id, None, 100).await.expect("a list").items;
        assert_eq!(members.iter().filter(|member| member.role == Role::Owner).count(), 1);
        if then.is_ok() {
            // The handle is from before, as a request that was already let in would be.
            set_role(&two, me, Role::Owner).await.expect("an owner again");
            set_role(&two, other, Role::Viewer).await.expect("one owner");
        }
    }
}

pub(crate) async fn a_removed_member_is_out_at_once<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let admin = cast.owner.admin(&backend).await;
    let staff = cast.with(&backend, Role::Staff).await;
    let user = staff.enter(&backend).await.member().expect("a member").user;
    set_role(&admin, user, Role::Viewer).await.expect("demoted");
    assert_eq!(staff.enter(&backend).await.role(), Role::Viewer, "a role is believed from the record");
    admin.remove_member(user, &Precondition::Any, &Attempt::default(), gone()).await.expect("removed");
    assert!(matches!(staff.try_enter(&backend).await, Err(Error::Unauthenticated(_))));
    assert!(matches!(backend.app().refresh(&staff.tokens.refresh, "here").await, Err(Error::Unauthenticated(_))));
    let back = backend.app().sign_in(&staff.email, &crate::cast::password(), "here").await;
    assert!(matches!(back, Err(Error::WrongCredentials)), "{back:?}");
    // The address is free again.
    let id = invite(&admin, &staff.email, Role::Viewer).await.expect("an invitation");
    join(&backend, id, "Back Again").await.expect("a member");
    Person::sign_in(&backend, &staff.email).await.enter(&backend).await;
}

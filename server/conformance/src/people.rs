//! Members, seats and invitations.

use jiff::SignedDuration;
use tenantry_core::{
    Error, TenantAdmin,
    app::Joining,
    handle::{MemberChange, Precondition},
    idempotency::{Answer, Attempt},
    ids::UserId,
    invitation::{INVITATION_HOURS, YOUNG_INVITATIONS},
    member::{Member, Role},
    order::Status,
    page::PageRequest,
    ticket::Purpose,
};

use crate::{
    Cast, Fixture, Person, Setup,
    cast::{invite, join, json, password},
    shop::{Shop, at_once},
};

fn gone() -> Answer {
    Answer { status: 204, etag: None, location: None, body: String::new() }
}

async fn set_role(admin: &TenantAdmin, user: UserId, role: Role) -> tenantry_core::Result<()> {
    let revise = move |_: &Member| MemberChange::new("Somebody", role);
    let answer = |member: &Member| json(200, None, member);
    admin.update_member(user, &Precondition::Any, &Attempt::default(), revise, answer).await.map(drop)
}

/// Ten users in the plan: the owner, members and open invitations together.
pub(crate) async fn seats_are_exact<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let admin = cast.owner.admin(&home).await;
    let inviting = (0..32).map(|n| {
        let admin = admin.clone();
        async move { invite(&admin, &format!("guest-{n}@guests.example"), Role::Viewer).await }
    });
    let results = at_once(inviting).await;
    let open: Vec<_> = results.iter().filter_map(|result| result.as_ref().ok().copied()).collect();
    for refused in results.iter().filter_map(|result| result.as_ref().err()) {
        assert!(matches!(refused, Error::LimitReached { limit: "max_users", max: 10, used: 10, .. }), "{refused:?}");
    }
    let count = async || home.control().user_count(cast.id).await.expect("a count");
    println!("32 invitations at once for 9 seats: {} open", open.len());
    assert_eq!((open.len(), count().await), (9, 10));

    // Taking an invitation moves nothing; withdrawing frees the seat, once.
    let (_, user) = join(&home, open[0], "Gus Guest").await.expect("a member");
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
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let admin = cast.owner.admin(&home).await;
    let mut first = None;
    for n in 0..9 {
        let id = invite(&admin, &format!("guest-{n}@guests.example"), Role::Viewer).await.expect("a seat");
        first.get_or_insert(id);
    }
    let again = invite(&admin, "GUEST-3@guests.example", Role::Viewer).await;
    assert!(matches!(again, Err(Error::Conflict { code: "already_invited", .. })), "{again:?}");
    home.clock().advance(SignedDuration::from_hours(INVITATION_HOURS));
    let late = join(&home, first.expect("an invitation"), "Gus Guest").await;
    assert!(matches!(late, Err(Error::BadTicket)), "{late:?}");
    // Everybody who needs a seat now sweeps; all of them find one.
    let inviting = (0..9).map(|n| {
        let admin = admin.clone();
        async move { invite(&admin, &format!("new-{n}@guests.example"), Role::Viewer).await }
    });
    for result in at_once(inviting).await {
        result.expect("a seat of an expired invitation");
    }
    assert_eq!(home.control().user_count(cast.id).await.expect("a count"), 10);
    assert_eq!(home.control().invitations(cast.id, None, 100).await.expect("a list").items.len(), 9);
}

pub(crate) async fn an_invitation_is_taken_once<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let id = invite(&cast.owner.admin(&home).await, "gus@guests.example", Role::Staff).await.expect("a seat");
    let (a, b, c) = futures_util::join!(join(&home, id, "One"), join(&home, id, "Two"), join(&home, id, "Three"));
    let results = [a, b, c];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    let gus = Person::sign_in(&home, "gus@guests.example").await;
    assert_eq!(gus.enter(&home).await.member().role, Role::Staff);
    assert_eq!(home.control().user_count(cast.id).await.expect("a count"), 2);

    // One address is one account in the whole installation.
    let other = Cast::found(&home, "other").await;
    let admin = other.owner.admin(&home).await;
    let theirs = invite(&admin, "GUS@guests.example", Role::Staff).await.expect("an invitation tells nothing");
    let refused = join(&home, theirs, "Gus").await;
    assert!(matches!(refused, Err(Error::Conflict { code: "email_taken", .. })), "{refused:?}");
    let again = invite(&cast.owner.admin(&home).await, "gus@guests.example", Role::Staff).await;
    assert!(matches!(again, Err(Error::Conflict { code: "already_member", .. })), "{again:?}");
}

/// Who can't become a member is refused before their password is hashed, and what was made for them goes again.
pub(crate) async fn a_refused_joining_leaves_no_identity<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let admin = cast.owner.admin(&home).await;
    let before = home.identities().await;
    let id = invite(&admin, "gus@guests.example", Role::Staff).await.expect("a seat");
    let results = at_once((0..6).map(|n| {
        let (app, ticket) = (home.app().clone(), home.seal().ticket(Purpose::Invitation, id.0));
        async move {
            let joining = Joining::new(&format!("Gus {n}"), password()).expect("a joining");
            app.join(&ticket, joining, "here", None).await.map(drop)
        }
    }))
    .await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert_eq!(home.identities().await, before + 1, "one member, one identity");

    // The address has an account: each try is refused, none leaves anything, and a code takes only a few.
    let theirs = invite(&admin, "gus@customers.example", Role::Staff).await.expect("a seat");
    join(&home, theirs, "Gus").await.expect("a member");
    let other = Cast::found(&home, "other").await;
    let again = invite(&other.owner.admin(&home).await, "gus@customers.example", Role::Staff).await.expect("a seat");
    let kept = home.identities().await;
    let mut refused = [0, 0];
    for _ in 0..30 {
        match join(&home, again, "Gus").await {
            Err(Error::Conflict { code: "email_taken", .. }) => refused[0] += 1,
            Err(Error::Throttled { retry_after_s: 1..=60 }) => refused[1] += 1,
            other => unreachable!("{other:?}"),
        }
    }
    println!("30 tries with one code: {} were looked at, {} came too soon", refused[0], refused[1]);
    assert!(refused[0] <= 10 && refused[1] >= 20, "{refused:?}");
    assert_eq!(home.identities().await, kept);
}

/// One company can't have a stranger mailed without end, nor can many together.
pub(crate) async fn one_address_gets_few_invitations<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let mut sent = 0;
    let mut refused = 0;
    for company in ["one", "two", "three"] {
        let cast = Cast::found(&home, company).await;
        let admin = cast.owner.admin(&home).await;
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
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let admin = cast.owner.admin(&home).await;
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
    home.clock().advance(SignedDuration::from_hours(25));
    let admin = Person::sign_in(&home, &cast.owner.email).await.admin(&home).await;
    invite(&admin, "stranger-60@guests.example", Role::Viewer).await.expect("the next day is another day");
    // A week later, and with an order that it has confirmed, the company is no stranger any more.
    let shop = Shop(Person::sign_in(&home, &cast.owner.email).await.enter(&home).await);
    let product = shop.create("Mug", "1.00", 10).await;
    let order = shop.order(&[(product.id, 1)]).await;
    shop.advance(order.id, Status::Confirmed).await.expect("confirmed");
    home.clock().advance(SignedDuration::from_hours(24 * 7));
    let admin = Person::sign_in(&home, &cast.owner.email).await.admin(&home).await;
    let send = async |n: usize| {
        let id = invite(&admin, &format!("stranger-{n}@guests.example"), Role::Viewer).await.expect("no bound");
        admin.withdraw_invitation(id, &Attempt::default(), gone()).await.is_ok()
    };
    for n in 100..100 + YOUNG_INVITATIONS + 5 {
        assert!(send(n).await, "{n}");
    }
}

pub(crate) async fn the_last_owner_stays<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let admin = cast.owner.admin(&home).await;
    let me = admin.tenant().member().user;
    let is_last = |refused: &Error| matches!(refused, Error::Conflict { code: "last_owner", .. });
    assert!(is_last(&set_role(&admin, me, Role::Admin).await.expect_err("the last owner")));
    let refused = admin.remove_member(me, &Precondition::Any, &Attempt::default(), gone()).await;
    assert!(is_last(&refused.expect_err("the last owner")));

    // Two owners who demote each other at once: one stays.
    for _ in 0..3 {
        let second = cast.with(&home, Role::Owner).await;
        let (one, two) = (cast.owner.admin(&home).await, second.admin(&home).await);
        let other = two.tenant().member().user;
        let (first, then) = futures_util::join!(set_role(&one, other, Role::Admin), set_role(&two, me, Role::Admin));
        assert!(first.is_ok() != then.is_ok(), "{first:?} {then:?}");
        let members = home.control().members(cast.id, None, 100).await.expect("a list").items;
        assert_eq!(members.iter().filter(|member| member.role == Role::Owner).count(), 1);
        if then.is_ok() {
            // The handle is from before, as a request that was already let in would be.
            set_role(&two, me, Role::Owner).await.expect("an owner again");
            set_role(&two, other, Role::Viewer).await.expect("one owner");
        }
    }
}

pub(crate) async fn a_removed_member_is_out_at_once<F: Fixture>() {
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let admin = cast.owner.admin(&home).await;
    let staff = cast.with(&home, Role::Staff).await;
    let user = staff.enter(&home).await.member().user;
    set_role(&admin, user, Role::Viewer).await.expect("demoted");
    assert_eq!(staff.enter(&home).await.member().role, Role::Viewer, "a role is believed from the record");
    admin.remove_member(user, &Precondition::Any, &Attempt::default(), gone()).await.expect("removed");
    assert!(matches!(staff.try_enter(&home).await, Err(Error::Unauthenticated(_))));
    assert!(matches!(home.app().refresh(&staff.tokens.refresh, "here").await, Err(Error::Unauthenticated(_))));
    let back = home.app().sign_in(&staff.email, &crate::cast::password(), "here").await;
    assert!(matches!(back, Err(Error::WrongCredentials)), "{back:?}");
    // The address is free again.
    let id = invite(&admin, &staff.email, Role::Viewer).await.expect("an invitation");
    join(&home, id, "Back Again").await.expect("a member");
    Person::sign_in(&home, &staff.email).await.enter(&home).await;
}

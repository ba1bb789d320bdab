//! The richer figures say what the orders say, whatever is cancelled, and the
//! period before is the period before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp, ToSpan, civil::date, tz::TimeZone};
use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        insights::{AdvancedInsights, Unit},
        money::Money,
        order::{Order, OrderDraft, OrderQuery},
        order_status::Status,
        product::ProductDraft,
        tier::{Feature, Tier},
        zone,
    },
    ports::env::Clock as _,
};

use crate::{
    Cast, Fixture, Setup, Shop,
    shop::{draft, order_draft},
};

const CUSTOMERS: [&str; 4] = ["ada@example.com", "Ada@Example.com", "bob@example.com", "cleo@example.com"];

/// Orders over forty days at all hours, some of them cancelled later.
async fn season<F: Fixture>(backend: &F, shop: &Shop) -> Vec<Order> {
    let mut products = Vec::new();
    for (n, category) in [Some("Kitchen"), Some("Garden"), None].into_iter().enumerate() {
        let product = ProductDraft { category: category.map(str::to_owned), ..draft("Thing", &format!("{n}.50"), 999) };
        products.push(shop.try_create(product).await.expect("a product").id);
    }
    for n in 0..48usize {
        backend.clock().advance(SignedDuration::from_hours(19));
        let lines = [(products[n % 3], 1 + n as i64 % 4)];
        let draft = OrderDraft { customer_email: CUSTOMERS[n * n % 4].to_owned(), ..order_draft(&lines, None) };
        let placed = shop.place(&draft, &Attempt::default()).await.expect("an order");
        let order: Order = crate::cast::read(&placed.answer);
        if n % 7 == 3 {
            shop.advance(order.id, Status::Cancelled).await.expect("cancelled");
        }
    }
    backend.settle().await;
    shop.all_orders(&OrderQuery::default(), 100).await
}

fn live(orders: &[Order]) -> impl Iterator<Item = &Order> {
    orders.iter().filter(|order| order.status != Status::Cancelled)
}

fn sums<'a>(orders: impl Iterator<Item = &'a Order>) -> (i64, Money) {
    let orders: Vec<_> = orders.collect();
    (orders.len() as i64, Money::sum(orders.iter().map(|order| order.total)).expect("a sum"))
}

fn follow_from(found: &AdvancedInsights, orders: &[Order]) {
    let range = found.current.range;
    let inside = |order: &&Order| range.from <= order.placed_on && order.placed_on <= range.to;
    let before = found.previous.range;
    assert_eq!(before.to, range.from.yesterday().expect("a day"));
    assert_eq!(
        before.from.until(before.to).expect("a span").get_days(),
        range.from.until(range.to).expect("a span").get_days()
    );
    let earlier = |order: &&Order| before.from <= order.placed_on && order.placed_on <= before.to;
    assert_eq!((found.current.total.orders, found.current.total.revenue), sums(live(orders).filter(inside)));
    assert_eq!((found.previous.total.orders, found.previous.total.revenue), sums(live(orders).filter(earlier)));
    for (day, figures) in &found.previous_by_day {
        assert_eq!((figures.orders, figures.revenue), sums(live(orders).filter(|order| order.placed_on == *day)));
    }
    for (hour, slot) in found.by_hour.iter().enumerate() {
        let expected = sums(live(orders).filter(inside).filter(|order| order.placed_hour == Some(hour as u8)));
        assert_eq!((slot.orders, slot.revenue), expected, "{hour}");
    }
    for (weekday, slot) in found.by_weekday.iter().enumerate() {
        let on = |order: &&Order| order.placed_on.weekday().to_monday_zero_offset() == weekday as i8;
        assert_eq!((slot.orders, slot.revenue), sums(live(orders).filter(inside).filter(on)), "{weekday}");
    }
    let mut ever: BTreeMap<String, usize> = BTreeMap::new();
    for order in live(orders).filter(|order| order.placed_on <= range.to) {
        *ever.entry(order.customer_email.to_lowercase()).or_default() += 1;
    }
    let here: BTreeSet<String> = live(orders).filter(inside).map(|order| order.customer_email.to_lowercase()).collect();
    assert_eq!(found.customers.all, here.len() as u64);
    assert_eq!(found.customers.repeat, here.iter().filter(|customer| ever[*customer] >= 2).count() as u64);
}

pub(crate) async fn advanced_figures_follow_from_the_orders<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::create(&backend, "acme", Tier::Premium, "Europe/Berlin").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let orders = season(&backend, &shop).await;
    let today = orders[0].placed_on;
    for (from, to) in [(40, 0), (20, 0), (9, 3), (0, 0)] {
        let days = |ago: i64| today.checked_sub(ago.days()).ok();
        let found = shop.0.advanced_insights(days(from), days(to)).await.expect("figures");
        follow_from(&found, &orders);
        let basic = shop.0.insights(days(from), days(to)).await.expect("figures");
        assert_eq!(basic.previous, found.previous);
        let by_category = Money::sum(found.by_category.iter().map(|sales| sales.revenue));
        assert_eq!(by_category, Some(found.current.total.revenue), "categories add up to the whole");
    }
    let all = shop.0.advanced_insights(None, None).await.expect("figures");
    let names: Vec<_> = all.by_category.iter().map(|sales| sales.category.as_deref()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(all.by_category.is_sorted_by(|a, b| a.revenue >= b.revenue));
}

pub(crate) async fn richer_figures_take_the_feature<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let refused = shop.0.advanced_insights(None, None).await;
    assert!(matches!(refused, Err(Error::FeatureMissing { feature: Feature::AdvancedAnalytics })), "{refused:?}");
    shop.0.insights(None, None).await.expect("the basic figures are for all");
}

pub(crate) async fn orders_count_on_the_day_of_their_zone<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let next_year = backend.clock().now().to_zoned_datetime(TimeZone::UTC).year() + 1;
    // The clock of the Azores goes back from one to midnight: the day begins twice.
    let azores = zone::of("Atlantic/Azores");
    let summer = date(next_year, 9, 1).to_zoned_datetime(azores.clone()).expect("a moment").timestamp();
    let back = azores.following(summer).next().expect("a change of the clock").timestamp();
    let minutes = |minutes: i64| SignedDuration::from_mins(minutes);
    backend.clock().set(back - minutes(61));
    let cast = Cast::create(&backend, "azores", Tier::Premium, "Atlantic/Azores").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Thing", "1.00", 100).await;
    let mut days = Vec::new();
    for after in [-61, -60, -1, 0, 59, 60] {
        backend.clock().set(back + minutes(after));
        let order = shop.order(&[(product.id, 1)]).await;
        days.push((order.placed_on, order.placed_hour));
    }
    let day = days[1].0;
    let eve = (day.yesterday().expect("a day"), Some(23));
    assert_eq!(days, [eve, (day, Some(0)), (day, Some(0)), (day, Some(0)), (day, Some(0)), (day, Some(1))]);
    let starts = zone::start_of_day(day, &azores).expect("a start");
    assert_eq!(starts, back - minutes(60), "the first of two midnights");
    let since = OrderQuery { from: Some(starts), ..OrderQuery::default() };
    assert_eq!(shop.all_orders(&since, 10).await.len(), 5);
    backend.settle().await;
    let found = shop.0.advanced_insights(Some(day), Some(day)).await.expect("figures");
    assert_eq!(found.current.total.orders, 5);
    assert_eq!((found.by_hour[0].orders, found.by_hour[1].orders), (4, 1));
    // Seven hours behind all year since 2026; an older database says eight, and the day before.
    let at: Timestamp = format!("{next_year}-12-15T07:30:09Z").parse().expect("an instant");
    backend.clock().set(at);
    let cast = Cast::create(&backend, "vancouver", Tier::Basic, "America/Vancouver").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Thing", "1.00", 100).await;
    let order = shop.order(&[(product.id, 1)]).await;
    assert_eq!((order.placed_on, order.placed_hour), (date(next_year, 12, 15), Some(0)));
    backend.settle().await;
    let found = shop.0.insights(None, None).await.expect("figures");
    assert_eq!(found.by_day.last().map(|(day, figures)| (*day, figures.orders)), Some((order.placed_on, 1)));
}

pub(crate) async fn today_is_compared_with_the_same_hours<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    // At half past ten, tomorrow.
    let tomorrow = backend.clock().now().to_zoned_datetime(TimeZone::UTC).date().tomorrow().expect("a day");
    let at = |day: jiff::civil::Date, hour: i8| {
        day.at(hour, 30, 0, 0).to_zoned_datetime(TimeZone::UTC).expect("a moment").timestamp()
    };
    backend.clock().set(at(tomorrow, 7));
    let cast = Cast::create(&backend, "acme", Tier::Basic, "UTC").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let product = shop.create("Thing", "2.00", 1_000).await;
    let today = tomorrow.tomorrow().expect("a day");
    for (day, hour, pieces) in
        [(tomorrow, 8, 1), (tomorrow, 10, 2), (tomorrow, 11, 4), (tomorrow, 23, 8), (today, 9, 16)]
    {
        backend.clock().set(at(day, hour));
        shop.order(&[(product.id, pieces)]).await;
    }
    backend.clock().set(at(today, 10));
    backend.settle().await;
    let euros = |pieces: i64| Money::from_minor(200 * pieces);
    let found = shop.0.insights(Some(today), Some(today)).await.expect("figures");
    let same = found.same_hours.expect("the same hours");
    assert_eq!(
        (same.hour, same.orders, same.revenue, same.average_order_value),
        (10, 2, euros(3), Money::from_minor(300))
    );
    assert_eq!((found.previous.total.orders, found.previous.total.revenue), (4, euros(15)), "the whole day");
    assert_eq!((found.buckets.unit, found.buckets.items.len()), (Unit::Hour, 24));
    assert_eq!((found.buckets.items[9].figures.orders, found.buckets.items[9].figures.revenue), (1, euros(16)));
    // A range that is over is compared with whole days, one of several days up to this hour of its last.
    let over = shop.0.insights(Some(tomorrow), Some(tomorrow)).await.expect("figures");
    assert_eq!(over.same_hours, None);
    let two = shop.0.insights(Some(tomorrow), Some(today)).await.expect("figures");
    assert_eq!(two.same_hours.map(|same| same.orders), Some(0), "nothing was sold in the two days before");
    assert_eq!((two.buckets.unit, two.buckets.items.len()), (Unit::Day, 2));
    let year = shop.0.insights(today.checked_sub(364.days()).ok(), Some(today)).await.expect("figures");
    assert_eq!(year.buckets.unit, Unit::Month);
    let sum: i64 = year.buckets.items.iter().map(|bucket| bucket.figures.orders).sum();
    assert_eq!(sum, year.total.orders, "every day counts once");
}

//! The richer figures say what the orders say, whatever is cancelled, and the
//! period before is the period before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, ToSpan};
use tenantry_core::{
    Error,
    idempotency::Attempt,
    insights::AdvancedInsights,
    money::Money,
    order::{Order, OrderDraft, OrderQuery, Status},
    product::ProductDraft,
    tier::{Feature, Tier},
};

use crate::{
    Cast, Fixture, Setup, Shop,
    shop::{draft, order_draft},
};

const CUSTOMERS: [&str; 4] = ["ada@example.com", "Ada@Example.com", "bob@example.com", "cleo@example.com"];

/// Orders over forty days at all hours, some of them cancelled later.
async fn season<F: Fixture>(home: &F, shop: &Shop) -> Vec<Order> {
    let mut products = Vec::new();
    for (n, category) in [Some("Kitchen"), Some("Garden"), None].into_iter().enumerate() {
        let product = ProductDraft { category: category.map(str::to_owned), ..draft("Thing", &format!("{n}.50"), 999) };
        products.push(shop.try_create(product).await.expect("a product").id);
    }
    for n in 0..48usize {
        home.clock().advance(SignedDuration::from_hours(19));
        let lines = [(products[n % 3], 1 + n as i64 % 4)];
        let draft = OrderDraft { customer_email: CUSTOMERS[n * n % 4].to_owned(), ..order_draft(&lines, None) };
        let placed = shop.place(&draft, &Attempt::default()).await.expect("an order");
        let order: Order = crate::cast::read(&placed.answer);
        if n % 7 == 3 {
            shop.advance(order.id, Status::Cancelled).await.expect("cancelled");
        }
    }
    home.settle().await;
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
    let home = F::open(Setup::default()).await;
    let cast = Cast::create(&home, "acme", Tier::Premium, "Europe/Berlin").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let orders = season(&home, &shop).await;
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
    let home = F::open(Setup::default()).await;
    let cast = Cast::found(&home, "acme").await;
    let shop = Shop(cast.owner.enter(&home).await);
    let refused = shop.0.advanced_insights(None, None).await;
    assert!(matches!(refused, Err(Error::FeatureMissing { feature: Feature::AdvancedAnalytics })), "{refused:?}");
    shop.0.insights(None, None).await.expect("the basic figures are for all");
}

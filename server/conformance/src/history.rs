//! Random histories, run against the backend and against a model in memory: the
//! same results at each step, the same lists at the end. A history that fails
//! shrinks to the shortest one that does.

use std::collections::{BTreeMap, HashMap};

use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestCaseError, TestRunner},
};
use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        ids::{OrderId, ProductId},
        journal::Actor,
        money::{Currency, Money},
        order::{self, Order, OrderDraft, OrderQuery},
        order_status::Status,
        precondition::Precondition,
        product::{Prefix, Product, ProductDraft, ProductQuery, StockLevel},
        tier::Tier,
    },
    ports::commit::Counter,
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::read,
    consumers::insights_follow_from,
    count_from_env,
    shop::{attempt, counter_of, draft, order_draft},
};

#[derive(Clone, Debug)]
enum Action {
    Create { name: u8, price: u16, stock: u8, sku: Option<u8> },
    Edit { product: Index, price: u16, stock: u8, sku: Option<u8> },
    Archive(Index),
    Restore(Index),
    Place { lines: Vec<(Index, u8)>, reference: Option<u8>, key: Option<u8> },
    Move { order: Index, to: Status },
    Stale(Index),
}

fn steps() -> impl Strategy<Value = Vec<Action>> {
    let sku = || prop::option::of(0u8..4);
    let step = prop_oneof![
        3 => (0u8..4, 0u16..500, 0u8..12, sku())
            .prop_map(|(name, price, stock, sku)| Action::Create { name, price, stock, sku }),
        2 => (any::<Index>(), 0u16..500, 0u8..12, sku())
            .prop_map(|(product, price, stock, sku)| Action::Edit { product, price, stock, sku }),
        1 => any::<Index>().prop_map(Action::Archive),
        1 => any::<Index>().prop_map(Action::Restore),
        6 => (
            prop::collection::vec((any::<Index>(), 1u8..4), 1..4),
            prop::option::weighted(0.3, 0u8..4),
            prop::option::weighted(0.4, 0u8..4),
        )
            .prop_map(|(lines, reference, key)| Action::Place { lines, reference, key }),
        4 => (any::<Index>(), prop::sample::select(&Status::ALL[..]))
            .prop_map(|(order, to)| Action::Move { order, to }),
        1 => any::<Index>().prop_map(Action::Stale),
    ];
    prop::collection::vec(step, 1..40)
}

/// What the product promises, in as few words as possible.
#[derive(Default)]
struct Model {
    products: Vec<Product>,
    orders: Vec<Order>,
    /// Keys that were used, with the request and the order they made.
    keys: HashMap<u8, (String, OrderId)>,
}

/// How a step ended, without ids and times.
type Ending = Result<(), &'static str>;

fn ending(error: &Error) -> &'static str {
    match error {
        Error::NotFound => "not found",
        Error::Invalid(_) => "invalid",
        Error::Stale { .. } => "stale",
        Error::OutOfStock { .. } => "out of stock",
        Error::IllegalTransition { .. } => "illegal transition",
        Error::Conflict { code, .. } => code,
        Error::IdempotencyMismatch => "mismatch",
        _ => "something else",
    }
}

fn sku_text(sku: Option<u8>) -> Option<String> {
    // Two spellings of each, which are one name.
    sku.map(|n| if n % 2 == 0 { format!("SKU-{}", n / 2) } else { format!("sku-{}", n / 2) })
}

impl Model {
    fn sku_is_free(&self, sku: Option<&String>, but: Option<ProductId>) -> bool {
        let folded = |sku: &String| sku.to_lowercase();
        sku.is_none_or(|sku| {
            !self.products.iter().any(|product| {
                !product.archived && Some(product.id) != but && product.sku.as_ref().map(folded) == Some(folded(sku))
            })
        })
    }

    fn product(&mut self, id: ProductId) -> &mut Product {
        self.products.iter_mut().find(|product| product.id == id).expect("a product of the model")
    }

    fn put(&mut self, product: Product) {
        let id = product.id;
        *self.product(id) = product;
    }

    fn place(&self, draft: &OrderDraft) -> Ending {
        let wanted: Vec<(&Product, u32)> = draft
            .lines
            .iter()
            .map(|line| {
                let product = self.products.iter().find(|product| product.id == line.product);
                (product.expect("a product of the model"), line.quantity)
            })
            .collect();
        // The first thing that is wrong, line by line; an unknown product is reported last.
        if wanted.iter().any(|(product, quantity)| !product.archived && product.inventory < u64::from(*quantity)) {
            return Err("out of stock");
        }
        if wanted.iter().any(|(product, _)| product.archived) {
            return Err("invalid");
        }
        if draft.external_ref.is_some() && self.orders.iter().any(|order| order.external_ref == draft.external_ref) {
            return Err("external_ref_taken");
        }
        Ok(())
    }
}

fn agree(step: &Action, real: Result<(), &'static str>, model: Ending) -> Result<(), TestCaseError> {
    prop_assert_eq!(real, model, "{:?}", step);
    Ok(())
}

async fn run(shop: &Shop, model: &mut Model, step: &Action) -> Result<(), TestCaseError> {
    match step {
        Action::Create { name, price, stock, sku } => {
            let price = Money::from_minor(i64::from(*price)).show(Currency::EUR).to_string();
            let draft =
                ProductDraft { sku: sku_text(*sku), ..draft(&format!("Name {name}"), &price, i64::from(*stock)) };
            create(shop, model, step, draft).await
        }
        Action::Edit { product, price, stock, sku } if !model.products.is_empty() => {
            edit(shop, model, step, product, (*price, *stock, *sku)).await
        }
        Action::Archive(product) | Action::Restore(product) if !model.products.is_empty() => {
            set_archived(shop, model, step, product).await
        }
        Action::Place { lines, reference, key } if !model.products.is_empty() => {
            place(shop, model, step, lines, (*reference, *key)).await
        }
        Action::Move { order, to } if !model.orders.is_empty() => advance(shop, model, step, order, *to).await,
        Action::Stale(product) if !model.products.is_empty() => {
            let current = product.get(&model.products);
            let seen =
                Precondition::parse(&format!("\"{}-{}\"", current.version + 1, current.inventory)).expect("tags");
            let refused = shop.edit(current.id, &seen, |_| ()).await;
            agree(step, refused.as_ref().map(|_| ()).map_err(ending), Err("stale"))
        }
        // Nothing is there yet that the step could be about.
        _ => Ok(()),
    }
}

async fn create(shop: &Shop, model: &mut Model, step: &Action, draft: ProductDraft) -> Result<(), TestCaseError> {
    let expected = if model.sku_is_free(draft.sku.as_ref(), None) { Ok(()) } else { Err("sku_taken") };
    let made = shop.try_create(draft.clone()).await;
    agree(step, made.as_ref().map(|_| ()).map_err(ending), expected)?;
    if let Ok(made) = made {
        let now = made.created_at;
        prop_assert_eq!(&made, &Product::create(made.id, draft, now));
        model.products.push(made);
    }
    Ok(())
}

async fn edit(
    shop: &Shop,
    model: &mut Model,
    step: &Action,
    product: &Index,
    (price, stock, sku): (u16, u8, Option<u8>),
) -> Result<(), TestCaseError> {
    let current = product.get(&model.products).clone();
    let sku = sku_text(sku);
    let expected = if current.archived {
        Err("archived")
    } else if model.sku_is_free(sku.as_ref(), Some(current.id)) {
        Ok(())
    } else {
        Err("sku_taken")
    };
    let seen = Precondition::parse(&current.tag().to_string()).expect("tags");
    let saved = shop
        .edit(current.id, &seen, |draft| {
            draft.price = Money::from_minor(i64::from(price));
            draft.inventory = u64::from(stock);
            draft.sku = sku.clone();
        })
        .await;
    agree(step, saved.as_ref().map(|_| ()).map_err(ending), expected)?;
    if let Ok(saved) = saved {
        let (price, inventory) = (Money::from_minor(i64::from(price)), u64::from(stock));
        let same = (price, inventory, &sku) == (current.price, current.inventory, &current.sku);
        // A save that changes nothing makes no version.
        let (version, updated_at) =
            if same { (current.version, current.updated_at) } else { (current.version + 1, saved.updated_at) };
        let expected = Product { price, inventory, sku, version, updated_at, ..current };
        prop_assert_eq!(&saved, &expected);
        model.put(expected);
    }
    Ok(())
}

async fn set_archived(shop: &Shop, model: &mut Model, step: &Action, product: &Index) -> Result<(), TestCaseError> {
    let current = product.get(&model.products).clone();
    let archive = matches!(step, Action::Archive(_));
    let expected = match (archive, current.archived) {
        (true, true) => Err("archived"),
        (false, false) => Err("not_archived"),
        (false, true) if !model.sku_is_free(current.sku.as_ref(), None) => Err("sku_taken"),
        _ => Ok(()),
    };
    let done = if archive { shop.archive(current.id).await } else { shop.restore(current.id).await };
    agree(step, done.as_ref().map(|_| ()).map_err(ending), expected)?;
    if let Ok(done) = done {
        let now = Product { archived: archive, version: current.version + 1, updated_at: done.updated_at, ..current };
        prop_assert_eq!(&done, &now);
        model.put(now);
    }
    Ok(())
}

async fn place(
    shop: &Shop,
    model: &mut Model,
    step: &Action,
    lines: &[(Index, u8)],
    (reference, key): (Option<u8>, Option<u8>),
) -> Result<(), TestCaseError> {
    let lines: Vec<(ProductId, i64)> =
        lines.iter().map(|(product, quantity)| (product.get(&model.products).id, i64::from(*quantity))).collect();
    let reference = reference.map(|n| format!("REF-{n}"));
    let draft = order_draft(&lines, reference.as_deref());
    let request = format!("{lines:?} {reference:?}");
    let attempt = match key {
        Some(key) => attempt(shop.user(), &key.to_string(), &request),
        None => Attempt::default(),
    };
    let placed = shop.place(&draft, &attempt).await;
    let used = key.and_then(|key| model.keys.get(&key).cloned());
    if let Some((first, order)) = used {
        let expected = if first == request { Ok(()) } else { Err("mismatch") };
        agree(step, placed.as_ref().map(|_| ()).map_err(ending), expected)?;
        if let Ok(placed) = placed {
            prop_assert!(placed.replayed);
            prop_assert_eq!(read::<Order>(&placed.answer).id, order);
        }
        return Ok(());
    }
    agree(step, placed.as_ref().map(|_| ()).map_err(ending), model.place(&draft))?;
    if let Ok(placed) = placed {
        prop_assert!(!placed.replayed);
        let order: Order = read(&placed.answer);
        let mut total = 0;
        for line in &draft.lines {
            let product = model.product(line.product);
            product.inventory -= u64::from(line.quantity);
            total += product.price.minor() * i64::from(line.quantity);
        }
        prop_assert_eq!(order.total, Money::from_minor(total));
        prop_assert_eq!(order.lines.len(), draft.lines.len());
        model.keys.extend(key.map(|key| (key, (request, order.id))));
        model.orders.push(order);
    }
    Ok(())
}

async fn advance(
    shop: &Shop,
    model: &mut Model,
    step: &Action,
    order: &Index,
    to: Status,
) -> Result<(), TestCaseError> {
    let at = order.index(model.orders.len());
    let current = model.orders[at].clone();
    let legal = current.status == to || current.status.next().contains(&to);
    let moved = shop.advance(current.id, to).await;
    let expected = if legal { Ok(()) } else { Err("illegal transition") };
    agree(step, moved.as_ref().map(|_| ()).map_err(ending), expected)?;
    if let Ok(moved) = moved {
        let restock = to == Status::Cancelled && current.status != Status::Cancelled;
        let mut next = Order { status: to, ..current.clone() };
        if to != current.status {
            next.version += 1;
            next.updated_at = moved.updated_at;
            let by = Actor::Member(shop.user());
            next.history.push(order::StatusChange { status: to, at: moved.updated_at, by });
        }
        prop_assert_eq!(&moved, &next);
        for line in next.lines.iter().filter(|_| restock) {
            model.product(line.product).inventory += u64::from(line.quantity);
        }
        model.orders[at] = next;
    }
    Ok(())
}

/// All lists, by the filters' own definition.
async fn lists_agree(shop: &Shop, model: &Model) -> Result<(), TestCaseError> {
    for archived in [false, true] {
        for stock in [None, Some(StockLevel::In), Some(StockLevel::Low), Some(StockLevel::Out)] {
            for search in [None, Some(Prefix::Name("name 1".to_owned())), Some(Prefix::Sku("sku".to_owned()))] {
                let query = ProductQuery { archived: Some(archived), stock, search, ..ProductQuery::default() };
                let mut expected: Vec<Product> =
                    model.products.iter().filter(|product| query.matches(product)).cloned().collect();
                match &query.search {
                    None => expected.sort_by_key(|product| std::cmp::Reverse(product.id)),
                    Some(Prefix::Name(_)) => expected.sort_by_key(|product| (product.name_fold(), product.id)),
                    Some(Prefix::Sku(_)) => expected.sort_by_key(|product| (product.sku_fold(), product.id)),
                }
                prop_assert_eq!(shop.all_products(&query, 7).await, expected, "{:?}", query);
            }
        }
    }
    for status in [None].into_iter().chain(Status::ALL.map(Some)) {
        let query = OrderQuery { status, ..OrderQuery::default() };
        let mut expected: Vec<Order> = model.orders.iter().filter(|order| query.matches(order)).cloned().collect();
        expected.sort_by_key(|order| std::cmp::Reverse(order.id));
        prop_assert_eq!(shop.all_orders(&query, 7).await, expected, "{:?}", query);
    }
    Ok(())
}

async fn history<F: Fixture>(backend: &F, n: usize, steps: Vec<Action>) -> Result<usize, TestCaseError> {
    let cast = Cast::create(backend, &format!("company-{n}"), Tier::Premium, "UTC").await;
    let shop = Shop(cast.owner.enter(backend).await);
    let mut model = Model::default();
    for step in &steps {
        run(&shop, &mut model, step).await?;
    }
    lists_agree(&shop, &model).await?;
    backend.settle().await;
    insights_follow_from(&shop).await;
    let (key, record) = backend.worker().tenant(cast.id).await.expect("a look-up").expect("a tenant");
    let live = model.products.iter().filter(|product| !product.archived).count() as u64;
    prop_assert_eq!(counter_of(backend, &key, &Counter::Products).await, live);
    let month = Counter::Orders(record.month(backend.app().now()));
    prop_assert_eq!(counter_of(backend, &key, &month).await, model.orders.len() as u64);
    let mut stock: BTreeMap<ProductId, i64> = BTreeMap::new();
    for product in &model.products {
        let page = tenantry_core::domain::page::PageRequest { limit: 1_000, cursor: None };
        let movements = shop.0.movements(product.id, &page).await.expect("a ledger").items;
        stock.insert(product.id, movements.iter().map(|movement| movement.delta).sum());
    }
    for product in &model.products {
        prop_assert_eq!(stock[&product.id], product.inventory as i64);
    }
    Ok(steps.len())
}

/// `CONFORMANCE_HISTORIES` histories of up to forty steps, each on a tenant of its own.
pub(crate) async fn random_histories_are_as_in_the_model<F: Fixture>() {
    let cases = count_from_env("CONFORMANCE_HISTORIES", 32);
    let backend = F::open(Setup::default()).await;
    let (runs, walked) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let config = Config { cases: cases as u32, failure_persistence: None, ..Config::default() };
    let outcome = tokio::task::block_in_place(|| {
        let runtime = tokio::runtime::Handle::current();
        TestRunner::new(config).run(&steps(), |steps| {
            runs.set(runs.get() + 1);
            // Each history may sign in anew: the throttle must not see one hour.
            backend.clock().advance(jiff::SignedDuration::from_secs(60));
            let done = runtime.block_on(history(&backend, runs.get(), steps))?;
            walked.set(walked.get() + done);
            Ok(())
        })
    });
    println!("{} histories, {} steps", runs.get(), walked.get());
    if let Err(failed) = outcome {
        unreachable!("{failed}");
    }
}

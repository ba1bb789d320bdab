//! Lists: the filters answer as core's definition of them does, walking loses
//! and doubles nothing, and a cursor serves its own list only.

use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        ids::ProductId,
        order::{Order, OrderDraft, OrderInput, OrderQuery},
        order_status::Status,
        page::PageRequest,
        precondition::Precondition,
        product::{Prefix, Product, ProductDraft, ProductQuery, StockLevel},
        text::{fold, fold_email},
    },
};

use crate::{
    Cast, Fixture, Setup, Shop,
    shop::{draft, euros, order_draft, order_input},
};

const SIZES: [usize; 6] = [1, 2, 3, 7, 20, 100];

async fn catalogue(shop: &Shop) -> Vec<Product> {
    let names =
        ["Äpfel", "apple", "Apple pie", "apple", "Zebra", "zoo", "Ａpple wide", "ap", "b", "100%_cotton", "ab'c"];
    let mut made = Vec::new();
    for (n, name) in names.iter().cycle().take(33).enumerate() {
        let price = format!("{}.{:02}", n % 5, n % 3);
        let product = ProductDraft {
            category: ["fruit", "animals", "Fruit"].get(n % 4).map(|name| (*name).to_owned()),
            sku: (n % 3 > 0).then(|| format!("{}-{n}", if n % 2 == 0 { "AB" } else { "ab" })),
            inventory: [0, 1, 5, 6, 1_000][n % 5],
            ..draft(name, &price, 0)
        };
        made.push(shop.try_create(product).await.expect("a product"));
    }
    for product in made.iter().step_by(6) {
        shop.archive(product.id).await.expect("archived");
    }
    let mut all = Vec::new();
    for product in made {
        all.push(Product::clone(&*shop.0.product(product.id).await.expect("a product")));
    }
    all
}

fn product_queries() -> Vec<ProductQuery> {
    let some = |text: &str| Some(text.to_owned());
    let searches = [
        None,
        Some(Prefix::Name(fold("AP"))),
        Some(Prefix::Name(fold("apple"))),
        Some(Prefix::Name(fold("ä"))),
        Some(Prefix::Name(fold("100%"))),
        Some(Prefix::Name(fold("ab'"))),
        Some(Prefix::Name(String::new())),
        Some(Prefix::Name(fold("nothing"))),
        Some(Prefix::Sku(fold("AB-"))),
        Some(Prefix::Sku(fold("ab-1"))),
    ];
    let mut queries = Vec::new();
    for archived in [false, true] {
        for search in &searches {
            for category in [None, some("fruit"), some("Fruit"), some("none")] {
                for stock in [None, Some(StockLevel::In), Some(StockLevel::Low), Some(StockLevel::Out)] {
                    for (price_min, price_max) in
                        [(None, None), (Some(euros("1.01")), None), (Some(euros("1.00")), Some(euros("3.02")))]
                    {
                        let (category, search) = (category.clone(), search.clone());
                        queries.push(ProductQuery {
                            archived: Some(archived),
                            category,
                            price_min,
                            price_max,
                            stock,
                            search,
                            ..ProductQuery::default()
                        });
                    }
                }
            }
        }
    }
    queries
}

fn expected_products(all: &[Product], query: &ProductQuery) -> Vec<Product> {
    let mut expected: Vec<Product> = all.iter().filter(|product| query.matches(product)).cloned().collect();
    match &query.search {
        None => expected.sort_by_key(|product| std::cmp::Reverse(product.id)),
        Some(Prefix::Name(_)) => expected.sort_by_key(|product| (product.name_fold(), product.id)),
        Some(Prefix::Sku(_)) => expected.sort_by_key(|product| (product.sku_fold(), product.id)),
    }
    expected
}

pub(crate) async fn products_answer_as_the_filter_says<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Cast::found(&backend, "other").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    catalogue(&Shop(other.owner.enter(&backend).await)).await;
    let all = catalogue(&shop).await;
    let (mut walks, mut found) = (0, 0);
    for (n, query) in product_queries().into_iter().enumerate() {
        let expected = expected_products(&all, &query);
        found += expected.len();
        // The unfiltered lists are walked with every size, the others in turn.
        let narrow = query.category.is_some() || query.stock.is_some() || query.price_min.is_some();
        let sizes = if narrow { &SIZES[n % SIZES.len()..][..1] } else { &SIZES[..] };
        for size in sizes {
            walks += 1;
            assert_eq!(shop.all_products(&query, *size).await, expected, "{query:?} by {size}");
        }
    }
    println!("{walks} walks over product lists, {found} matches");
    // What is added during the walk is newer, so the walk neither loses nor doubles.
    let first =
        shop.0.products(&ProductQuery::default(), &PageRequest { limit: 3, cursor: None }).await.expect("a page");
    shop.create("Late", "1.00", 1).await;
    let rest = PageRequest { limit: 100, cursor: first.next_cursor };
    let rest = shop.0.products(&ProductQuery::default(), &rest).await.expect("a page");
    let walked: Vec<Product> = first.items.iter().chain(&rest.items).map(|product| Product::clone(product)).collect();
    assert_eq!(walked, expected_products(&all, &ProductQuery::default()));
}

async fn ledger(backend: &impl Fixture, shop: &Shop, products: &[ProductId]) -> Vec<Order> {
    let mut all = Vec::new();
    let emails = ["ada@example.com", "Ada@Example.com", "bob@example.com", "JOSE@exämple.de", "jose@exämple.de"];
    for n in 0..30usize {
        backend.clock().advance(jiff::SignedDuration::from_hours(7));
        let lines = [(products[n % 2], 1 + n as i64 % 3)];
        let input = OrderInput { customer_email: emails[n % 5], ..order_input(&lines) };
        let reference = (n % 4 == 0).then(|| format!("INV {n}"));
        let draft = OrderDraft { external_ref: reference, ..OrderDraft::new(input).expect("a draft") };
        let placed = shop.place(&draft, &Attempt::default()).await.expect("an order");
        let order: Order = crate::cast::read(&placed.answer);
        let way = [&[][..], &[Status::Confirmed], &[Status::Confirmed, Status::Shipped], &[Status::Cancelled]][n % 4];
        for step in way {
            shop.advance(order.id, *step).await.expect("a step");
        }
        all.push(shop.0.order(order.id).await.expect("an order"));
    }
    all
}

pub(crate) async fn orders_answer_as_the_filter_says<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Cast::found(&backend, "other").await;
    for tenant in [&other, &cast] {
        let shop = Shop(tenant.owner.enter(&backend).await);
        let products = [shop.create("One", "1.00", 1_000).await.id, shop.create("Two", "2.00", 1_000).await.id];
        let start = backend.clock().clone();
        let begun = tenantry_core::ports::env::Clock::now(&start);
        let all = ledger(&backend, &shop, &products).await;
        start.set(begun);
        if tenant.id == cast.id {
            check_orders(&shop, &all).await;
        }
    }
}

async fn check_orders(shop: &Shop, all: &[Order]) {
    let some = |text: &str| Some(text.to_owned());
    let times = [None, Some(all[5].created_at), Some(all[20].created_at)];
    let mut walks = 0;
    for status in [None].into_iter().chain(Status::ALL.map(Some)) {
        for email in [None, some("ADA@example.com"), some("jose@EXÄMPLE.de"), some("nobody@example.com")] {
            for (from, to) in [(times[0], times[0]), (times[1], times[0]), (times[0], times[2]), (times[1], times[2])] {
                for external_ref in [None, some("INV 8"), some("inv 8"), some("INV 1")] {
                    let customer_email = email.clone();
                    let query = OrderQuery { status, customer_email, from, to, external_ref, ..OrderQuery::default() };
                    let mut expected: Vec<Order> = all.iter().filter(|order| query.matches(order)).cloned().collect();
                    expected.sort_by_key(|order| std::cmp::Reverse(order.id));
                    let narrow = query.external_ref.is_some() || query.status.is_some();
                    let sizes = if narrow { &SIZES[walks % SIZES.len()..][..1] } else { &SIZES[..] };
                    for size in sizes {
                        walks += 1;
                        assert_eq!(shop.all_orders(&query, *size).await, expected, "{query:?} by {size}");
                    }
                }
            }
        }
    }
    for (n, prefix) in ["ada@", "ADA", "b", "jose@", "", "nobody", "a%", "_"].into_iter().enumerate() {
        let query = OrderQuery {
            email_prefix: Some(fold_email(prefix)),
            status: [None, Some(Status::Pending)][n % 2],
            ..OrderQuery::default()
        };
        let mut expected: Vec<Order> = all.iter().filter(|order| query.matches(order)).cloned().collect();
        expected.sort_by_key(|order| std::cmp::Reverse((fold_email(&order.customer_email), order.id)));
        for size in SIZES {
            walks += 1;
            assert_eq!(shop.all_orders(&query, size).await, expected, "{query:?} by {size}");
        }
    }
    println!("{walks} walks over order lists");
}

pub(crate) async fn a_cursor_serves_its_list_only<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Cast::found(&backend, "other").await;
    let (shop, stranger) = (Shop(cast.owner.enter(&backend).await), Shop(other.owner.enter(&backend).await));
    for shop in [&shop, &stranger] {
        for n in 0..3 {
            let id = shop.create(&format!("Product {n}"), "1.00", 10).await.id;
            shop.place(&order_draft(&[(id, 1)], None), &Attempt::default()).await.expect("an order");
        }
    }
    let query = ProductQuery::default();
    let page = |cursor: &str| PageRequest { limit: 2, cursor: Some(cursor.to_owned()) };
    let first = shop.0.products(&query, &PageRequest { limit: 2, cursor: None }).await.expect("a page");
    let cursor = first.next_cursor.expect("a cursor");
    assert_eq!(shop.0.products(&query, &page(&cursor)).await.expect("a page").items.len(), 1);

    let other_filters = ProductQuery { category: Some("fruit".to_owned()), ..query.clone() };
    let bent = cursor.char_indices().map(|(at, letter)| {
        let other = if letter == 'A' { "B" } else { "A" };
        format!("{}{other}{}", &cursor[..at], &cursor[at + 1..])
    });
    let mut bad: Vec<String> = bent.collect();
    bad.extend(["", "A", "====", "не курсор", &cursor[1..], &format!("{cursor}A")].map(str::to_owned));
    println!("{} bent cursors", bad.len());
    for cursor in &bad {
        let refused = shop.0.products(&query, &page(cursor)).await;
        assert!(matches!(refused, Err(Error::BadCursor)), "{cursor}: {refused:?}");
    }
    let refused = shop.0.products(&other_filters, &page(&cursor)).await;
    assert!(matches!(refused, Err(Error::BadCursor)), "other filters: {refused:?}");
    let refused = stranger.0.products(&query, &page(&cursor)).await;
    assert!(matches!(refused, Err(Error::BadCursor)), "another tenant: {refused:?}");
    let refused = shop.0.orders(&OrderQuery::default(), &page(&cursor)).await;
    assert!(matches!(refused, Err(Error::BadCursor)), "another list: {refused:?}");
    let refused = shop.0.movements(first.items[0].id, &page(&cursor)).await;
    assert!(matches!(refused, Err(Error::BadCursor)), "another list: {refused:?}");
    let refused = cast.owner.admin(&backend).await.members(&page(&cursor)).await;
    assert!(matches!(refused, Err(Error::BadCursor)), "another list: {refused:?}");
    // An edit in between does not spoil the cursor.
    shop.edit(first.items[1].id, &Precondition::Any, |draft| draft.name = "Later".to_owned()).await.expect("a save");
    assert_eq!(shop.0.products(&query, &page(&cursor)).await.expect("a page").items.len(), 1);
}

//! One text, looked for in every place where people would look.

use tenantry_core::{
    Error,
    domain::{
        idempotency::Attempt,
        order::{Order, OrderDraft},
    },
    usecases::{Found, Matched},
};

use crate::{
    Cast, Fixture, Setup, Shop,
    cast::read,
    shop::{draft, order_draft},
};

async fn order(
    shop: &Shop,
    product: tenantry_core::domain::ids::ProductId,
    email: &str,
    reference: Option<&str>,
) -> Order {
    let draft = OrderDraft { customer_email: email.to_owned(), ..order_draft(&[(product, 1)], reference) };
    read(&shop.place(&draft, &Attempt::default()).await.expect("an order").answer)
}

/// Returns the names of the products and the customers of the orders that were found.
fn said(found: &Found) -> Vec<String> {
    let products = found.products.iter().map(|(matched, product)| format!("{} {}", matched.name(), product.name));
    let orders = found.orders.iter().map(|(matched, order)| format!("{} {}", matched.name(), order.customer_email));
    products.chain(orders).collect()
}

pub(crate) async fn things_are_found_where_people_look<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let other = Cast::found(&backend, "other").await;
    let (shop, stranger) = (Shop(cast.owner.enter(&backend).await), Shop(other.owner.enter(&backend).await));
    let board = shop.create_sku("Walnut board", "BRD-40").await.expect("a product");
    let gone = shop.create("Walnut bowl", "1.00", 5).await;
    shop.archive(gone.id).await.expect("archived");
    let lamp = shop.create("Lamp", "1.00", 50).await;
    let carla = order(&shop, lamp.id, "Carla@customers.example", Some("INV-7")).await;
    order(&shop, lamp.id, "carl@customers.example", None).await;
    let theirs = stranger.create("Walnut lamp", "1.00", 5).await;
    let theirs = order(&stranger, theirs.id, "carla@customers.example", Some("INV-8")).await;

    let number = carla.number();
    let id = carla.id.to_string();
    for (text, expected) in [
        ("WALNUT", &["name Walnut board"][..]),
        ("brd", &["sku Walnut board"]),
        ("lam", &["name Lamp"]),
        (number.as_str(), &["number Carla@customers.example"]),
        (&number.to_lowercase().replace('-', " "), &["number Carla@customers.example"]),
        ("INV-7", &["external_ref Carla@customers.example"]),
        (id.as_str(), &["id Carla@customers.example"]),
        (&id[..35], &["id Carla@customers.example"]),
        (&id.replace('-', "")[..31].to_uppercase(), &["id Carla@customers.example"]),
        ("carla@", &["customer_email Carla@customers.example"]),
        ("CARL", &["customer_email Carla@customers.example", "customer_email carl@customers.example"]),
        ("INV-8", &[]),
        (&theirs.number(), &[]),
        (&theirs.id.to_string(), &[]),
        ("alnut", &[]),
        ("%", &[]),
    ] {
        assert_eq!(said(&shop.0.search(text, 5).await.expect("a search")), expected, "{text}");
    }
    assert_eq!(shop.0.search("brd", 5).await.expect("a search").products[0].1.id, board.id);
    for (text, limit) in [(" ", 5), ("a", 0), ("a", 21), (&*"a".repeat(201), 5)] {
        let refused = shop.0.search(text, limit).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{text}: {refused:?}");
    }
}

pub(crate) async fn each_is_found_once_and_few_of_a_kind<F: Fixture>() {
    let backend = F::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    for n in 0..8 {
        let named = tenantry_core::domain::product::ProductDraft {
            sku: Some(format!("twin-{n}")),
            ..draft(&format!("Twin {n}"), "1.00", 100)
        };
        shop.try_create(named).await.expect("a product");
    }
    let twins = shop.0.search("twin", 5).await.expect("a search");
    assert_eq!(twins.products.len(), 5);
    assert!(twins.products.iter().all(|(matched, _)| *matched == Matched::Sku), "under the first way only");
    let all = shop.0.search("twin", 20).await.expect("a search");
    assert_eq!(all.products.len(), 8);
    let product = all.products[0].1.id;
    let mut newest = Vec::new();
    for _ in 0..7 {
        newest.insert(0, order(&shop, product, "carla@customers.example", None).await.id);
    }
    let found = shop.0.search("carla@customers.example", 5).await.expect("a search");
    assert_eq!(found.orders.iter().map(|(_, order)| order.id).collect::<Vec<_>>(), newest[..5], "the newest first");
}

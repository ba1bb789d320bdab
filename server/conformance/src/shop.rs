//! What a member does all day, in few words; answers carry the entity as JSON.

use tenantry_core::{
    Result, Tenant, TenantKey,
    domain::{
        idempotency::{Attempt, Outcome},
        ids::{OrderId, ProductId, TenantId, UserId},
        insights::DayRange,
        order::{Order, OrderChange, OrderDraft, OrderQuery},
        order_status::Status,
        page::{PageRequest, Slice},
        precondition::Precondition,
        product::{Product, ProductDraft, ProductQuery},
    },
    ports::commit::{Counter, DocumentKind},
};

pub use tenantry_fixtures::{
    CUSTOMER, euros, order_draft, order_input, product_draft as draft, product_input as input,
};

use crate::{
    Fixture,
    cast::{json, read},
};

/// A member's handle with shorthands.
#[derive(Clone)]
pub struct Shop(pub Tenant);

/// Returns a try under an `Idempotency-Key`.
pub fn attempt(principal: UserId, key: &str, request: &str) -> Attempt {
    Attempt::new(principal, "POST", "/v1/orders", Some(key), &[request.as_bytes()])
}

pub fn product_answer(product: &Product) -> tenantry_core::domain::idempotency::Answer {
    json(product)
}

pub fn order_answer(order: &Order) -> tenantry_core::domain::idempotency::Answer {
    json(order)
}

impl Shop {
    pub fn user(&self) -> UserId {
        self.0.member().expect("a member").user
    }

    pub async fn try_create(&self, draft: ProductDraft) -> Result<Product> {
        let made = self.0.create_product(draft, &Attempt::default(), product_answer).await?;
        Ok(read(&made.answer))
    }

    pub async fn create(&self, name: &str, price: &str, stock: i64) -> Product {
        self.try_create(draft(name, price, stock)).await.expect("a product")
    }

    pub async fn create_sku(&self, name: &str, sku: &str) -> Result<Product> {
        self.try_create(ProductDraft { sku: Some(sku.to_owned()), ..draft(name, "1.00", 1) }).await
    }

    pub async fn edit(
        &self,
        id: ProductId,
        seen: &Precondition,
        revise: impl Fn(&mut ProductDraft) + Send + Sync,
    ) -> Result<Product> {
        let revise = |current: &Product| {
            let mut draft = current.draft();
            revise(&mut draft);
            Ok(draft)
        };
        let saved = self.0.update_product(id, seen, &Attempt::default(), revise, product_answer).await?;
        Ok(read(&saved.answer))
    }

    pub async fn archive(&self, id: ProductId) -> Result<Product> {
        let done = self.0.archive_product(id, &Precondition::Any, &Attempt::default(), product_answer).await?;
        Ok(read(&done.answer))
    }

    pub async fn restore(&self, id: ProductId) -> Result<Product> {
        let done = self.0.restore_product(id, &Precondition::Any, &Attempt::default(), product_answer).await?;
        Ok(read(&done.answer))
    }

    pub async fn place(&self, draft: &OrderDraft, attempt: &Attempt) -> Result<Outcome> {
        self.0.place_order(draft, attempt, order_answer).await
    }

    pub async fn try_order(&self, lines: &[(ProductId, i64)]) -> Result<Order> {
        let placed = self.place(&order_draft(lines, None), &Attempt::default()).await?;
        Ok(read(&placed.answer))
    }

    pub async fn order(&self, lines: &[(ProductId, i64)]) -> Order {
        self.try_order(lines).await.expect("an order")
    }

    pub async fn advance(&self, id: OrderId, to: Status) -> Result<Order> {
        let revise = |current: &Order| OrderChange::new(to, current.note.as_deref(), current.tracking.as_deref());
        let moved = self.0.update_order(id, &Precondition::Any, &Attempt::default(), revise, order_answer).await?;
        Ok(read(&moved.answer))
    }

    pub async fn stock(&self, id: ProductId) -> u64 {
        self.0.product(id).await.expect("a product").inventory
    }

    /// Returns all pages of a list, walked with pages of `limit`.
    pub async fn all_products(&self, query: &ProductQuery, limit: usize) -> Vec<Product> {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.0.products(query, &PageRequest { limit, cursor }).await.expect("a page");
            assert!(page.items.len() <= limit, "{} items in a page of {limit}", page.items.len());
            all.extend(page.items.iter().map(|product| Product::clone(product)));
            cursor = page.next_cursor;
            if cursor.is_none() {
                return all;
            }
        }
    }

    pub async fn all_orders(&self, query: &OrderQuery, limit: usize) -> Vec<Order> {
        let (mut all, mut cursor) = (Vec::new(), None);
        loop {
            let page = self.0.orders(query, &PageRequest { limit, cursor }).await.expect("a page");
            assert!(page.items.len() <= limit, "{} items in a page of {limit}", page.items.len());
            all.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                return all;
            }
        }
    }
}

/// Runs `each` in many tasks at once.
pub async fn at_once<T, Task>(tasks: impl IntoIterator<Item = Task>) -> Vec<T>
where
    T: Send + 'static,
    Task: Future<Output = T> + Send + 'static,
{
    let running: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
    let mut done = Vec::with_capacity(running.len());
    for task in running {
        done.push(task.await.expect("a task that ends"));
    }
    done
}

/// Everything that a store keeps of one tenant, as text, to be compared.
pub async fn snapshot<F: Fixture>(backend: &F, tenant: TenantId) -> String {
    use std::fmt::Write as _;
    let (key, record) = backend.worker().tenant(tenant).await.expect("a look-up").expect("a tenant");
    let store = backend.store();
    let mut text = String::new();
    for archived in [false, true] {
        let query = ProductQuery { archived: Some(archived), ..ProductQuery::default() };
        for product in all(async |from| store.products(&key, &query, from, 100).await.expect("a slice")).await {
            let movements = all(async |from| store.ledger(&key, product.id, from, 100).await.expect("a slice")).await;
            let _ = writeln!(text, "{product:?}\n{movements:?}");
        }
    }
    let orders = all(async |from| store.orders(&key, &OrderQuery::default(), from, 100).await.expect("a slice")).await;
    let range = everything();
    let _ = writeln!(text, "{orders:?}");
    let _ = writeln!(text, "{:?}", store.sales(&key, range).await.expect("sales"));
    let _ = writeln!(text, "{:?}", store.top_products(&key, range, 1_000).await.expect("products"));
    let _ = writeln!(text, "{:?}", store.hour_sales(&key, range).await.expect("sales"));
    let _ = writeln!(text, "{:?}", store.category_sales(&key, range).await.expect("sales"));
    let _ = writeln!(text, "{:?}", store.customers(&key, range).await.expect("customers"));
    let _ = writeln!(text, "{:?}", store.order_counts(&key).await.expect("counts"));
    for order in &orders {
        let _ = writeln!(text, "{:?}", store.order_mails(&key, order.id).await.expect("mails"));
    }
    let _ = writeln!(text, "{:?}", store.journal(&key, None, 100_000).await.expect("a journal"));
    for kind in DocumentKind::ALL {
        let _ = writeln!(text, "{:?}", store.document(&key, kind).await.expect("a document"));
    }
    let resources = all(async |from| store.all_resources(&key, from, 100).await.expect("a slice")).await;
    let _ = writeln!(text, "{resources:?}");
    for counter in [Counter::Products, Counter::Orders(record.month(backend.app().now()))] {
        let _ = writeln!(text, "{counter:?} {}", counter_of(backend, &key, &counter).await);
    }
    let _ = writeln!(text, "{record:?} {:?}", store.oldest_unseen(&key).await.expect("a look"));
    text
}

async fn all<T>(slice: impl AsyncFn(Option<&tenantry_core::domain::page::Position>) -> Slice<T>) -> Vec<T> {
    let (mut items, mut from) = (Vec::new(), None);
    loop {
        let slice = slice(from.as_ref()).await;
        items.extend(slice.items);
        match slice.next {
            Some(next) => from = Some(next),
            None => return items,
        }
    }
}

pub async fn counter_of<F: Fixture>(backend: &F, key: &TenantKey, counter: &Counter) -> u64 {
    backend.store().counter(key, counter).await.expect("a counter")
}

/// A range of all days that a test can place an order on.
pub fn everything() -> DayRange {
    DayRange { from: jiff::civil::date(2000, 1, 1), to: jiff::civil::date(2100, 1, 1) }
}

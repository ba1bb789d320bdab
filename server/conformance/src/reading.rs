//! Whatever a backend keeps in memory: nobody reads a state older than one that
//! was answered, and never another tenant's.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use tenantry_core::domain::{
    ids::ProductId,
    money::Money,
    page::PageRequest,
    precondition::Precondition,
    product::{Product, ProductQuery},
};

use crate::{Cast, Fixture, Setup, Shop, count_from_env, shop::at_once};

/// One tenant at work: a writer who sells and reprices, and the answers it got.
struct Stall {
    shop: Shop,
    name: &'static str,
    product: ProductId,
    /// Pieces left and version, as last answered.
    left: AtomicU64,
    version: AtomicU64,
    done: AtomicBool,
}

impl Stall {
    /// By one writer, pieces only get fewer and versions only rise.
    async fn see(&self) -> (u64, u64) {
        let product = self.shop.0.product(self.product).await.expect("a product");
        assert_eq!(product.name, self.name, "another tenant's product");
        (product.inventory, product.version)
    }

    async fn see_in_list(&self) -> (u64, u64) {
        let page = self.shop.0.products(&ProductQuery::default(), &PageRequest::default()).await.expect("a page");
        let [product] = &page.items[..] else { unreachable!("one product: {:?}", page.items) };
        let product: &Product = product;
        assert_eq!((product.id, product.name.as_str()), (self.product, self.name), "another tenant's product");
        (product.inventory, product.version)
    }

    /// The writer's own reads are exact.
    async fn work(&self, steps: u64) {
        for step in 0..steps {
            if step % 5 == 4 {
                let price = Money::from_minor(1_000 + step as i64);
                let saved = self.shop.edit(self.product, &Precondition::Any, |draft| draft.price = price).await;
                saved.expect("a new price");
                self.version.fetch_add(1, Ordering::SeqCst);
            } else {
                self.shop.try_order(&[(self.product, 1)]).await.expect("an order");
                self.left.fetch_sub(1, Ordering::SeqCst);
            }
            let now = (self.left.load(Ordering::SeqCst), self.version.load(Ordering::SeqCst));
            assert_eq!(self.see().await, now, "after step {step}");
            assert_eq!(self.see_in_list().await, now, "in the list after step {step}");
        }
        self.done.store(true, Ordering::SeqCst);
    }

    /// Others may be ahead of what was answered, never behind, and never go back.
    async fn watch(&self, listed: bool) -> u64 {
        let (mut looks, mut last) = (0, (u64::MAX, 0));
        while !self.done.load(Ordering::SeqCst) {
            let answered = (self.left.load(Ordering::SeqCst), self.version.load(Ordering::SeqCst));
            let seen = if listed { self.see_in_list().await } else { self.see().await };
            assert!(seen.0 <= answered.0 && seen.1 >= answered.1, "{seen:?} is older than {answered:?}");
            assert!(seen.0 <= last.0 && seen.1 >= last.1, "{seen:?} is older than {last:?}");
            last = seen;
            looks += 1;
            tokio::task::yield_now().await;
        }
        looks
    }
}

pub(crate) async fn nobody_reads_what_is_past_or_anothers<F: Fixture>() {
    let steps = count_from_env("CONFORMANCE_READS", 100) as u64;
    let backend = F::open(Setup::default()).await;
    let mut stalls = Vec::new();
    for name in ["acme", "umbrella"] {
        let cast = Cast::found(&backend, name).await;
        let shop = Shop(cast.owner.enter(&backend).await);
        let product = shop.create(name, "10.00", 1_000_000).await;
        stalls.push(Arc::new(Stall {
            shop,
            name,
            product: product.id,
            left: AtomicU64::new(product.inventory),
            version: AtomicU64::new(product.version),
            done: AtomicBool::new(false),
        }));
    }
    let watchers = stalls.iter().flat_map(|stall| [false, false, true].map(|listed| (stall.clone(), listed)));
    let watching = at_once(watchers.map(|(stall, listed)| async move { stall.watch(listed).await }));
    let working = at_once(stalls.clone().into_iter().map(|stall| async move { stall.work(steps).await }));
    let (looks, _) = tokio::join!(watching, working);
    println!("{} looks beside {steps} changes of each of two tenants", looks.iter().sum::<u64>());
}

//! Fills a data directory through the rules themselves, before a server opens
//! it: tenants by the operator, people by invitation, products in commits.

use std::path::Path;

use anyhow::{Context, Result, bail};
use futures_util::future::try_join_all;
use secrecy::{ExposeSecret, SecretString};
use tenantry_core::{
    App, Caller, Operator, Settings, Worker,
    domain::{
        api_key::{NewApiKey, Scope},
        event::EventKind,
        idempotency::{Answer, Attempt},
        ids::{ProductId, TenantId},
        journal::Entry,
        money::Money,
        product::{Product, ProductDraft, ProductInput},
        signing::{Purpose, Signer},
        tenant::{Placement, TenantProfile},
        tier::Tier,
    },
    ports::{
        commit::{Commit, Counter, Expect, Write},
        control::ControlStore,
        store::Store,
    },
    usecases::{Joining, NewTenant},
};
use tenantry_embedded::{Backend, Config};
use tenantry_fixtures::product_input;
use uuid::Uuid;

/// What an installation holds.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub tenants: usize,
    /// The number of these with a signed-in member.
    pub signed_in: usize,
    pub products: usize,
}

/// A tenant that requests are made in.
#[derive(Clone, Debug)]
pub struct Shop {
    pub email: String,
    pub token: String,
    /// The token of an API key that reads products.
    pub key: String,
    pub products: Vec<Uuid>,
}

/// Of everybody who is measured with; the data is gone after the run.
pub const PASSWORD: &str = "correct horse battery staple";
/// Products that one commit writes.
const AT_ONCE: usize = 200;

pub fn fill(folder: &Path, shape: Shape) -> Result<Vec<Shop>> {
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let backend = Backend::open(Config { hashing_threads: 2, ..Config::new(folder) })?;
        let settings = Settings::new(backend.signer(), "http://localhost");
        let ports = backend.ports();
        let (control, store) = (ports.control.clone(), ports.store.clone());
        let (app, worker) = tenantry_core::usecases::open(ports, settings);
        let filling = Filling { app, worker, control, store, signer: backend.signer() };
        let shops = filling.run(shape).await;
        drop(filling);
        backend.close().await;
        shops
    })
}

struct Filling {
    app: App,
    worker: Worker,
    control: std::sync::Arc<dyn ControlStore>,
    store: std::sync::Arc<dyn Store>,
    signer: Signer,
}

impl Filling {
    async fn run(&self, shape: Shape) -> Result<Vec<Shop>> {
        let operator = self.operator().await?;
        let mut tenants = Vec::with_capacity(shape.tenants);
        for start in (0..shape.tenants).step_by(500) {
            let end = shape.tenants.min(start + 500);
            tenants.extend(try_join_all((start..end).map(|n| self.tenant(&operator, n))).await?);
        }
        let mut products = Vec::with_capacity(shape.tenants);
        for some in tenants.chunks(64) {
            products.extend(try_join_all(some.iter().map(|tenant| self.products(*tenant, shape.products))).await?);
        }
        // Fewer at once than the hashers' queue holds.
        let people: Vec<(usize, TenantId)> = tenants.iter().copied().enumerate().take(shape.signed_in).collect();
        let mut shops = Vec::with_capacity(shape.signed_in);
        for some in people.chunks(32) {
            shops.extend(try_join_all(some.iter().map(|(n, tenant)| self.person(*n, *tenant))).await?);
        }
        let shop = |((email, token, key), products)| Shop { email, token, key, products };
        Ok(shops.into_iter().zip(products).map(shop).collect())
    }

    async fn operator(&self) -> Result<Operator> {
        let password = SecretString::from(PASSWORD);
        self.worker.create_operator("operator@example.com", "Robin Hale", &password).await?;
        let tokens = self.app.sign_in_operator("operator@example.com", &password, "bench").await?.tokens()?;
        match self.app.authenticate(tokens.access.expose_secret(), None).await? {
            Caller::Operator(operator) => Ok(operator),
            Caller::Member(_) => bail!("the operator is a member"),
        }
    }

    async fn tenant(&self, operator: &Operator, n: usize) -> Result<TenantId> {
        let profile = TenantProfile::new(&format!("Shop {n}"), &email(n), "Europe/Berlin")?;
        let new = NewTenant::new(profile, "EUR", Tier::Enterprise, Placement::Pool)?;
        let outcome = operator.create_tenant(&new, &Attempt::default(), |tenant| Answer::new(&tenant.id)).await?;
        Ok(outcome.answer.read()?)
    }

    /// Signs the tenant's owner up; returns their email address, their access token, and that of an API key.
    async fn person(&self, n: usize, tenant: TenantId) -> Result<(String, String, String)> {
        let password = SecretString::from(PASSWORD);
        let open = self.control.invitations(tenant, None, 1).await?;
        let invitation = open.items.first().context("the owner was not invited")?.id;
        let token = self.signer.signed_token(Purpose::Invitation, invitation.0);
        self.app.join(&token, Joining::new("Olga Owner", password.clone())?, email(n).as_str(), None).await?;
        let tokens = self.app.sign_in(&email(n), &password, email(n).as_str()).await?.tokens()?;
        let Caller::Member(owner) = self.app.authenticate(tokens.access.expose_secret(), None).await? else {
            bail!("the owner is no member");
        };
        let new = NewApiKey::new("Bench", [Scope::ProductsRead], None, self.app.now())?;
        let key = owner.admin()?.create_api_key(new).await?.token;
        Ok((email(n), tokens.access.expose_secret().to_owned(), key.expose_secret().to_owned()))
    }

    async fn products(&self, tenant: TenantId, count: usize) -> Result<Vec<Uuid>> {
        let (key, _) = self.worker.tenant(tenant).await?.context("the tenant is not there")?;
        let products: Vec<Product> = (0..count).map(product).collect::<Result<_>>()?;
        let ids = products.iter().map(|product| product.id.0).collect();
        for some in products.chunks(AT_ONCE) {
            let put = |product: &Product| Write::Product { product: product.clone(), expect: Expect::Absent };
            let counted = Write::Count { counter: Counter::Products, delta: some.len() as i64, max: None };
            let writes = some.iter().map(put).chain([counted]).collect();
            // Without events: what consumers would do with the filling is not what is measured.
            self.store.commit(&key, Commit { writes, entry: entry(tenant), idempotency: None }).await?;
        }
        Ok(ids)
    }
}

fn email(n: usize) -> String {
    format!("owner@shop-{n}.example")
}

fn product(n: usize) -> Result<Product> {
    let draft = ProductDraft::new(ProductInput {
        description: Some("End grain, oiled, 40 x 30 cm. Wipe it dry and oil it twice a year."),
        price: Money::from_minor(6_450 + n as i64 % 1_000),
        category: Some(["Kitchen", "Garden", "Bath", "Office"][n % 4]),
        sku: Some(&format!("BRD-{n}")),
        ..product_input(&format!("Walnut cutting board {n}"), "0.00", 1_000_000_000)
    })?;
    Ok(Product::create(
        ProductId(Uuid::now_v7()),
        draft,
        tenantry_core::domain::time::to_millisecond(jiff::Timestamp::now()),
    ))
}

fn entry(tenant: TenantId) -> Entry {
    let entry = tenantry_fixtures::entry(Some(tenant), EventKind::TenantUpdated, jiff::Timestamp::now());
    Entry { action: "product.created".to_owned(), events: Vec::new(), ..entry }
}

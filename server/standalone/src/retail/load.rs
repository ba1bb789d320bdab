//! One invoice after the other, in the order of the file. An invoice whose
//! order is there already changes nothing at all, so the file can be loaded
//! again at any time.

use std::collections::{BTreeMap, btree_map::Entry};

use anyhow::{Context, Result};
use tenantry_core::domain::money::Money;

use super::{
    client::{Client, NewOrder, NewProduct, OrderLine, Product, Span},
    file::{Invoice, RetailFile, fold},
};

#[derive(Default)]
pub struct Report {
    pub placed: usize,
    pub present: usize,
    pub products_made: usize,
    pub prices_changed: usize,
    /// Invoice number and reason.
    pub not_loaded: Vec<(String, String)>,
    pub orders: Span,
}

pub async fn load(client: &Client, file: &RetailFile) -> Result<Report> {
    let mut loader = Loader { client, sold: file.sold(), products: BTreeMap::new(), report: Report::default() };
    for invoice in &file.invoices {
        loader.invoice(invoice).await.with_context(|| format!("invoice {} can't be loaded", invoice.number))?;
    }
    Ok(loader.report)
}

struct Loader<'a> {
    client: &'a Client,
    /// What the file sells of each SKU: the stock that a new product gets.
    sold: BTreeMap<String, i64>,
    /// By folded SKU, as they are in the shop now.
    products: BTreeMap<String, Product>,
    report: Report,
}

impl Loader<'_> {
    async fn invoice(&mut self, invoice: &Invoice) -> Result<()> {
        if let Some(order) = self.client.order_of(&invoice.number).await? {
            self.report.present += 1;
            self.report.orders.take_in(&order);
            return Ok(());
        }
        let prices = match invoice.prices() {
            Ok(prices) => prices,
            Err(reason) => {
                self.report.not_loaded.push((invoice.number.clone(), reason));
                return Ok(());
            }
        };
        let mut items = Vec::with_capacity(invoice.lines.len());
        for line in &invoice.lines {
            let sku = fold(&line.sku);
            let price = prices.get(&sku).copied().unwrap_or(line.price);
            let product_id = self.product(&sku, &line.sku, &line.name, price).await?;
            items.push(OrderLine { product_id, quantity: line.quantity });
        }
        let order = NewOrder { external_ref: &invoice.number, customer_email: &invoice.customer, items };
        let placed = self.client.place(&order).await?;
        self.report.placed += 1;
        self.report.orders.take_in(&placed);
        Ok(())
    }

    /// Returns the id of the product with this SKU, which is created or gets this price if need be.
    async fn product(&mut self, sku: &str, spelled: &str, name: &str, price: Money) -> Result<String> {
        let slot = match self.products.entry(sku.to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => match self.client.product_of(sku).await? {
                Some(product) => unknown.insert(product),
                None => {
                    let inventory = self.sold.get(sku).copied().unwrap_or_default();
                    let new = NewProduct { name, sku: spelled, price, inventory };
                    self.report.products_made += 1;
                    unknown.insert(self.client.create(&new).await?)
                }
            },
        };
        if slot.price != price {
            *slot = self.client.reprice(&slot.id, price).await?;
            self.report.prices_changed += 1;
        }
        Ok(slot.id.clone())
    }
}

//! Products, their stock, and how they are searched.

pub mod barcode;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    configuration::LOW_STOCK,
    error::Error,
    ids::ProductId,
    journal::Change,
    money::{Currency, Decimal, Money},
    text::{Check, fold},
};
use barcode::BarcodeRemark;

/// The largest stock of a product, in units.
pub const MAX_STOCK: u64 = 1_000_000_000;
/// In minor units: 1000000000.00 EUR, 100000000000 JPY, 100000000.000 KWD.
pub const MAX_PRICE: Money = Money::from_minor(100_000_000_000);

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    pub name: String,
    pub description: Option<String>,
    pub price: Money,
    pub category: Option<String>,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    /// Pieces in stock. It moves without a new version: a sale must not turn
    /// an editor's next save into a conflict.
    pub inventory: u64,
    pub archived: bool,
    pub version: u64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// The fields of a product that its tenant writes, already checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProductDraft {
    pub name: String,
    pub description: Option<String>,
    pub price: Money,
    pub category: Option<String>,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    pub inventory: u64,
}

/// The same fields as they came.
#[derive(Clone, Copy, Debug)]
pub struct ProductInput<'a> {
    pub name: &'a str,
    pub description: Option<&'a str>,
    pub price: Money,
    pub category: Option<&'a str>,
    pub sku: Option<&'a str>,
    pub barcode: Option<&'a str>,
    pub inventory: i64,
}

impl<'a> ProductInput<'a> {
    /// A product of which nothing is said but its name and price. For goods that
    /// are made up, as in sample data and tests: who reads a caller's fields names
    /// each of them, since there a forgotten one is a bug.
    pub fn named(name: &'a str, price: Money) -> Self {
        Self { name, description: None, price, category: None, sku: None, barcode: None, inventory: 0 }
    }
}

impl ProductDraft {
    /// Returns the fields as a caller would send them.
    pub fn input(&self) -> ProductInput<'_> {
        let Self { name, description, price, category, sku, barcode, inventory } = self;
        ProductInput {
            name,
            description: description.as_deref(),
            price: *price,
            category: category.as_deref(),
            sku: sku.as_deref(),
            barcode: barcode.as_deref(),
            inventory: i64::try_from(*inventory).unwrap_or(i64::MAX),
        }
    }

    pub fn new(input: ProductInput<'_>) -> crate::Result<Self> {
        Self::checked(Check::default(), input, MAX_STOCK)
    }

    /// A change of this product: names that are left as they are pass, whatever is asked of new ones.
    pub fn of(current: &Product, input: ProductInput<'_>) -> crate::Result<Self> {
        Self::checked(Self::keeping(current), input, Self::max_stock(current))
    }

    /// What is known before the fields of a change are judged.
    pub fn keeping(current: &Product) -> Check {
        let ProductInput { name, category, sku, barcode, description: _, price: _, inventory: _ } = current.input();
        Check::keeping([Some(name), category, sku, barcode].into_iter().flatten())
    }

    /// The most that a change may set. What was sent back to stock may have brought it above what can be typed in: as
    /// it is, it can be saved again.
    pub fn max_stock(current: &Product) -> u64 {
        MAX_STOCK.max(current.inventory)
    }

    /// With what was found wrong before, so that one answer names all of it.
    pub fn checked(mut check: Check, input: ProductInput<'_>, max_stock: u64) -> crate::Result<Self> {
        if input.price < Money::ZERO {
            check.refuse("/price", "negative", "must not be negative");
        }
        if input.price > MAX_PRICE {
            let detail = format!("must be at most {} of the currency's smallest unit", MAX_PRICE.minor());
            check.refuse("/price", "too_large", detail);
        }
        if input.inventory < 0 {
            check.refuse("/inventory", "negative", "must not be negative");
        }
        if u64::try_from(input.inventory).is_ok_and(|inventory| inventory > max_stock) {
            check.refuse("/inventory", "too_large", format!("must be at most {max_stock}"));
        }
        let draft = Self {
            name: check.name("/name", input.name, 200),
            description: check.optional("/description", input.description, 5_000),
            price: input.price,
            category: check.optional_name("/category", input.category, 100),
            sku: check.optional_name("/sku", input.sku, 64),
            barcode: check.optional_name("/barcode", input.barcode, barcode::MAX),
            inventory: input.inventory.max(0) as u64,
        };
        check.done(draft)
    }
}

/// A price as a caller wrote it, in the tenant's currency; zero where it is none.
pub fn check_price(check: &mut Check, pointer: &str, price: Decimal, currency: Currency) -> Money {
    let wrong = match price.in_currency(currency) {
        Err(error) => (error.code(), error.to_string()),
        Ok(price) if price < Money::ZERO => ("negative", "must not be negative".to_owned()),
        Ok(price) if price > MAX_PRICE => ("too_large", format!("must be at most {}", MAX_PRICE.show(currency))),
        Ok(price) => return price,
    };
    check.refuse(pointer, wrong.0, wrong.1);
    Money::ZERO
}

impl Product {
    /// Returns the writable fields as they are, as a caller would send them.
    pub fn input(&self) -> ProductInput<'_> {
        let Self { name, description, price, category, sku, barcode, inventory, .. } = self;
        ProductInput {
            name,
            description: description.as_deref(),
            price: *price,
            category: category.as_deref(),
            sku: sku.as_deref(),
            barcode: barcode.as_deref(),
            inventory: i64::try_from(*inventory).unwrap_or(i64::MAX),
        }
    }

    /// Returns the writable fields as they are.
    pub fn draft(&self) -> ProductDraft {
        ProductDraft {
            name: self.name.clone(),
            description: self.description.clone(),
            price: self.price,
            category: self.category.clone(),
            sku: self.sku.clone(),
            barcode: self.barcode.clone(),
            inventory: self.inventory,
        }
    }

    pub fn create(id: ProductId, draft: ProductDraft, now: Timestamp) -> Self {
        let ProductDraft { name, description, price, category, sku, barcode, inventory } = draft;
        Self {
            id,
            name,
            description,
            price,
            category,
            sku,
            barcode,
            inventory,
            archived: false,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// Returns the next version with the draft's catalogue fields; stock is moved apart.
    pub fn revise(&self, draft: &ProductDraft, now: Timestamp) -> Self {
        let ProductDraft { name, description, price, category, sku, barcode, inventory: _ } = draft.clone();
        Self {
            name,
            description,
            price,
            category,
            sku,
            barcode,
            version: self.version + 1,
            updated_at: now,
            ..self.clone()
        }
    }

    /// Returns how the next version differs, for the audit; prices are in this currency.
    pub fn changes(&self, next: &Self, currency: Currency) -> Vec<Change> {
        let ProductInput { name, description, price, category, sku, barcode, inventory } = self.input();
        let to = next.input();
        let text = Option::unwrap_or_default;
        [
            Change::between("name", name, to.name),
            Change::of("description", &description, &to.description),
            Change::between("price", price.show(currency), to.price.show(currency)),
            Change::between("category", text(category), text(to.category)),
            Change::between("sku", text(sku), text(to.sku)),
            Change::between("barcode", text(barcode), text(to.barcode)),
            Change::between("inventory", inventory, to.inventory),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The bytes of its texts, which a cache weighs.
    pub fn text_bytes(&self) -> usize {
        let ProductInput { name, description, category, sku, barcode, price: _, inventory: _ } = self.input();
        let texts = [Some(name), description, category, sku, barcode];
        texts.into_iter().flatten().map(str::len).sum()
    }

    /// Returns whether the other says the same: a save that changes nothing makes no
    /// version, so that nobody else has to read anew for it.
    pub(crate) fn says(&self, other: &Self) -> bool {
        let Self { version, updated_at, .. } = *self;
        Self { version, updated_at, ..other.clone() } == *self
    }

    pub fn name_fold(&self) -> String {
        fold(&self.name)
    }

    pub fn category_fold(&self) -> Option<String> {
        self.category.as_deref().map(fold)
    }

    pub fn sku_fold(&self) -> Option<String> {
        self.sku.as_deref().map(fold)
    }

    pub fn barcode_fold(&self) -> Option<String> {
        self.barcode.as_deref().map(fold)
    }

    /// Returns what is remarked upon and not refused: a barcode that can be no GTIN.
    pub fn barcode_remark(&self) -> Option<BarcodeRemark> {
        self.barcode.as_deref().and_then(BarcodeRemark::of)
    }

    pub fn tag(&self) -> ProductTag {
        ProductTag { version: self.version, inventory: self.inventory }
    }
}

/// The entity tag of a product: the version of its catalogue fields and the
/// stock that the reader saw. A save must match the version. A stock that it
/// changes is taken as the difference to what was seen, so a sale in between
/// is neither lost nor a conflict.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProductTag {
    pub version: u64,
    pub inventory: u64,
}

impl std::fmt::Display for ProductTag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}-{}\"", self.version, self.inventory)
    }
}

impl std::str::FromStr for ProductTag {
    type Err = ();

    fn from_str(tag: &str) -> Result<Self, ()> {
        let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).ok_or(())?;
        let (version, inventory) = inner.split_once('-').ok_or(())?;
        Ok(Self { version: version.parse().map_err(drop)?, inventory: inventory.parse().map_err(drop)? })
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StockLevel {
    In,
    Low,
    Out,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub struct ProductQuery {
    /// Nothing for both, which only an export asks for.
    pub archived: Option<bool>,
    /// However it is written.
    pub category: Option<String>,
    pub price_min: Option<Money>,
    pub price_max: Option<Money>,
    pub stock: Option<StockLevel>,
    /// Up to which stock counts as low: the tenant's threshold, not the caller's.
    #[serde(skip)]
    pub low_stock: u64,
    /// The beginning of the barcode, however it is written. It narrows and does not order: DynamoDB keeps no index of
    /// barcodes (ADR 78). Cursors of a version that knew of none stay good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barcode: Option<String>,
    pub search: Option<Prefix>,
}

/// A prefix search orders by what it searches; everything else is newest first.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize)]
pub enum Prefix {
    /// Folded.
    Name(String),
    /// Folded.
    Sku(String),
}

impl Default for ProductQuery {
    fn default() -> Self {
        Self {
            archived: Some(false),
            category: None,
            price_min: None,
            price_max: None,
            stock: None,
            low_stock: LOW_STOCK,
            barcode: None,
            search: None,
        }
    }
}

impl ProductQuery {
    /// The one definition of the filters; adapters may narrow by an index but
    /// must answer as this does.
    pub fn matches(&self, product: &Product) -> bool {
        self.archived.is_none_or(|archived| product.archived == archived)
            && self.category.as_ref().is_none_or(|category| product.category_fold() == Some(fold(category)))
            && self.price_min.is_none_or(|min| product.price >= min)
            && self.price_max.is_none_or(|max| product.price <= max)
            && self.stock.is_none_or(|level| match level {
                StockLevel::In => product.inventory > self.low_stock,
                StockLevel::Low => (1..=self.low_stock).contains(&product.inventory),
                StockLevel::Out => product.inventory == 0,
            })
            && self
                .barcode
                .as_ref()
                .is_none_or(|start| product.barcode_fold().is_some_and(|barcode| barcode.starts_with(&fold(start))))
            && match &self.search {
                None => true,
                Some(Prefix::Name(prefix)) => product.name_fold().starts_with(prefix),
                Some(Prefix::Sku(prefix)) => product.sku_fold().is_some_and(|sku| sku.starts_with(prefix)),
            }
    }

    pub fn check(self) -> crate::Result<Self> {
        if let (Some(min), Some(max)) = (self.price_min, self.price_max)
            && min > max
        {
            return Err(Error::invalid("/price_min", "range", "must not be above price_max"));
        }
        Ok(self)
    }
}

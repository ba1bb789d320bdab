//! The three companies of the demo: who works there, what they sell and how
//! much. The content is fixed; only passwords are random.

mod cycles;
mod home;
mod pottery;

use tenantry_core::domain::{member::Role, tenant::Placement, tier::Tier};

pub static COMPANIES: [&Company; 3] = [&pottery::COMPANY, &cycles::COMPANY, &home::COMPANY];

pub struct Company {
    pub name: &'static str,
    /// The domain of its people's addresses; `.example` never exists (RFC 2606).
    pub domain: &'static str,
    pub tier: Tier,
    pub placement: Placement,
    pub currency: &'static str,
    pub time_zone: &'static str,
    /// The owner's name, and those of the other roles.
    pub owner: &'static str,
    pub people: [(Role, &'static str); 3],
    pub lines: &'static [ProductLine],
    pub orders: usize,
    /// Customers who order now and then.
    pub customers: usize,
    pub max_lines: usize,
    /// Where parcels go.
    pub cities: &'static [(&'static str, &'static str)],
    pub country: &'static str,
    pub carrier: &'static str,
    pub seed: u64,
}

/// A design, sold in a few variants.
pub struct ProductLine {
    pub code: &'static str,
    pub name: &'static str,
    pub category: &'static str,
    /// In hundredths.
    pub price: i64,
    pub description: &'static str,
    pub variants: &'static [Variant],
    /// How often it is asked for, compared with the others.
    pub demand: u32,
}

/// The suffix of the SKU, how it reads in the name, and what it costs more.
pub struct Variant(pub &'static str, pub &'static str, pub i64);

/// A product of the demo.
pub struct Item {
    pub sku: String,
    pub name: String,
    pub description: &'static str,
    pub category: &'static str,
    pub price: i64,
    pub demand: u32,
}

impl Company {
    pub fn items(&self) -> Vec<Item> {
        let each = |line: &'static ProductLine| {
            line.variants.iter().map(move |Variant(code, label, more)| Item {
                sku: format!("{}-{code}", line.code),
                name: format!("{}, {label}", line.name),
                description: line.description,
                category: line.category,
                price: line.price + more,
                demand: line.demand,
            })
        };
        self.lines.iter().flat_map(each).collect()
    }

    pub fn email(&self, role: Role) -> String {
        format!("{role}@{}", self.domain)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_shelf_is_full_and_no_sku_stands_twice() {
        let counts = COMPANIES.map(|company| {
            let items = company.items();
            let skus: HashSet<_> = items.iter().map(|item| item.sku.to_lowercase()).collect();
            assert_eq!(skus.len(), items.len(), "{}", company.name);
            items.len()
        });
        assert_eq!(counts, [24, 60, 90]);
    }
}

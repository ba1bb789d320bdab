//! The fields of a product that a file can say. Here alone they are listed for
//! files: an export, its template, the report of an import and the guess of
//! columns go by this list, so that a new field is added in one place.

use std::borrow::Cow;

use crate::domain::{money::Currency, product::ProductInput};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    Sku,
    Name,
    Description,
    Price,
    Category,
    Inventory,
    Barcode,
}

impl Field {
    /// In the order of the columns of our own files. A new field comes last, so
    /// that files of earlier versions begin alike.
    pub const ALL: [Field; 7] =
        [Field::Sku, Field::Name, Field::Description, Field::Price, Field::Category, Field::Inventory, Field::Barcode];

    /// Returns the name on the wire, which is also that of the column in our own files.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Sku => "sku",
            Field::Name => "name",
            Field::Description => "description",
            Field::Price => "price",
            Field::Category => "category",
            Field::Inventory => "inventory",
            Field::Barcode => "barcode",
        }
    }

    /// Returns what the template says of its one product.
    pub const fn example(self) -> &'static str {
        match self {
            Field::Sku => "BRD-WAL-40",
            Field::Name => "Walnut cutting board",
            Field::Description => "End grain, oiled, 40 x 30 cm.",
            Field::Price => "64.50",
            Field::Category => "Kitchen",
            Field::Inventory => "25",
            Field::Barcode => "0036000291452",
        }
    }

    /// Returns whether a product with variants has one value for all of them. Files of shops write it once, in the row
    /// of the product or of its first variant.
    pub const fn is_shared_by_variants(self) -> bool {
        match self {
            Field::Name | Field::Description | Field::Category => true,
            Field::Sku | Field::Price | Field::Inventory | Field::Barcode => false,
        }
    }

    pub fn of(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Returns what a product says in each field, in the order of [`Field::ALL`],
    /// as an export writes it: blank where it says nothing. Amounts are in this currency.
    pub fn values(product: ProductInput<'_>, currency: Currency) -> [Cow<'_, str>; Field::ALL.len()] {
        let ProductInput { name, description, price, category, sku, barcode, inventory } = product;
        let text = Option::unwrap_or_default;
        [
            text(sku).into(),
            name.into(),
            text(description).into(),
            price.show(currency).to_string().into(),
            text(category).into(),
            inventory.to_string().into(),
            text(barcode).into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::Money;

    #[test]
    fn values_stand_under_their_names() {
        let product = ProductInput {
            name: "name",
            description: Some("description"),
            price: Money::from_minor(1_250),
            category: Some("category"),
            sku: Some("sku"),
            barcode: Some("barcode"),
            inventory: 7,
        };
        let values = Field::values(product, Currency::EUR);
        for (field, value) in Field::ALL.into_iter().zip(&values) {
            let expected = match field {
                Field::Price => "12.50",
                Field::Inventory => "7",
                other => other.name(),
            };
            assert_eq!(value, expected);
            assert_eq!(Field::of(field.name()), Some(field));
        }
    }
}

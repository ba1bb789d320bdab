//! Which column says what. Our own files and Shopify's are known; any other is
//! guessed by the names that shops and spreadsheets give their columns.

use std::collections::BTreeMap;

use super::{Template, table::Table};
use crate::{
    error::{Error, FieldError, Result},
    text::fold,
};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Field {
    Sku,
    Name,
    Description,
    Price,
    Category,
    Inventory,
}

impl Field {
    pub const ALL: [Field; 6] =
        [Field::Sku, Field::Name, Field::Description, Field::Price, Field::Category, Field::Inventory];

    pub const fn name(self) -> &'static str {
        match self {
            Field::Sku => "sku",
            Field::Name => "name",
            Field::Description => "description",
            Field::Price => "price",
            Field::Category => "category",
            Field::Inventory => "inventory",
        }
    }

    pub fn of(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Names that others give it, the best first, without blanks and signs.
    const fn synonyms(self) -> &'static [&'static str] {
        match self {
            Field::Sku => &[
                "sku",
                "variantsku",
                "productsku",
                "itemsku",
                "articlenumber",
                "artikelnummer",
                "artikelnr",
                "itemnumber",
                "itemno",
                "productcode",
                "stockcode",
                "itemcode",
                "partnumber",
                "code",
                "reference",
            ],
            Field::Name => &[
                "name",
                "title",
                "productname",
                "producttitle",
                "itemname",
                "bezeichnung",
                "artikelbezeichnung",
                "artikelname",
                "product",
                "item",
                "artikel",
                "nom",
                "nombre",
            ],
            Field::Description => &[
                "description",
                "bodyhtml",
                "body",
                "longdescription",
                "productdescription",
                "beschreibung",
                "shortdescription",
                "details",
                "descripcion",
            ],
            Field::Price => &[
                "price",
                "variantprice",
                "regularprice",
                "unitprice",
                "sellingprice",
                "retailprice",
                "listprice",
                "preis",
                "verkaufspreis",
                "vkpreis",
                "prix",
                "precio",
                "amount",
            ],
            Field::Category => &[
                "category",
                "categories",
                "productcategory",
                "type",
                "producttype",
                "collection",
                "kategorie",
                "warengruppe",
                "department",
                "group",
            ],
            Field::Inventory => &[
                "inventory",
                "stock",
                "variantinventoryqty",
                "inventoryquantity",
                "stockquantity",
                "quantity",
                "qty",
                "onhand",
                "available",
                "bestand",
                "lagerbestand",
                "menge",
                "instock",
            ],
        }
    }
}

impl Template {
    pub fn detect(table: &Table) -> Self {
        let has = |name: &str| table.headers.iter().any(|header| header == name);
        if ["Handle", "Title", "Variant Price"].into_iter().all(has) {
            return Template::Shopify;
        }
        if ["sku", "name", "price"].into_iter().all(has) { Template::Tenantry } else { Template::Unknown }
    }
}

/// Fields and the columns that say them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mapping(BTreeMap<Field, usize>);

impl Mapping {
    pub fn get(&self, field: Field) -> Option<usize> {
        self.0.get(&field).copied()
    }

    pub fn named<'a>(&self, table: &'a Table) -> BTreeMap<Field, &'a str> {
        self.0.iter().map(|(field, column)| (*field, table.headers[*column].as_str())).collect()
    }

    /// Each column says one thing at most.
    pub fn guess(table: &Table, template: Template) -> Self {
        if template == Template::Shopify {
            return Self::shopify(table);
        }
        let plain: Vec<String> = table.headers.iter().map(|header| squeeze(header)).collect();
        let mut found = BTreeMap::new();
        for field in Field::ALL {
            let free = |column: &usize| !found.values().any(|taken| taken == column);
            let column = field
                .synonyms()
                .iter()
                .find_map(|synonym| plain.iter().position(|header| header == synonym).filter(free));
            found.extend(column.map(|column| (field, column)));
        }
        Self(found)
    }

    fn shopify(table: &Table) -> Self {
        let columns = [
            (Field::Sku, "Variant SKU"),
            (Field::Name, "Title"),
            (Field::Description, "Body (HTML)"),
            (Field::Price, "Variant Price"),
            (Field::Category, "Type"),
            (Field::Inventory, "Variant Inventory Qty"),
        ];
        Self(columns.into_iter().filter_map(|(field, name)| Some((field, table.column(name)?))).collect())
    }

    /// As the caller has it: names of fields and of columns.
    pub fn given(table: &Table, wanted: &BTreeMap<String, String>) -> Result<Self> {
        let mut errors = Vec::new();
        let mut found = BTreeMap::new();
        for (field, column) in wanted {
            let pointer = format!("/mapping/{}", field.replace('~', "~0").replace('/', "~1"));
            match (Field::of(field), table.column(column)) {
                (None, _) => errors.push(FieldError::new(pointer, "unknown_field", "is no field of a product")),
                (_, None) => errors.push(FieldError::new(pointer, "unknown_column", "names no column of the file")),
                (Some(field), Some(column)) => drop(found.insert(field, column)),
            }
        }
        if errors.is_empty() { Ok(Self(found)) } else { Err(Error::Invalid(errors)) }
    }

    /// Without these, no row could make a product.
    pub fn check(&self) -> Result<()> {
        let missing = |field: Field| {
            let detail = format!("no column of the file says the {}; say which in mapping", field.name());
            FieldError::new(format!("/mapping/{}", field.name()), "required", detail)
        };
        let identified = self.0.contains_key(&Field::Name) || self.0.contains_key(&Field::Sku);
        let useful = self.0.len() > usize::from(self.0.contains_key(&Field::Sku));
        if identified && useful { Ok(()) } else { Err(Error::Invalid(vec![missing(Field::Name)])) }
    }
}

fn squeeze(header: &str) -> String {
    fold(header).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(header: &str) -> (Template, Vec<(&'static str, String)>) {
        let table = Table::read(header.as_bytes()).expect("a table");
        let template = Template::detect(&table);
        let mapping = Mapping::guess(&table, template);
        let named = mapping.named(&table).into_iter().map(|(field, column)| (field.name(), column.to_owned()));
        (template, named.collect())
    }

    #[test]
    fn columns_are_guessed_by_their_names() {
        let (template, found) = guessed("Artikelnummer;Bezeichnung;VK-Preis;Lagerbestand;Warengruppe;Farbe\n");
        assert_eq!(template, Template::Unknown);
        let named = [
            ("sku", "Artikelnummer"),
            ("name", "Bezeichnung"),
            ("price", "VK-Preis"),
            ("category", "Warengruppe"),
            ("inventory", "Lagerbestand"),
        ];
        assert_eq!(found, named.map(|(field, column)| (field, column.to_owned())));
        let (_, woo) =
            guessed("ID,Type,SKU,Name,Short description,Description,In stock?,Stock,Regular price,Categories\n");
        let named: Vec<_> = woo.iter().map(|(field, column)| (*field, column.as_str())).collect();
        assert_eq!(
            named,
            [
                ("sku", "SKU"),
                ("name", "Name"),
                ("description", "Description"),
                ("price", "Regular price"),
                ("category", "Categories"),
                ("inventory", "Stock")
            ]
        );
        assert_eq!(guessed("sku,name,description,price,category,inventory\n").0, Template::Tenantry);
        assert_eq!(guessed("Handle,Title,Variant Price\n").0, Template::Shopify);
    }

    #[test]
    fn a_mapping_names_what_is_there() {
        let table = Table::read(b"a,b,c\n").expect("a table");
        let given = |pairs: &[(&str, &str)]| {
            let wanted = pairs.iter().map(|(field, column)| ((*field).to_owned(), (*column).to_owned())).collect();
            Mapping::given(&table, &wanted).and_then(|mapping| mapping.check())
        };
        assert!(given(&[("name", "A"), ("price", "b")]).is_ok());
        assert!(given(&[("sku", "a"), ("inventory", "b")]).is_ok());
        for bad in [&[("name", "x")][..], &[("colour", "a")], &[("price", "a")], &[("sku", "a")], &[]] {
            assert!(given(bad).is_err(), "{bad:?}");
        }
    }
}

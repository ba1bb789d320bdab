//! Products and orders as CSV (RFC 4180): UTF-8 with a mark, so that
//! spreadsheets read it as such, and no cell that they would run.

use std::borrow::Borrow;

use jiff::Timestamp;

use super::cell::guard;
use crate::{
    money::{Currency, Money},
    order::{Address, Order},
    product::Product,
};

const MARK: &str = "\u{feff}";

/// What a company fills in to import products.
pub const TEMPLATE: &str = "\u{feff}sku,name,description,price,category,inventory\r\n\
                            BRD-WAL-40,Walnut cutting board,\"End grain, oiled, 40 x 30 cm.\",64.50,Kitchen,25\r\n";

/// Lines of CSV.
#[derive(Default)]
pub struct Sheet {
    bytes: Vec<u8>,
}

impl Sheet {
    pub fn line<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(std::mem::take(&mut self.bytes));
        // Writing to memory can't fail.
        let _ = writer.write_record(cells);
        self.bytes = writer.into_inner().unwrap_or_default();
    }

    /// What was written since the last time.
    pub fn take(&mut self) -> String {
        String::from_utf8(std::mem::take(&mut self.bytes)).unwrap_or_default()
    }
}

fn time(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// Products, one line each; it can be imported again.
pub struct ProductSheet {
    currency: Currency,
    sheet: Sheet,
    begun: bool,
}

impl ProductSheet {
    const COLUMNS: [&str; 10] = [
        "sku",
        "name",
        "description",
        "price",
        "category",
        "inventory",
        "status",
        "product_id",
        "created_at",
        "updated_at",
    ];

    /// Of a company that sells in this currency.
    pub fn new(currency: Currency) -> Self {
        Self { currency, sheet: Sheet::default(), begun: false }
    }

    /// The next piece of the file.
    pub fn write<P: Borrow<Product>>(&mut self, products: &[P]) -> String {
        let head = begin(&mut self.sheet, &mut self.begun, &Self::COLUMNS);
        for product in products.iter().map(Borrow::borrow) {
            let text = |text: &Option<String>| guard(text.as_deref().unwrap_or_default()).into_owned();
            let cells = [
                text(&product.sku),
                guard(&product.name).into_owned(),
                text(&product.description),
                product.price.show(self.currency).to_string(),
                text(&product.category),
                product.inventory.to_string(),
                if product.archived { "archived" } else { "active" }.to_owned(),
                product.id.to_string(),
                time(product.created_at),
                time(product.updated_at),
            ];
            self.sheet.line(cells.iter().map(String::as_str));
        }
        format!("{head}{}", self.sheet.take())
    }
}

/// Orders, one line for each product of an order. The total stands on the first
/// line of its order only, so that the column adds up.
#[derive(Default)]
pub struct OrderSheet {
    sheet: Sheet,
    begun: bool,
}

impl OrderSheet {
    const COLUMNS: [&str; 23] = [
        "order_id",
        "number",
        "external_ref",
        "placed_on",
        "created_at",
        "status",
        "customer_email",
        "line",
        "product_id",
        "sku",
        "product_name",
        "quantity",
        "price",
        "subtotal",
        "total_amount",
        "currency",
        "street",
        "city",
        "state",
        "zip",
        "country",
        "note",
        "tracking",
    ];

    /// The next piece of the file.
    pub fn write(&mut self, orders: &[Order]) -> String {
        let head = begin(&mut self.sheet, &mut self.begun, &Self::COLUMNS);
        for order in orders {
            for (at, line) in order.lines.iter().enumerate() {
                let amount = |amount: Money| amount.show(order.currency).to_string();
                let text = |text: Option<&str>| guard(text.unwrap_or_default()).into_owned();
                let place = |part: fn(&Address) -> Option<&str>| text(order.shipping_address.as_ref().and_then(part));
                let cells = [
                    order.id.to_string(),
                    text(Some(&order.number())),
                    text(order.external_ref.as_deref()),
                    order.placed_on.to_string(),
                    time(order.created_at),
                    order.status.name().to_owned(),
                    text(Some(&order.customer_email)),
                    (at + 1).to_string(),
                    line.product.to_string(),
                    text(line.sku.as_deref()),
                    text(Some(&line.product_name)),
                    line.quantity.to_string(),
                    amount(line.price),
                    amount(line.subtotal),
                    if at == 0 { amount(order.total) } else { String::new() },
                    order.currency.code().to_owned(),
                    place(|address| Some(&address.street)),
                    place(|address| Some(&address.city)),
                    place(|address| address.state.as_deref()),
                    place(|address| Some(&address.zip)),
                    place(|address| address.country.as_deref()),
                    text(order.note.as_deref()),
                    text(order.tracking.as_deref()),
                ];
                self.sheet.line(cells.iter().map(String::as_str));
            }
        }
        format!("{head}{}", self.sheet.take())
    }
}

/// The mark and the header, once.
fn begin(sheet: &mut Sheet, begun: &mut bool, columns: &[&'static str]) -> &'static str {
    if std::mem::replace(begun, true) {
        return "";
    }
    sheet.line(columns.iter().copied());
    MARK
}

//! Products and orders as CSV (RFC 4180): UTF-8 with a mark, so that
//! spreadsheets read it as such, and no cell that they would run.

use std::borrow::Borrow;

use jiff::Timestamp;

use super::{Field, cell::guard};
use crate::domain::{
    money::{Currency, Money},
    order::{Address, Line, Order},
    product::Product,
};

const MARK: &str = "\u{feff}";

/// Returns the template of an import file, to be filled in.
pub fn template() -> String {
    let mut sheet = Sheet::default();
    sheet.line(Field::ALL.map(Field::name));
    sheet.line(Field::ALL.map(Field::example));
    format!("{MARK}{}", sheet.take())
}

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

    /// Returns the text that was written since the last call.
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
    /// The columns behind the fields: what an import does not write.
    const REST: [&str; 4] = ["status", "product_id", "created_at", "updated_at"];

    /// Of a company that sells in this currency.
    pub fn new(currency: Currency) -> Self {
        Self { currency, sheet: Sheet::default(), begun: false }
    }

    /// Writes rows and returns them as the next piece of the file.
    pub fn write<P: Borrow<Product>>(&mut self, products: &[P]) -> String {
        let columns = Field::ALL.map(Field::name).into_iter().chain(Self::REST);
        let head = begin(&mut self.sheet, &mut self.begun, columns);
        for product in products.iter().map(Borrow::borrow) {
            let fields = Field::values(product.input(), self.currency);
            let fields: Vec<_> = fields.iter().map(|value| guard(value)).collect();
            let rest = [
                if product.archived { "archived" } else { "active" }.to_owned(),
                product.id.to_string(),
                time(product.created_at),
                time(product.updated_at),
            ];
            self.sheet.line(fields.iter().map(AsRef::as_ref).chain(rest.iter().map(String::as_str)));
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

    /// Writes rows and returns them as the next piece of the file.
    pub fn write(&mut self, orders: &[Order]) -> String {
        let head = begin(&mut self.sheet, &mut self.begun, Self::COLUMNS);
        for order in orders {
            self.write_order(order);
        }
        format!("{head}{}", self.sheet.take())
    }

    fn write_order(&mut self, order: &Order) {
        let Order {
            id,
            external_ref,
            customer_email,
            lines,
            total,
            currency,
            status,
            shipping_address,
            note,
            tracking,
            placed_on,
            created_at,
            // A part of the number.
            number_prefix: _,
            // Not a part of the sheet.
            placed_hour: _,
            history: _,
            sample: _,
            version: _,
            updated_at: _,
        } = order;
        let amount = |amount: &Money| amount.show(*currency).to_string();
        let text = |text: Option<&str>| guard(text.unwrap_or_default()).into_owned();
        let [street, city, state, zip, country] = shipping_address.as_ref().map_or([None; 5], place);
        for (at, line) in lines.iter().enumerate() {
            let Line { product, product_name, sku, quantity, price, subtotal } = line;
            let cells = [
                id.to_string(),
                text(Some(&order.number())),
                text(external_ref.as_deref()),
                placed_on.to_string(),
                time(*created_at),
                status.name().to_owned(),
                text(Some(customer_email)),
                (at + 1).to_string(),
                product.to_string(),
                text(sku.as_deref()),
                text(Some(product_name)),
                quantity.to_string(),
                amount(price),
                amount(subtotal),
                if at == 0 { amount(total) } else { String::new() },
                currency.code().to_owned(),
                text(street),
                text(city),
                text(state),
                text(zip),
                text(country),
                text(note.as_deref()),
                text(tracking.as_deref()),
            ];
            self.sheet.line(cells.iter().map(String::as_str));
        }
    }
}

fn place(address: &Address) -> [Option<&str>; 5] {
    let Address { street, city, state, zip, country } = address;
    [Some(street), Some(city), state.as_deref(), Some(zip), country.as_deref()]
}

/// Writes the header at the first call and returns the byte order mark then, an empty text later.
fn begin(sheet: &mut Sheet, begun: &mut bool, columns: impl IntoIterator<Item = &'static str>) -> &'static str {
    if std::mem::replace(begun, true) {
        return "";
    }
    sheet.line(columns);
    MARK
}

//! Reads an Online Retail file: invoices with their lines, and every row that
//! can't be taken, with its line number and the reason.

use std::{collections::BTreeMap, io::Read};

use anyhow::{Context, Result, bail};
use tenantry_core::domain::money::{Currency, Money};

/// The currency of these files.
pub const CURRENCY: Currency = Currency::GBP;

const HEADER: [&str; 8] =
    ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"];

#[derive(Debug, Default)]
pub struct RetailFile {
    /// In the order of the file.
    pub invoices: Vec<Invoice>,
    pub refused: Vec<Refusal>,
    /// Credit notes: read well, but no orders.
    pub cancellations: Vec<Refusal>,
}

#[derive(Debug)]
pub struct Invoice {
    pub number: String,
    pub customer: String,
    pub lines: Vec<Line>,
}

#[derive(Debug)]
pub struct Line {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub price: Money,
}

#[derive(Debug)]
pub struct Refusal {
    pub line: u64,
    pub reason: String,
}

struct Row {
    invoice: String,
    customer: String,
    line: Line,
}

pub fn read(input: impl Read) -> Result<RetailFile> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(input);
    let mut records = reader.byte_records();
    let header = records.next().context("the file is empty")?.context("the first line can't be read")?;
    if !header.iter().eq(HEADER.iter().map(|name| name.as_bytes())) {
        bail!("the first line must be {}", HEADER.join(","));
    }
    let mut file = RetailFile::default();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for record in records {
        let record = record.context("the file can't be read on")?;
        let line = record.position().map_or(0, csv::Position::line);
        let row = match parse(&record) {
            Ok(row) => row,
            Err(reason) => {
                file.refused.push(Refusal { line, reason });
                continue;
            }
        };
        if row.invoice.starts_with(['C', 'c']) {
            let reason = format!("invoice {} takes back {} of {}", row.invoice, -row.line.quantity, row.line.sku);
            file.cancellations.push(Refusal { line, reason });
            continue;
        }
        if row.line.quantity < 1 {
            let reason = format!("the quantity is {}, and only a cancellation may be below one", row.line.quantity);
            file.refused.push(Refusal { line, reason });
            continue;
        }
        let place = *places.entry(row.invoice.clone()).or_insert_with(|| {
            file.invoices.push(Invoice { number: row.invoice, customer: row.customer, lines: Vec::new() });
            file.invoices.len() - 1
        });
        file.invoices[place].lines.push(row.line);
    }
    Ok(file)
}

fn parse(record: &csv::ByteRecord) -> Result<Row, String> {
    if record.len() != HEADER.len() {
        return Err(format!("it has {} fields instead of {}", record.len(), HEADER.len()));
    }
    let field = |index: usize| {
        std::str::from_utf8(&record[index]).map(str::trim).map_err(|_| format!("{} is not UTF-8", HEADER[index]))
    };
    let needed = |index: usize| match field(index)? {
        "" => Err(format!("{} is blank", HEADER[index])),
        text => Ok(text.to_owned()),
    };
    let bad = |index: usize, what: &str| format!("{} is {:?}, not {what}", HEADER[index], field(index).unwrap_or(""));
    let price = Money::parse(field(5)?, CURRENCY).map_err(|_| bad(5, "an amount"))?;
    if price < Money::ZERO {
        return Err(bad(5, "an amount from 0.00 up"));
    }
    Ok(Row {
        invoice: needed(0)?,
        customer: customer_email(field(6)?),
        line: Line {
            sku: needed(1)?,
            name: needed(2)?,
            quantity: field(3)?.parse().map_err(|_| bad(3, "a whole number"))?,
            price,
        },
    })
}

fn customer_email(id: &str) -> String {
    let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain { format!("customer-{id}@example.com") } else { "guest@example.com".to_owned() }
}

impl RetailFile {
    /// Adds up the quantities that the file sells, by folded SKU.
    pub fn sold(&self) -> BTreeMap<String, i64> {
        let mut sold = BTreeMap::new();
        for line in self.invoices.iter().flat_map(|invoice| &invoice.lines) {
            *sold.entry(fold(&line.sku)).or_insert(0) += line.quantity;
        }
        sold
    }
}

impl Invoice {
    /// The price of each SKU (folded), or the one that is sold at two: an order
    /// has one price for one product.
    pub fn prices(&self) -> Result<BTreeMap<String, Money>, String> {
        let mut prices = BTreeMap::new();
        for line in &self.lines {
            let price = *prices.entry(fold(&line.sku)).or_insert(line.price);
            if price != line.price {
                return Err(format!(
                    "{} is sold at {} and at {}",
                    line.sku,
                    price.show(CURRENCY),
                    line.price.show(CURRENCY)
                ));
            }
        }
        Ok(prices)
    }
}

/// SKUs are unique without regard to case.
pub fn fold(sku: &str) -> String {
    tenantry_core::domain::text::fold(sku)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

    fn file(rows: &str) -> RetailFile {
        read(format!("{HEAD}{rows}").as_bytes()).expect("a file")
    }

    #[test]
    fn damaged_rows_are_refused_by_line_and_the_rest_is_kept() {
        let file = file(
            "536365,85123A,WHITE HANGING HEART ,6,12/1/10 8:26,2.55,17850,United Kingdom\n\
             536381,21175,GIN + TONIC DIET METAL   2,12/1/10 9:41,2.1,15311,United Kingdom\n\
             536365,71053,LANTERN,six,12/1/10 8:26,3.39,17850,United Kingdom\n\
             536365,71053,LANTERN,6,12/1/10 8:26,3.399,17850,United Kingdom\n\
             536366,71053,\"LANTERN, \"\"WHITE\"\"\",2,12/1/10 8:26,3.39,,France\n\
             C536383,35004C,DUCKS,-1,12/1/10 9:49,4.65,15311,United Kingdom\n\
             536367,22745,BLOCK,-2,12/1/10 9:49,4.65,15311,United Kingdom\n",
        );
        let refused: Vec<_> = file.refused.iter().map(|refusal| (refusal.line, refusal.reason.as_str())).collect();
        assert_eq!(
            refused,
            [
                (3, "it has 7 fields instead of 8"),
                (4, "Quantity is \"six\", not a whole number"),
                (5, "UnitPrice is \"3.399\", not an amount"),
                (8, "the quantity is -2, and only a cancellation may be below one"),
            ]
        );
        assert_eq!(file.cancellations.len(), 1);
        assert_eq!(file.cancellations[0].line, 7);
        let [first, second] = &file.invoices[..] else { unreachable!("two invoices") };
        assert_eq!(
            (first.customer.as_str(), first.lines[0].name.as_str()),
            ("customer-17850@example.com", "WHITE HANGING HEART")
        );
        assert_eq!(
            (second.customer.as_str(), second.lines[0].name.as_str()),
            ("guest@example.com", "LANTERN, \"WHITE\"")
        );
    }

    #[test]
    fn a_sku_at_two_prices_in_one_invoice_is_no_order() {
        let file = file(
            "1,a1,A,1,12/1/10 8:26,1.00,7,France\n\
             1,A1,A,2,12/1/10 8:26,1.00,7,France\n\
             2,a1,A,1,12/1/10 8:26,1.00,7,France\n\
             2,A1,A,1,12/1/10 8:26,1.50,7,France\n",
        );
        assert!(file.invoices[0].prices().is_ok());
        assert_eq!(file.invoices[1].prices().expect_err("two prices"), "A1 is sold at 1.00 and at 1.50");
        assert_eq!(file.sold().get("a1"), Some(&5));
    }

    #[test]
    fn another_file_is_told_apart() {
        assert!(read("a,b\n1,2\n".as_bytes()).is_err());
        assert!(read("".as_bytes()).is_err());
    }
}

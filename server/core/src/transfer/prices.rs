//! The prices of a file. All of them are looked at before one is read, since only
//! together they show which decimal sign and which currency the file writes.

use std::collections::BTreeSet;

use super::{
    Choices, Decimal, ForeignCurrency, Question,
    currency_sign::{Sign, in_header, sign},
    field::Field,
    html,
    mapping::Mapping,
    number::{Exact, Shown, Style, Unclear, Written},
    question::MAX_EXAMPLES,
    table::{Row, Table},
};
use crate::domain::money::{Currency, Money};

/// The reason why a cell is no price: a code, and a text for the user.
pub type NoPrice = (&'static str, String);

pub struct Prices {
    currency: Currency,
    choices: Choices,
    style: Style,
    /// What the name of the column says.
    header: Sign,
    /// A column that says the currency of each row.
    column: Option<usize>,
    /// Currencies that the prices name, the company's own included.
    named: BTreeSet<&'static str>,
    unclear: Open,
    foreign: Open,
    /// The last price that was read had decimals that it lost.
    rounded: bool,
}

/// Values that wait for an answer.
#[derive(Default)]
struct Open {
    count: u64,
    examples: Vec<String>,
}

impl Open {
    fn add(&mut self, value: &str) {
        self.count += 1;
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(value.chars().take(100).collect());
        }
    }
}

/// Returns how many decimals amounts of the currency have (ISO 4217).
fn digits(currency: Currency) -> usize {
    usize::from(currency.exponent())
}

impl Prices {
    /// Looks at all rows that are of interest.
    pub fn survey<'a>(
        table: &'a Table,
        mapping: &Mapping,
        currency: Currency,
        choices: Choices,
        rows: impl Iterator<Item = &'a Row>,
    ) -> Self {
        let price = mapping.get(Field::Price);
        let taken = |column: &usize| Field::ALL.iter().any(|field| mapping.get(*field) == Some(*column));
        let mut prices = Self {
            currency,
            choices,
            style: Style { chosen: choices.decimal, digits: digits(currency), ..Style::default() },
            header: price.map_or(Sign::None, |column| in_header(&table.headers[column], currency)),
            column: table
                .find(&["currencycode", "currency", "pricecurrency", "wahrung", "devise", "moneda", "valuta"])
                .filter(|column| !taken(column)),
            named: BTreeSet::new(),
            unclear: Open::default(),
            foreign: Open::default(),
            rounded: false,
        };
        for row in rows {
            let Some(written) = price.and_then(|column| row.cell(column)).and_then(written) else { continue };
            prices.style.shows_point |= written.shows() == Shown::Point;
            prices.style.shows_comma |= written.shows() == Shown::Comma;
            match prices.sign_of(row, &written) {
                Some(Sign::Own) => drop(prices.named.insert(currency.code())),
                Some(Sign::Foreign(code)) => drop(prices.named.insert(code)),
                _ => {}
            }
        }
        prices
    }

    /// Both signs stand in the file: a choice is right for some rows only.
    fn is_mixed(&self) -> bool {
        self.style.shows_point && self.style.shows_comma
    }

    pub fn style(&self) -> Style {
        self.style
    }

    /// Returns `None` where there is something else than a currency beside the number.
    fn sign_of(&self, row: &Row, written: &Written) -> Option<Sign> {
        if let Some(beside) = &written.beside {
            return Some(sign(beside, self.currency)).filter(|sign| *sign != Sign::None);
        }
        let column = self.column.and_then(|column| row.cell(column)).map(|text| sign(text, self.currency));
        Some(column.filter(|sign| *sign != Sign::None).unwrap_or(self.header))
    }

    /// Returns the amount, not below zero.
    pub fn read(&mut self, row: &Row, text: &str) -> Result<Money, NoPrice> {
        let amount = self.signed(row, text)?;
        if amount < Money::ZERO { Err(("negative", "must not be negative".to_owned())) } else { Ok(amount) }
    }

    /// An amount that may be below zero, as a surcharge is.
    pub fn signed(&mut self, row: &Row, text: &str) -> Result<Money, NoPrice> {
        let malformed = || {
            let detail = format!("must be a number like {}, alone or with the currency beside it", self.example());
            ("malformed", detail)
        };
        let written = written(text).ok_or_else(malformed)?;
        let currency = self.sign_of(row, &written).ok_or_else(malformed)?;
        let exact = written.exact(self.style).map_err(|unclear| self.no_number(unclear, &written, text))?;
        if let Sign::Foreign(code) = currency {
            self.accept(code, text)?;
        }
        let minor = match exact.units(self.style.digits) {
            None if self.is_reckoned(&exact) => {
                self.rounded = true;
                exact.rounded(self.style.digits)
            }
            minor => minor,
        };
        let minor = minor.ok_or_else(|| self.too_precise(&exact))?;
        Ok(Money::from_minor(if written.negative { -minor } else { minor }))
    }

    /// At least two decimals too many are the result of a reckoning, as a price
    /// without its tax; one too many is a price that was typed by hand.
    fn is_reckoned(&self, exact: &Exact) -> bool {
        self.style.digits > 0 && exact.decimals() >= self.style.digits + 2
    }

    /// Returns whether a price was rounded since this was asked the last time.
    pub fn was_rounded(&mut self) -> bool {
        std::mem::take(&mut self.rounded)
    }

    fn example(&self) -> &'static str {
        match self.style.digits {
            0 => "1999",
            3 => "19.990",
            _ => "19.99",
        }
    }

    fn no_number(&mut self, unclear: Unclear, written: &Written, text: &str) -> NoPrice {
        if unclear == Unclear::OtherSign {
            let (has, chosen) = match self.choices.decimal {
                Some(Decimal::Comma) => ("point", "comma"),
                _ => ("comma", "point"),
            };
            let detail =
                format!("has a decimal {has}, and the file is read with a decimal {chosen}: write it like the others");
            return ("mixed_decimals", detail);
        }
        self.unclear.add(text);
        let detail = match written.with_point() {
            Some(point) => format!(
                "has a decimal comma: write {point} with a point, or choose the decimal comma for the whole file"
            ),
            None => "may be two numbers: choose whether the file writes a decimal point or a decimal comma".to_owned(),
        };
        ("decimal_comma", detail)
    }

    fn accept(&mut self, code: &str, text: &str) -> Result<(), NoPrice> {
        let own = self.currency;
        if self.named.len() > 1 && self.choices.foreign_currency == Some(ForeignCurrency::Accept) {
            let detail =
                format!("is in {code}, and other rows are in another currency: import each currency by itself");
            return Err(("mixed_currencies", detail));
        }
        if self.choices.foreign_currency == Some(ForeignCurrency::Accept) {
            return Ok(());
        }
        self.foreign.add(text);
        let detail = format!(
            "is in {code}, and your company's currency is {own}: choose for the whole file whether to take the numbers as {own}"
        );
        Err(("foreign_currency", detail))
    }

    fn too_precise(&self, exact: &Exact) -> NoPrice {
        let (own, digits) = (self.currency, self.style.digits);
        if exact.decimals() > digits {
            ("too_precise", format!("has {} decimals, and {own} has {digits}: round it", exact.decimals()))
        } else {
            ("too_large", "is larger than any price that can be kept".to_owned())
        }
    }

    /// What is to be asked once for all the prices that were read.
    pub fn questions(&self) -> Vec<Question> {
        let mut questions = Vec::new();
        if self.unclear.count > 0 {
            let Open { count, examples } = &self.unclear;
            let (prices, have, may) = if *count == 1 { ("price", "has", "it") } else { ("prices", "have", "they") };
            let what =
                format!("{count} {prices} {have} a decimal comma or {may} may have one, such as {}", examples[0]);
            let detail = if self.is_mixed() {
                format!(
                    "{what}; others have a decimal point. Whichever you choose, the rows with the other sign are rejected: \
                     correct them in the file."
                )
            } else {
                format!("{what}. Choose the sign before the decimals in this file.")
            };
            questions.push(Question::decimal_comma(detail, *count, examples.clone()));
        }
        if self.foreign.count > 0 {
            let (Open { count, examples }, own) = (&self.foreign, self.currency);
            let detail = format!(
                "{count} {} in another currency than your company's, such as {}. Choose whether to take the numbers as \
                 {own}; nothing is converted.",
                if *count == 1 { "price is" } else { "prices are" },
                examples[0]
            );
            questions.push(Question::foreign_currency(detail, *count, examples.clone()));
        }
        questions
    }
}

/// Signs of currencies may be written as entities.
fn written(text: &str) -> Option<Written> {
    if text.contains('&') { Written::read(&html::entities(text)) } else { Written::read(text) }
}

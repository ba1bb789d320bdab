//! The stock that a cell says. No product is lost for it: what is no count is 0,
//! and a remark says so.

use super::{
    Decimal, WordyStock,
    number::{Style, Written},
};
use crate::domain::product::MAX_STOCK;

/// The stock that was read, and a remark about it: a code and a text.
pub type Stock = (Option<i64>, Option<(&'static str, String)>);

/// Words that say that there is nothing, and so are a count.
const NOTHING: [&str; 8] =
    ["outofstock", "soldout", "ausverkauft", "epuise", "agotado", "esaurito", "uitverkocht", "none"];

pub fn read(text: &str, style: Style, wordy: WordyStock) -> Stock {
    let squeezed = super::words::squeeze(text);
    if NOTHING.contains(&squeezed.as_str()) {
        return (Some(0), None);
    }
    let number = Written::read(text).and_then(|written| {
        // A count has no decimals, so that one sign before three digits groups them.
        let style = Style { shows_point: true, digits: 0, ..style };
        let with = |chosen| written.exact(Style { chosen: Some(chosen), ..style });
        let sure = written.exact(style);
        let guessed = sure.is_err();
        let exact = sure.or_else(|_| with(Decimal::Point)).or_else(|_| with(Decimal::Comma)).ok()?;
        Some((exact.floor()?, guessed || exact.decimals() > 0, written))
    });
    let Some((count, part, written)) = number else { return no_count(text, wordy) };
    let said = |stock: i64| format!("the file says {}: the stock is {stock}", shown(text));
    if written.negative && (count > 0 || part) {
        return (Some(0), Some(("negative_stock", said(0))));
    }
    let max = i64::try_from(MAX_STOCK).unwrap_or(i64::MAX);
    if count > max {
        return (Some(max), Some(("stock_too_large", said(max))));
    }
    let remark = (part || written.beside.is_some()).then(|| ("stock_read", said(count)));
    (Some(count), remark)
}

fn no_count(text: &str, wordy: WordyStock) -> Stock {
    let (stock, then) = match wordy {
        WordyStock::Zero => (Some(0), "the stock is 0"),
        WordyStock::Keep => (None, "it was left out"),
    };
    (stock, Some(("no_count", format!("{} is no count: {then}", shown(text)))))
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stock_is_a_count_or_a_remark() {
        let style = Style { digits: 2, ..Style::default() };
        for (text, stock, code) in [
            ("5", Some(5), None),
            ("12.0", Some(12), None),
            ("5.0000", Some(5), None),
            ("1,000", Some(1000), None),
            ("1 000", Some(1000), None),
            ("-3", Some(0), Some("negative_stock")),
            ("-0", Some(0), None),
            ("Unlimited", Some(0), Some("no_count")),
            ("InStock", Some(0), Some("no_count")),
            ("∞", Some(0), Some("no_count")),
            ("OUT_OF_STOCK", Some(0), None),
            ("12 pcs", Some(12), Some("stock_read")),
            ("12.5", Some(12), Some("stock_read")),
            ("12,5", Some(12), Some("stock_read")),
            ("1.000", Some(1), Some("stock_read")),
            ("99999999999", Some(1_000_000_000), Some("stock_too_large")),
            ("2025-01-01", Some(0), Some("no_count")),
        ] {
            let (read, remark) = read(text, style, WordyStock::Zero);
            assert_eq!((read, remark.map(|(code, _)| code)), (stock, code), "{text}");
        }
        assert_eq!(read("Unlimited", style, WordyStock::Keep).0, None);
        let comma = Style { chosen: Some(Decimal::Comma), ..style };
        assert_eq!(
            (read("12,000", comma, WordyStock::Zero).0, read("1.000", comma, WordyStock::Zero).0),
            (Some(12), Some(1000))
        );
    }
}

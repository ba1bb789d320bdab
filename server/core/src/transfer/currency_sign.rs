//! Which currency is meant by what stands beside a price or in the name of its
//! column.

use crate::domain::money::Currency;

/// Signs and the currencies that use them (Unicode CLDR, narrow and usual symbols).
const SIGNS: &[(&str, &str)] = &[
    (
        "$",
        "USD CAD AUD NZD MXN ARS CLP COP HKD SGD TWD BBD BMD BND BSD BZD DOP FJD GYD JMD KYD LRD NAD SBD SRD TTD UYU XCD",
    ),
    ("US$", "USD"),
    ("C$", "CAD NIO"),
    ("CA$", "CAD"),
    ("A$", "AUD"),
    ("AU$", "AUD"),
    ("NZ$", "NZD"),
    ("HK$", "HKD"),
    ("S$", "SGD"),
    ("NT$", "TWD"),
    ("MX$", "MXN"),
    ("R$", "BRL"),
    ("€", "EUR"),
    ("EURO", "EUR"),
    ("£", "GBP EGP FKP GIP SHP LBP SYP SDG SSP"),
    ("¥", "JPY CNY"),
    ("円", "JPY"),
    ("元", "CNY"),
    ("₹", "INR"),
    ("RS", "INR PKR LKR NPR MUR SCR"),
    ("₽", "RUB"),
    ("РУБ", "RUB BYN"),
    ("Р", "RUB"),
    ("₴", "UAH"),
    ("ГРН", "UAH"),
    ("ZŁ", "PLN"),
    ("ZL", "PLN"),
    ("KČ", "CZK"),
    ("FT", "HUF"),
    ("KR", "SEK NOK DKK ISK"),
    ("LEI", "RON MDL"),
    ("ЛВ", "BGN"),
    ("FR", "CHF"),
    ("SFR", "CHF"),
    ("₺", "TRY"),
    ("TL", "TRY"),
    ("₩", "KRW"),
    ("₪", "ILS"),
    ("₫", "VND"),
    ("฿", "THB"),
    ("₱", "PHP"),
    ("₦", "NGN"),
    ("RM", "MYR"),
    ("RP", "IDR"),
    ("R", "ZAR"),
    ("S/", "PEN"),
    ("KSH", "KES"),
    ("DH", "AED MAD"),
    ("DHS", "AED MAD"),
];

/// The currency that a sign stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sign {
    /// The company's own currency, or a sign that it shares with others.
    Own,
    /// Another currency: its code, or the first that uses the sign.
    Foreign(&'static str),
    /// No currency.
    None,
}

/// Codes that are words as well are known only in capitals.
pub fn sign(text: &str, own: Currency) -> Sign {
    let text = text
        .trim()
        .trim_end_matches('.')
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '(' | ')'));
    // `EUR €`
    if let Some((one, two)) = text.split_once(char::is_whitespace) {
        return match (sign(one, own), sign(two, own)) {
            (a, b) if a == b => a,
            _ => Sign::None,
        };
    }
    if text == own.code() || text.to_uppercase() == own.code() {
        return Sign::Own;
    }
    if let Some(foreign) = code(text) {
        return Sign::Foreign(foreign);
    }
    let upper = text.to_uppercase();
    match SIGNS.iter().find(|(sign, _)| *sign == upper) {
        Some((_, codes)) if codes.split(' ').any(|code| code == own.code()) => Sign::Own,
        Some((_, codes)) => Sign::Foreign(codes.split(' ').next().unwrap_or_default()),
        None => Sign::None,
    }
}

/// The currency that a code names, in capitals or, beside a number, in lower case.
fn code(text: &str) -> Option<&'static str> {
    if text.len() != 3 {
        return None;
    }
    text.to_uppercase().parse::<Currency>().ok().map(Currency::code).or_else(|| {
        // Currencies that a company can't have are still no other text.
        SIGNS.iter().flat_map(|(_, codes)| codes.split(' ')).find(|code| *code == text.to_uppercase())
    })
}

/// The currency that the name of a column names: a code in capitals, or a sign.
pub fn in_header(header: &str, own: Currency) -> Sign {
    let words = header.split(|c: char| c.is_whitespace() || "()[]/_-,:".contains(c)).filter(|word| !word.is_empty());
    let named = |word: &str| {
        let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_sign = word.chars().all(|c| !c.is_alphanumeric());
        if is_code || is_sign { sign(word, own) } else { Sign::None }
    };
    // The first word is what the column says, as in `ALL PRICES`.
    let mut signs = words.skip(1).map(named).filter(|sign| *sign != Sign::None);
    let lower = header.to_lowercase();
    signs.next().unwrap_or_else(|| {
        // `price_usd`
        let last = lower.rsplit(['_', ' ']).next().unwrap_or_default();
        if lower.len() > last.len() && last.len() == 3 { sign(last, own) } else { Sign::None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_and_foreign_signs() {
        let eur: Currency = "EUR".parse().expect("a currency");
        let usd = Currency::USD;
        for text in ["€", "EUR", "eur", "Euro"] {
            assert_eq!(sign(text, eur), Sign::Own, "{text}");
        }
        assert_eq!(sign("$", eur), Sign::Foreign("USD"));
        assert_eq!(sign("$", usd), Sign::Own);
        assert_eq!(sign("CHF", eur), Sign::Foreign("CHF"));
        assert_eq!(sign("kg", eur), Sign::None);
        assert_eq!(sign("/kg", eur), Sign::None);
        assert_eq!(in_header("Variant Price USD", eur), Sign::Foreign("USD"));
        assert_eq!(in_header("Price Europe [EUR]", eur), Sign::Own);
        assert_eq!(in_header("price_gbp", eur), Sign::Foreign("GBP"));
        assert_eq!(in_header("Price (€)", eur), Sign::Own);
        assert_eq!(in_header("Price", eur), Sign::None);
        assert_eq!(in_header("Regular price", eur), Sign::None);
    }
}

//! Numbers as people and programs write them: with a point or a comma before
//! the decimals, with thousands apart, with a sign of the currency beside them.
//! What may be two numbers is never taken for one of them.

use super::Decimal;

/// A number as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    pub negative: bool,
    /// What stands beside the number, without blanks.
    pub beside: Option<String>,
    form: Form,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Form {
    /// Digits, thousands apart or not, without a decimal sign.
    Whole(String),
    /// `12.50`, `1,234.5`, `0.125`: can only be a decimal point.
    Point(String, String),
    /// `12,50`, `1.234,5`, `0,125`: can only be a decimal comma.
    Comma(String, String),
    /// `1.299`: a decimal point or a thousands point.
    PointOrThousands(String, String),
    /// `1,299`: a decimal comma or a thousands comma.
    CommaOrThousands(String, String),
    /// `1.234.567`
    PointThousands(String),
    /// `1,234,567`
    CommaThousands(String),
}

/// Which decimal sign a number shows by its form alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shown {
    Neither,
    Point,
    Comma,
    /// One sign before three digits.
    Either,
}

/// A decimal of any precision.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exact {
    whole: String,
    fraction: String,
}

/// The reason why a number is rejected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unclear {
    /// A decimal comma where a point is expected, or a form that may be either.
    MayBeComma,
    /// The other sign than the one that was chosen for the file.
    OtherSign,
}

/// The decimal sign of a column, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Style {
    pub chosen: Option<Decimal>,
    /// Other numbers of the column show a point.
    pub shows_point: bool,
    /// Other numbers of the column show a comma.
    pub shows_comma: bool,
    /// Digits behind the decimal sign that the currency has.
    pub digits: usize,
}

/// Bytes of the longest text that may be a number with something beside it.
const MAX: usize = 100;
const THOUSANDS: [char; 6] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '’'];

impl Written {
    /// Reads a number; `None` where the text is none with at most some signs or a word beside it.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > MAX {
            return None;
        }
        let first = text.find(|c: char| c.is_ascii_digit())?;
        let last = text.rfind(|c: char| c.is_ascii_digit())?;
        let mut start = first;
        // `.5`
        if text[..first].ends_with(['.', ',']) && !text[..first - 1].ends_with(char::is_alphanumeric) {
            start = first - 1;
        }
        let (before, body, after) = (&text[..start], &text[start..=last], &text[last + 1..]);
        // `12,-` and `12.-`, as shops in some countries write whole amounts, and `12.`
        let after = after.strip_prefix([',', '.']).map_or(after, |rest| rest.trim_start_matches(['-', '–', '—']));
        let bracketed = before.starts_with('(') && after.ends_with(')');
        let (before, after) = if bracketed { (&before[1..], &after[..after.len() - 1]) } else { (before, after) };
        let is_minus = |c: char| matches!(c, '-' | '−' | '–');
        let negative = bracketed || before.contains(is_minus) || after.trim().starts_with(is_minus);
        let sign = |part: &str| part.trim_matches(|c: char| is_minus(c) || c == '+' || c.is_whitespace()).to_owned();
        let (before, after) = (sign(before), sign(after));
        let beside = match (before.is_empty(), after.is_empty()) {
            (true, true) => None,
            (false, true) => Some(before),
            (true, false) => Some(after),
            (false, false) => return None,
        };
        Some(Self { negative, beside, form: Form::read(body)? })
    }

    pub fn shows(&self) -> Shown {
        match &self.form {
            Form::Whole(_) => Shown::Neither,
            Form::Point(..) | Form::CommaThousands(_) => Shown::Point,
            Form::Comma(..) | Form::PointThousands(_) => Shown::Comma,
            Form::PointOrThousands(..) | Form::CommaOrThousands(..) => Shown::Either,
        }
    }

    /// Returns a number with a decimal comma, written with a point.
    pub fn with_point(&self) -> Option<String> {
        match &self.form {
            Form::Comma(whole, fraction) => Some(format!("{whole}.{fraction}")),
            _ => None,
        }
    }

    /// Returns the number, as the style of its column has it.
    pub fn exact(&self, style: Style) -> Result<Exact, Unclear> {
        let exact = |whole: &str, fraction: &str| {
            Ok(Exact { whole: whole.to_owned(), fraction: fraction.trim_end_matches('0').to_owned() })
        };
        let wrong = if style.chosen.is_some() { Unclear::OtherSign } else { Unclear::MayBeComma };
        match (&self.form, style.chosen) {
            (Form::Whole(whole), _) => exact(whole, ""),
            (Form::Point(whole, fraction), None | Some(Decimal::Point))
            | (Form::Comma(whole, fraction), Some(Decimal::Comma))
            | (Form::PointOrThousands(whole, fraction), Some(Decimal::Point))
            | (Form::CommaOrThousands(whole, fraction), Some(Decimal::Comma)) => exact(whole, fraction),
            (Form::CommaThousands(whole), None | Some(Decimal::Point))
            | (Form::PointThousands(whole), Some(Decimal::Comma)) => exact(whole, ""),
            (Form::CommaOrThousands(whole, rest), Some(Decimal::Point))
            | (Form::PointOrThousands(whole, rest), Some(Decimal::Comma)) => exact(&format!("{whole}{rest}"), ""),
            // Three digits behind a point are usual in a currency of three, and no
            // decimals at all in one of none.
            (Form::PointOrThousands(whole, fraction), None) if style.digits == 3 && !style.shows_comma => {
                exact(whole, fraction)
            }
            (Form::CommaOrThousands(whole, rest), None)
                if (style.shows_point || style.digits == 0) && !style.shows_comma =>
            {
                exact(&format!("{whole}{rest}"), "")
            }
            _ => Err(wrong),
        }
    }
}

impl Form {
    fn read(body: &str) -> Option<Self> {
        let spaced = body.contains(THOUSANDS);
        let (points, commas) = (body.matches('.').count(), body.matches(',').count());
        if !body.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',') || THOUSANDS.contains(&c)) {
            return None;
        }
        // The decimal sign is the last sign, and stands once.
        let last = body.rfind(['.', ',']);
        let (whole, sign, fraction) = match last {
            None => return Some(Form::Whole(grouped(body, &THOUSANDS)?)),
            Some(at) => (&body[..at], body.as_bytes()[at], body[at + 1..].to_owned()),
        };
        if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let point = sign == b'.';
        let form = match (points, commas) {
            (1, 0) | (0, 1) => {
                let digits = grouped(whole, &THOUSANDS)?;
                let either =
                    !spaced && fraction.len() == 3 && (1..=3).contains(&digits.len()) && !digits.starts_with('0');
                match (point, either) {
                    (true, false) => Form::Point(digits, fraction),
                    (false, false) => Form::Comma(digits, fraction),
                    (true, true) => Form::PointOrThousands(digits, fraction),
                    (false, true) => Form::CommaOrThousands(digits, fraction),
                }
            }
            (2.., 0) if !spaced => Form::PointThousands(grouped(body, &['.'])?),
            (0, 2..) if !spaced => Form::CommaThousands(grouped(body, &[','])?),
            (1, 1..) if point && !spaced => Form::Point(grouped(whole, &[','])?, fraction),
            (1.., 1) if !point && !spaced => Form::Comma(grouped(whole, &['.'])?, fraction),
            _ => return None,
        };
        Some(form)
    }
}

/// Digits in groups of three, or all together; nothing for others.
fn grouped(text: &str, signs: &[char]) -> Option<String> {
    let groups: Vec<&str> = text.split(signs).collect();
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let three = groups[1..].iter().all(|group| group.len() == 3);
    let first = groups.len() == 1 || (1..=3).contains(&groups[0].len());
    (groups.iter().all(|group| digits(group)) && three && first).then(|| groups.concat())
}

impl Exact {
    /// In units of so many decimals; nothing where that is not exact or too large.
    pub fn units(&self, decimals: usize) -> Option<i64> {
        if self.fraction.len() > decimals {
            return None;
        }
        format!("0{}{:0<decimals$}", self.whole, self.fraction).parse().ok()
    }

    /// Returns the number in units of `decimals` decimals, rounded half up; `None` if it does not fit.
    pub fn rounded(&self, decimals: usize) -> Option<i64> {
        let Some(next) = self.fraction.as_bytes().get(decimals) else { return self.units(decimals) };
        let kept = format!("0{}{}", self.whole, &self.fraction[..decimals]).parse::<i64>().ok()?;
        kept.checked_add(i64::from(*next >= b'5'))
    }

    pub fn decimals(&self) -> usize {
        self.fraction.len()
    }

    /// Without what stands behind the decimal sign.
    pub fn floor(&self) -> Option<i64> {
        format!("0{}", self.whole).parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Style = Style { chosen: None, shows_point: false, shows_comma: false, digits: 2 };

    fn minor(text: &str, style: Style) -> Option<i64> {
        Written::read(text)?.exact(style).ok()?.units(style.digits)
    }

    #[test]
    fn what_can_be_one_number_only_is_it() {
        for (text, cents) in [
            ("19.99", 1999),
            ("50", 5000),
            (".5", 50),
            ("5.", 500),
            ("1,234.50", 123_450),
            ("1,234,567", 123_456_700),
            ("1'234.50", 123_450),
            ("1 234.50", 123_450),
            ("20.0000", 2000),
            ("0.990", 99),
            ("£19.99", 1999),
            ("12 EUR", 1200),
            ("12,-", 1200),
            ("$.99", 99),
        ] {
            assert_eq!(minor(text, PLAIN), Some(cents), "{text}");
        }
        for text in ["19,99", "1.299", "1,299", "1.234,50", "1.234.567", "19.999", "1,23,4", "1..2", "12/15", "1.2.3"] {
            assert_eq!(minor(text, PLAIN), None, "{text}");
        }
        for text in ["free", "", "a 1 b", "10-20", "1 or 2", "12.50.", "x1y2"] {
            let read = Written::read(text).filter(|written| written.beside.is_none());
            assert!(read.is_none() || text == "12.50.", "{text}");
        }
    }

    #[test]
    fn a_choice_settles_what_may_be_either() {
        let comma = Style { chosen: Some(Decimal::Comma), ..PLAIN };
        let point = Style { chosen: Some(Decimal::Point), ..PLAIN };
        for (text, by_comma, by_point) in [
            ("1,90", Some(190), None),
            ("1.90", None, Some(190)),
            ("1.299", Some(129_900), None),
            ("1,299", None, Some(129_900)),
            ("1.290", Some(129_000), Some(129)),
            ("1.234,50", Some(123_450), None),
            ("1,234.50", None, Some(123_450)),
            ("7", Some(700), Some(700)),
        ] {
            assert_eq!((minor(text, comma), minor(text, point)), (by_comma, by_point), "{text}");
        }
        assert_eq!(Written::read("1.90").map(|written| written.exact(comma)), Some(Err(Unclear::OtherSign)));
        let beside_points = Style { shows_point: true, ..PLAIN };
        assert_eq!(minor("1,299", beside_points), Some(129_900));
        assert_eq!(minor("1,299", Style { shows_comma: true, ..beside_points }), None);
        assert_eq!(minor("1.299", beside_points), None, "never 1.30");
    }

    #[test]
    fn what_was_reckoned_is_rounded() {
        let rounded = |text: &str| Written::read(text)?.exact(PLAIN).ok()?.rounded(2);
        for (text, cents) in
            [("24.381144", 2438), ("12.989999999999998", 1299), ("0.995", 100), ("7.5", 750), ("9.9950", 1000)]
        {
            assert_eq!(rounded(text), Some(cents), "{text}");
        }
    }

    #[test]
    fn currencies_of_none_and_of_three_decimals() {
        let none = Style { digits: 0, ..PLAIN };
        assert_eq!((minor("1,299", none), minor("1200.00", none), minor("1.5", none)), (Some(1299), Some(1200), None));
        let three = Style { digits: 3, ..PLAIN };
        assert_eq!((minor("1.299", three), minor("12.5", three)), (Some(1299), Some(12_500)));
    }

    #[test]
    fn signs_are_told_apart_from_words() {
        let read = |text: &str| Written::read(text).map(|written| (written.negative, written.beside));
        assert_eq!(read("-3"), Some((true, None)));
        assert_eq!(read("(3)"), Some((true, None)));
        assert_eq!(read("€ 18.50"), Some((false, Some("€".to_owned()))));
        assert_eq!(read("EUR 15"), Some((false, Some("EUR".to_owned()))));
        assert_eq!(read("-$5"), Some((true, Some("$".to_owned()))));
        assert_eq!(read("12.50 €/kg"), Some((false, Some("€/kg".to_owned()))));
    }
}

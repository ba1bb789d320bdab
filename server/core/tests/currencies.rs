//! Our table of currencies against two lists that others publish. The files
//! hold facts alone: codes and digits. `list_one_2026_01_01.csv` is ISO 4217's
//! list one of 1 January 2026, out of the Python package iso4217
//! 1.16.20260101; `currency_codes_2_2_0.csv` is the npm package currency-codes
//! 2.2.0, which follows the list of 25 June 2024. Both were taken on 30
//! November 2026.

use std::collections::BTreeMap;

use tenantry_core::domain::money::{Currency, PUBLISHED};

/// In which nobody sells: funds are marked as such in the list, these are not.
const UNITS_OF_ACCOUNT: [&str; 2] = ["UYW", "XAD"];

fn rows(text: &str) -> BTreeMap<&str, Vec<&str>> {
    text.lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .map(|(code, rest)| (code, rest.split(',').collect()))
        .collect()
}

fn ours() -> BTreeMap<&'static str, u8> {
    Currency::all()
        .filter(|currency| currency.withdrawn().is_none())
        .map(|currency| (currency.code(), currency.exponent()))
        .collect()
}

#[test]
fn the_table_is_list_one_of_its_date() {
    let list = rows(include_str!("iso4217/list_one_2026_01_01.csv"));
    assert_eq!((PUBLISHED, list.len()), ("2026-01-01", 178));
    let sold_in: BTreeMap<&str, u8> = list
        .iter()
        .filter(|(code, row)| row[1] == "false" && !UNITS_OF_ACCOUNT.contains(code))
        .filter_map(|(code, row)| Some((*code, row[0].parse().ok()?)))
        .collect();
    assert_eq!(ours(), sold_in);
}

#[test]
fn another_list_differs_only_by_what_changed_since() {
    let list = rows(include_str!("iso4217/currency_codes_2_2_0.csv"));
    let theirs = |code: &str| list.get(code).and_then(|row| row[0].parse::<u8>().ok());
    let differ: Vec<&str> =
        ours().into_iter().filter(|(code, exponent)| theirs(code) != Some(*exponent)).map(|(code, _)| code).collect();
    assert_eq!(differ, ["XCG"], "the guilder of Curaçao and Sint Maarten came in 2025");
    for (code, since) in [("ANG", "2025-03"), ("BGN", "2026-01"), ("CUC", "2021-06")] {
        let withdrawn: Currency = code.parse().expect("a currency that can still be read");
        assert_eq!(withdrawn.withdrawn(), Some(since));
        assert_eq!(theirs(code), Some(withdrawn.exponent()), "{code}");
    }
}

#[test]
fn every_code_is_found_and_nothing_else() {
    for currency in Currency::all() {
        assert_eq!(currency.code().parse(), Ok(currency));
        assert!([0, 2, 3].contains(&currency.exponent()), "{currency}");
    }
    for none in ["", "eur", "EURO", "XXX", "CLF", "UYW", "XAU", "ABC"] {
        assert!(none.parse::<Currency>().is_err(), "{none}");
    }
}

//! Rules that hold for any input.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::{SignedDuration, Timestamp, civil::date};
use proptest::prelude::*;
use tenantry_core::{
    Error,
    domain::{
        ids::{OrderId, ProductId, TenantId},
        journal::Actor,
        money::{Currency, Decimal, Money, MoneyError},
        order::{MAX_LINES, MAX_QUANTITY, MAX_TOTAL, Order, OrderChange, OrderDraft, Placing, Wanted},
        order_status::Status,
        product::{Product, ProductDraft, ProductInput, ProductTag},
        signing::{Purpose, Signer},
        tenant::TenantRecord,
        text::{clean, fold},
    },
};
use tenantry_fixtures::{order_input, product_draft, product_input};
use uuid::Uuid;

fn product_id(n: u64) -> ProductId {
    ProductId(Uuid::from_u128(u128::from(n)))
}

fn product(n: u64, price: i64, inventory: u64) -> Arc<Product> {
    let draft = ProductDraft { price: Money::from_minor(price), inventory, ..product_draft("Thing", "0.00", 0) };
    Arc::new(Product::create(product_id(n), draft, Timestamp::UNIX_EPOCH))
}

fn place(draft: &OrderDraft, products: &BTreeMap<ProductId, Arc<Product>>) -> tenantry_core::Result<Order> {
    let at = Placing {
        number_prefix: "",
        id: OrderId(Uuid::from_u128(1)),
        products,
        currency: Currency::USD,
        placed_on: date(2026, 11, 24),
        now: Timestamp::UNIX_EPOCH,
        placed_hour: 0,
        by: Actor::System,
    };
    Order::place(draft, &at)
}

fn tenant(time_zone: &str) -> TenantRecord {
    let tenant = tenantry_fixtures::tenant(TenantId(Uuid::from_u128(1)));
    TenantRecord { time_zone: time_zone.to_owned(), ..tenant }
}

/// A million sums and products, each against wider arithmetic.
#[test]
fn a_million_operations_are_exact() {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        // Amounts of every size, down to cents.
        (state as i64) >> (state % 60)
    };
    let (mut exact, mut refused) = (0u32, 0u32);
    for _ in 0..500_000 {
        let (a, b, pieces) = (draw(), draw(), draw() as u32);
        let wide = |sum: i128| i64::try_from(sum).ok().map(Money::from_minor);
        let results = [
            (Money::from_minor(a).plus(Money::from_minor(b)), wide(i128::from(a) + i128::from(b))),
            (Money::from_minor(a).times(pieces), wide(i128::from(a) * i128::from(pieces))),
        ];
        for (got, expected) in results {
            assert_eq!(got, expected, "{a} {b} {pieces}");
            *(if got.is_some() { &mut exact } else { &mut refused }) += 1;
        }
    }
    println!("{exact} exact, {refused} refused");
    assert_eq!(exact + refused, 1_000_000);
    assert!(refused > 1_000 && exact > 100_000);
}

/// Each character that has forms to fold, alone and beside others.
#[test]
fn folding_any_character_settles() {
    let mut seen = 0;
    for letter in (0..0x1_F000).chain(0x2_F800..0x2_FA20).filter_map(char::from_u32) {
        for text in [letter.to_string(), format!("a{letter}"), format!("{letter}\u{301}"), format!("x {letter} y")] {
            let folded = fold(&text);
            assert_eq!(fold(&folded), folded, "{text:?}");
            assert_eq!(fold(&format!("\u{a0}{text} ")), folded, "{text:?}");
        }
        seen += 1;
    }
    println!("{seen} characters");
}

/// The whole table, written out a second time.
#[test]
fn the_workflow_is_the_promised_one() {
    use Status::{Cancelled, Confirmed, Delivered, Pending, Shipped};
    let legal: BTreeSet<(Status, Status)> = [
        (Pending, Confirmed),
        (Pending, Cancelled),
        (Confirmed, Shipped),
        (Confirmed, Cancelled),
        (Shipped, Delivered),
    ]
    .into();
    let products = BTreeMap::from([(product_id(1), product(1, 100, 10))]);
    let draft = OrderDraft::new(order_input(&[(product_id(1), 1)])).expect("a draft");
    let order = place(&draft, &products).expect("an order");
    for from in Status::ALL {
        for to in Status::ALL {
            let order = Order { status: from, ..order.clone() };
            let change = OrderChange::new(to, None, None).expect("a change");
            let moved = order.revise(&change, Actor::System, Timestamp::UNIX_EPOCH);
            if from == to || legal.contains(&(from, to)) {
                let moved = moved.expect("a legal step");
                assert_eq!((moved.status, moved.version), (to, 2));
            } else {
                let refused = moved.expect_err("an illegal step");
                let next = legal.iter().filter(|(at, _)| *at == from).map(|(_, to)| *to).collect::<Vec<_>>();
                assert!(
                    matches!(&refused, Error::IllegalTransition { next: reported, .. } if *reported == next),
                    "{from} to {to}: {refused:?}"
                );
            }
        }
    }
}

const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Auckland",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Africa/Casablanca",
];

fn currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(Currency::all().collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn money_prints_what_it_parses(minor in any::<i64>(), currency in currency()) {
        let money = Money::from_minor(minor);
        let text = money.show(currency).to_string();
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        prop_assert_eq!(decimals, usize::from(currency.exponent()));
        if minor > i64::MIN {
            prop_assert_eq!(Money::parse(&text, currency), Ok(money));
            let stored = serde_json::to_string(&money).expect("JSON");
            prop_assert_eq!(serde_json::from_str::<Money>(&stored).ok(), Some(money));
        }
    }

    #[test]
    fn money_takes_text_whole_or_not_at_all(
        text in "[-+ ]?[0-9]{0,20}[.,]?[0-9]{0,4}[e ]?[0-9]?",
        currency in currency(),
    ) {
        let decimals = usize::from(currency.exponent());
        match Money::parse(&text, currency) {
            // What is taken says the same amount when printed, but for zeros that say nothing.
            Ok(money) => {
                let digits = text.trim_start_matches('-');
                let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
                let point = if decimals > 0 { "." } else { "" };
                let expected = format!("{}{point}{fraction:0<decimals$}", whole.trim_start_matches('0'));
                let printed = money.show(currency).to_string();
                let printed = printed.trim_start_matches('-');
                prop_assert_eq!(printed.trim_start_matches('0'), expected);
                prop_assert!(fraction.len() <= decimals);
                prop_assert!(money.minor() == 0 || text.starts_with('-') == (money.minor() < 0));
            }
            Err(MoneyError::TooPrecise(_)) => {
                prop_assert!(text.split_once('.').is_some_and(|(_, fraction)| fraction.len() > decimals));
            }
            Err(MoneyError::Overflow) => prop_assert!(text.len() >= 15),
            Err(MoneyError::Malformed) => {}
        }
    }

    #[test]
    fn json_numbers_mean_what_their_text_means(minor in -1_000_000_000i64..1_000_000_000, currency in currency()) {
        let money = Money::from_minor(minor);
        let read: Decimal = serde_json::from_str(&money.show(currency).to_string()).expect("an exact number");
        prop_assert_eq!(read.in_currency(currency), Ok(money));
    }

    /// Each product once, in the order of first mention, with all its pieces.
    #[test]
    fn lines_of_one_product_are_one(lines in prop::collection::vec((0u64..8, 1i64..1_000), 1..40)) {
        let lines: Vec<(ProductId, i64)> = lines.into_iter().map(|(n, pieces)| (product_id(n), pieces)).collect();
        let draft = OrderDraft::new(order_input(&lines)).expect("a draft");
        let mut expected: Vec<Wanted> = Vec::new();
        for (index, (product, pieces)) in lines.iter().enumerate() {
            match expected.iter_mut().find(|wanted| wanted.product == *product) {
                Some(wanted) => wanted.quantity += *pieces as u32,
                None => expected.push(Wanted { product: *product, quantity: *pieces as u32, index }),
            }
        }
        prop_assert_eq!(draft.lines, expected);
    }

    /// Errors name the lines of the request, all of them, whatever was merged before.
    #[test]
    fn wrong_lines_are_pointed_at(
        lines in prop::collection::vec(
            (0u64..5, prop_oneof![3 => 1i64..10, 1 => -5i64..=0, 1 => Just(i64::from(MAX_QUANTITY) + 1), 1 => Just(i64::MAX)]),
            1..20,
        )
    ) {
        let lines: Vec<(ProductId, i64)> = lines.into_iter().map(|(n, pieces)| (product_id(n), pieces)).collect();
        let wrong: Vec<String> = lines
            .iter()
            .enumerate()
            .filter(|(_, (_, pieces))| !(1..=i64::from(MAX_QUANTITY)).contains(pieces))
            .map(|(index, _)| format!("/items/{index}/quantity"))
            .collect();
        match OrderDraft::new(order_input(&lines)) {
            Ok(_) => prop_assert!(wrong.is_empty()),
            Err(Error::Invalid(fields)) => {
                let reported: Vec<String> = fields.into_iter().map(|field| field.pointer).collect();
                prop_assert_eq!(reported, wrong);
            }
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn more_products_than_a_commit_holds_are_refused(count in 1usize..120) {
        let lines: Vec<(ProductId, i64)> = (0..count as u64).map(|n| (product_id(n), 1)).collect();
        let drafted = OrderDraft::new(order_input(&lines));
        prop_assert_eq!(drafted.is_ok(), count <= MAX_LINES);
    }

    /// The total is the sum of the lines, each its price times its pieces, or
    /// the order is refused; wider arithmetic is the judge.
    #[test]
    fn totals_are_the_sum_of_lines(
        lines in prop::collection::vec((0i64..=i64::MAX / 2, 1u32..=MAX_QUANTITY), 1..20),
        small in any::<bool>(),
    ) {
        let price = |minor: i64| if small { minor % 100_000 } else { minor };
        let products: BTreeMap<ProductId, Arc<Product>> = lines
            .iter()
            .enumerate()
            .map(|(n, (minor, _))| (product_id(n as u64), product(n as u64, price(*minor), u64::from(MAX_QUANTITY))))
            .collect();
        let wanted: Vec<(ProductId, i64)> =
            lines.iter().enumerate().map(|(n, (_, pieces))| (product_id(n as u64), i64::from(*pieces))).collect();
        let draft = OrderDraft::new(order_input(&wanted)).expect("a draft");
        let sum: i128 = lines.iter().map(|(minor, pieces)| i128::from(price(*minor)) * i128::from(*pieces)).sum();
        match place(&draft, &products) {
            Ok(order) => {
                prop_assert_eq!(i128::from(order.total.minor()), sum);
                prop_assert_eq!(Money::sum(order.lines.iter().map(|line| line.subtotal)), Some(order.total));
                for (line, wanted) in order.lines.iter().zip(&draft.lines) {
                    prop_assert_eq!(Some(line.subtotal), line.price.times(wanted.quantity));
                    prop_assert_eq!(line.price, products[&line.product].price);
                }
                prop_assert_eq!(order.units(), lines.iter().map(|(_, pieces)| u64::from(*pieces)).sum::<u64>());
            }
            Err(Error::Invalid(fields)) => {
                prop_assert!(sum > i128::from(MAX_TOTAL.minor()));
                prop_assert_eq!(fields[0].code, "total_too_large");
            }
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn stock_must_suffice(stock in 0u64..20, pieces in 1i64..20) {
        let products = BTreeMap::from([(product_id(1), product(1, 100, stock))]);
        let draft = OrderDraft::new(order_input(&[(product_id(1), pieces)])).expect("a draft");
        match place(&draft, &products) {
            Ok(_) => prop_assert!(stock >= pieces as u64),
            Err(Error::OutOfStock { available, wanted, .. }) => {
                prop_assert_eq!((available, wanted), (stock, pieces as u64));
                prop_assert!(stock < pieces as u64);
            }
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn a_seal_opens_only_what_was_sealed(
        payload in prop::collection::vec(any::<u8>(), 0..64),
        context in prop::collection::vec(any::<u8>(), 0..40),
        other in prop::collection::vec(any::<u8>(), 0..40),
        bent in any::<prop::sample::Index>(),
        secret in any::<[u8; 32]>(),
    ) {
        let signer = Signer::new(secret);
        let signed = signer.sign(Purpose::Cursor, &context, &payload);
        prop_assert_eq!(signer.verify(Purpose::Cursor, &context, &signed), Some(payload.clone()));
        prop_assert_eq!(signer.verify(Purpose::Reset, &context, &signed), None);
        prop_assert_eq!(signer.verify(Purpose::Cursor, &other, &signed).is_some(), other == context);
        prop_assert_eq!(Signer::new([9; 32]).verify(Purpose::Cursor, &context, &signed).is_some(), secret == [9; 32]);
        // What is moved from the payload into the context is another thing.
        if let Some((first, rest)) = payload.split_first() {
            let longer = [&context[..], &[*first]].concat();
            prop_assert_ne!(signer.sign(Purpose::Cursor, &longer, rest), signer.sign(Purpose::Cursor, &context, rest));
        }
        let mut letters = signed.clone().into_bytes();
        let at = bent.index(letters.len());
        letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
        let bent = String::from_utf8(letters).expect("ASCII");
        prop_assert_eq!(signer.verify(Purpose::Cursor, &context, &bent), None);
    }

    /// Folding twice is folding once, and case and blanks at the ends say nothing.
    #[test]
    fn folding_settles(text in any::<String>()) {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded.clone());
        prop_assert_eq!(fold(&format!(" {text}\t")), folded);
        prop_assert_eq!(clean(&clean(&text)), clean(&text));
    }

    #[test]
    fn ascii_folds_as_people_expect(text in "[ -~]{0,40}") {
        prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        prop_assert_eq!(fold(&text), text.trim().to_lowercase());
    }

    #[test]
    fn tags_are_read_as_written(version in any::<u64>(), inventory in any::<u64>()) {
        let tag = ProductTag { version, inventory };
        prop_assert_eq!(tag.to_string().parse(), Ok(tag));
    }

    /// The counters start anew exactly where the name of the month changes, in
    /// any zone and across its changes of the clock.
    #[test]
    fn months_follow_the_wall_clock(seconds in 946_684_800i64..4_102_444_800, zone in prop::sample::select(&ZONES[..])) {
        let tenant = tenant(zone);
        let at = Timestamp::from_second(seconds).expect("a time");
        let next = tenant.next_month(at).expect("a next month");
        prop_assert!(next > at);
        prop_assert!(next.duration_since(at) <= SignedDuration::from_hours(31 * 24 + 2));
        let before = next - SignedDuration::from_millis(1);
        prop_assert_eq!(tenant.month(at), tenant.month(before));
        prop_assert_ne!(tenant.month(at), tenant.month(next));
        prop_assert_eq!(tenant.local_date(next).day(), 1);
        prop_assert!(tenant.month(next) > tenant.month(at));
    }

    #[test]
    fn products_are_bounded(price in any::<i64>(), inventory in any::<i64>(), name in any::<String>()) {
        let input = ProductInput { price: Money::from_minor(price), ..product_input(&name, "0.00", inventory) };
        match ProductDraft::new(input) {
            Ok(draft) => {
                prop_assert!((0..=100_000_000_000).contains(&price) && (0..=1_000_000_000).contains(&inventory));
                prop_assert!(!draft.name.is_empty() && draft.name.chars().count() <= 200);
            }
            Err(Error::Invalid(fields)) => prop_assert!(!fields.is_empty()),
            Err(other) => prop_assert!(false, "{other:?}"),
        }
    }
}

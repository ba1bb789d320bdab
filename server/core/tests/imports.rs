//! Files of other shops: each small file of `imports/` is read as the web app
//! does it (its columns are guessed, then the guess is sent back), and what comes
//! out is compared with the file of the same name beside it.
//!
//! `products` are name, SKU, price in minor units, stock, category and whether it
//! comes in archived; `refused` and `remarks` are rows and codes.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use tenantry_core::{
    domain::money::Currency,
    transfer::{Choices, ImportFile, ImportOptions, Preview, StockUpdate, Template},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    template: String,
    #[serde(default)]
    options: BTreeMap<String, String>,
    products: Value,
    ignored: u64,
    refused: Value,
    remarks: Value,
    questions: Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports")
}

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder()).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|kind| kind == "csv"));
    files.sort();
    files
}

fn options(said: &BTreeMap<String, String>) -> ImportOptions {
    fn chosen<T: for<'a> Deserialize<'a>>(said: &BTreeMap<String, String>, name: &str) -> Option<T> {
        said.get(name).map(|value| serde_json::from_value(json!(value)).expect("a choice"))
    }
    let currency = said.get("currency").map_or("EUR", String::as_str).parse().expect("a currency");
    let choices = Choices {
        decimal: chosen(said, "decimal"),
        foreign_currency: chosen(said, "foreign_currency"),
        drafts: chosen(said, "drafts"),
        wordy_stock: chosen(said, "wordy_stock"),
        stock: chosen(said, "stock"),
    };
    ImportOptions { choices, ..ImportOptions::of(currency) }
}

/// As the web app reads a file: what the preview guesses is sent with the import.
fn as_the_app_does(bytes: &[u8], options: ImportOptions) -> (Preview, ImportFile) {
    let preview = Preview::of(bytes, &options).expect("a preview");
    let mapping = preview.mapping.iter().map(|(field, column)| (field.name().to_owned(), column.clone())).collect();
    let options = ImportOptions { template: Some(preview.template), mapping: Some(mapping), ..options };
    let file = ImportFile::read(bytes, &options).expect("a file");
    (preview, file)
}

fn result(preview: &Preview, file: &ImportFile) -> Value {
    let products: Vec<Value> = file
        .candidates
        .iter()
        .map(|product| {
            let price = product.price.map(|price| price.minor());
            json!([product.name, product.sku, price, product.inventory, product.category, product.archived])
        })
        .collect();
    let refused: Vec<Value> = file.refused.iter().map(|error| json!([error.row, error.code])).collect();
    let remarks: Vec<Value> = file.remarks.iter().map(|remark| json!([remark.row, remark.code])).collect();
    let questions: Vec<&str> = preview.questions.iter().map(|question| question.code).collect();
    json!({"template": preview.template.name(), "products": products, "ignored": file.ignored, "refused": refused,
           "remarks": remarks, "questions": questions})
}

#[test]
fn files_of_other_shops_come_out_as_expected() {
    let mut wrong = Vec::new();
    for path in files() {
        let expected = fs::read(path.with_extension("json")).expect("what is expected");
        let expected: Expected = serde_json::from_slice(&expected).expect("what is expected");
        let Expected { template, options: said, products, ignored, refused, remarks, questions } = expected;
        let (preview, file) = as_the_app_does(&fs::read(&path).expect("a file"), options(&said));
        let have = result(&preview, &file);
        let want = json!({"template": template, "products": products, "ignored": ignored, "refused": refused,
                          "remarks": remarks, "questions": questions});
        assert_eq!(preview.questions, file.questions, "the import asks what the preview asks: {}", path.display());
        if have != want {
            wrong.push(format!("{}:\n  have {have}\n  want {want}\n  {:?}", path.display(), file.refused));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_format_has_a_file() {
    let eur = ImportOptions::of("EUR".parse().expect("a currency"));
    let known: BTreeSet<&str> = files()
        .into_iter()
        .map(|path| Preview::of(&fs::read(path).expect("a file"), &eur).expect("a preview").template.name())
        .collect();
    assert_eq!(known, Template::ALL.iter().map(|template| template.name()).collect());
}

#[test]
fn descriptions_are_those_of_the_product() {
    let described = |name: &str| -> Vec<Option<String>> {
        let bytes = fs::read(folder().join(name)).expect("a file");
        let (_, file) = as_the_app_does(&bytes, options(&BTreeMap::new()));
        file.candidates.into_iter().map(|product| product.description).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(described("shopify-old.csv"), [some("Warm & dry."), some("Warm & dry."), None]);
    assert_eq!(
        described("woocommerce.csv"),
        [some("Hand knotted. Heavy."), some("Hand knotted. Heavy."), some("Stiff.")]
    );
    assert_eq!(described("line-ends-in-cells.csv"), vec![some("One\ntwo"); 3]);
    assert_eq!(described("control-characters.csv"), [some("Holds ten.")]);
    assert_eq!(described("magento.csv")[1], some("Fleece."), "from the parent");
}

#[test]
fn rejected_rows_are_kept_whole() {
    let (_, file) = as_the_app_does(
        &fs::read(folder().join("cells-beyond-header.csv")).expect("a file"),
        options(&BTreeMap::new()),
    );
    let csv = file.failed_csv(&file.refused);
    let line = csv.lines().nth(1).expect("a row");
    assert!(line.starts_with("Ivy tub,IT-1,26.00,\"row 3: ") && line.ends_with(",,more"), "{csv}");
    let again = ImportFile::read(csv.as_bytes(), &options(&BTreeMap::new())).expect("a file");
    assert_eq!(again.refused.len(), 1, "not corrected, not taken");

    // A variant brings along what its parent says for it.
    let woo = "ID,Type,SKU,Name,Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s)\n\
               1,variable,V,Vest,,Wool,,Size,\"S, M\"\n2,variation,V-S,Vest,x,,V,Size,S\n3,variation,V-M,Vest,9.00,,V,Size,M\n";
    let (_, file) = as_the_app_does(woo.as_bytes(), options(&BTreeMap::new()));
    let csv = file.failed_csv(&file.refused).replace(",x,", ",8.00,");
    let again = ImportFile::read(csv.as_bytes(), &options(&BTreeMap::new())).expect("a file");
    let names: Vec<_> = again.candidates.iter().map(|one| (one.name.as_deref(), one.category.as_deref())).collect();
    assert_eq!((names, again.ignored), (vec![(Some("Vest - S"), Some("Wool"))], 1), "{csv}");
}

#[test]
fn a_file_without_prices_says_so_once() {
    let (preview, file) =
        as_the_app_does(&fs::read(folder().join("shopify-stock-only.csv")).expect("a file"), options(&BTreeMap::new()));
    assert_eq!(preview.questions.len(), 1);
    assert!(preview.questions[0].detail.starts_with("No column holds a price"), "{:?}", preview.questions);
    assert_eq!((file.stock, file.refused.len()), (StockUpdate::Set, 0), "it is a stock count");
}

#[test]
fn a_question_names_its_answers() {
    let ask = |name: &str| {
        let bytes = fs::read(folder().join(name)).expect("a file");
        Preview::of(&bytes, &options(&BTreeMap::new())).expect("a preview").questions.remove(0)
    };
    let comma = ask("decimal-comma.csv");
    assert_eq!(
        (comma.parameter, comma.count, comma.options),
        ("decimal", 3, vec!["point".to_owned(), "comma".to_owned()])
    );
    assert_eq!(comma.examples, ["1,90", "1.299,00", "1.299"]);
    let price = ask("two-prices.csv");
    assert_eq!((price.parameter, price.options), ("mapping", vec!["Retail price".to_owned(), "List price".to_owned()]));
    assert_eq!(ask("foreign-currency.csv").options, ["accept", "reject"]);
}

fn read(bytes: &[u8], options: &ImportOptions) {
    let preview = Preview::of(bytes, options);
    if let Ok(file) = ImportFile::read(bytes, options) {
        file.failed_csv(&file.refused);
        assert!(preview.is_ok(), "what can be imported can be looked at");
        let rows = preview.map_or(0, |preview| preview.rows);
        let refused: BTreeSet<u64> = file.refused.iter().map(|error| error.row).collect();
        assert_eq!(file.candidates.len() + refused.len() + file.ignored as usize, rows, "each row once");
    }
}

fn choices() -> impl Strategy<Value = ImportOptions> {
    let one = |values: &'static [&'static str]| prop::option::of(prop::sample::select(values));
    (
        prop::sample::select(&["EUR", "USD"][..]),
        one(&["point", "comma"]),
        one(&["accept", "reject"]),
        one(&["archived", "left_out", "active"]),
        one(&["zero", "keep"]),
        prop::option::of(prop::sample::select(&Template::ALL[..])),
    )
        .prop_map(|(currency, decimal, foreign, drafts, wordy, template)| {
            let said =
                [("decimal", decimal), ("foreign_currency", foreign), ("drafts", drafts), ("wordy_stock", wordy)];
            let mut said: BTreeMap<String, String> =
                said.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
            said.insert("currency".to_owned(), currency.to_owned());
            ImportOptions { template, ..options(&said) }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600), options in choices()) {
        read(&bytes, &options);
    }

    #[test]
    fn any_cells_are_read_or_refused(
        header in prop::collection::vec("Name|Title|Price|SKU|Stock|Handle|Type|Parent|Option1 Value|Currency|Item Type|\\PC{0,6}", 1..8),
        rows in prop::collection::vec(prop::collection::vec("[0-9.,' €$-]{0,8}|\\PC{0,8}|simple|variation|id:1|\"|<p>x&amp;", 0..9), 0..12),
        options in choices(),
    ) {
        let lines = std::iter::once(header).chain(rows).map(|cells| cells.join(","));
        read(lines.collect::<Vec<_>>().join("\n").as_bytes(), &options);
    }

    /// Real files with bytes changed, taken out, put in and rows shuffled.
    #[test]
    fn damaged_files_are_read_or_refused(
        which in any::<prop::sample::Index>(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..12),
        options in choices(),
    ) {
        let files = files();
        let mut bytes = fs::read(which.get(&files)).expect("a file");
        for (at, byte, how) in cuts {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, byte),
                _ => bytes.rotate_left(at),
            }
        }
        read(&bytes, &options);
    }
}

/// Four times the file takes about four times the time, whatever the rows are.
#[test]
fn reading_is_linear() {
    let wide = |rows: usize| format!("Name,Price{}\n{}", ",x".repeat(3_000), "a,1.00\n".repeat(rows));
    let variants = |rows: usize| {
        let lines: String = (0..rows).map(|n| format!("h{},T,v{n},S{n},1.00\n", n / 50)).collect();
        format!("Handle,Title,Option1 Value,Variant SKU,Variant Price\n{lines}")
    };
    let refused = |rows: usize| format!("Name,Price\n{}", "same,x\n".repeat(rows));
    let entities =
        |rows: usize| format!("Name,Price,Description\n{}", format!("n,1,{}\n", "&&amp;<".repeat(60)).repeat(rows));
    let quotes = |rows: usize| format!("Name,Price\n\"{}", "a,1.00\n".repeat(rows * 4));
    let unseen = |rows: usize| format!("Name,Price\na{},1.00\n", "\u{200b}".repeat(rows * 20));
    let makers: [&dyn Fn(usize) -> String; 6] = [&wide, &variants, &refused, &entities, &quotes, &unseen];
    let usd = ImportOptions::of(Currency::USD);
    let time = |text: &str| {
        let once = || {
            let start = Instant::now();
            if let Ok(file) = ImportFile::read(text.as_bytes(), &usd) {
                file.failed_csv(&file.refused);
            }
            start.elapsed()
        };
        once().min(once())
    };
    for (at, make) in makers.into_iter().enumerate() {
        let (short, long) = (make(500), make(2_000));
        // Quadratic would be sixteen each time; a busy machine is not busy in all rounds.
        let mut rounds = (0..6).map(|_| (time(&short), time(&long)));
        let linear = |(small, large): (Duration, Duration)| large < small * 10 + Duration::from_millis(50);
        assert!(rounds.any(linear), "file {at}");
    }
}

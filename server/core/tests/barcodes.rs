//! Barcodes in files: in from other shops and out to a file of ours that comes back, with the zeros at their beginning.

use jiff::Timestamp;
use tenantry_core::{
    domain::{
        ids::ProductId,
        money::Currency,
        product::{Product, ProductDraft, ProductInput},
    },
    transfer::{Field, ImportFile, ImportOptions, Preview, ProductSheet, StockUpdate, template},
};
use tenantry_fixtures::{product_draft, product_input};

const EUR: Currency = Currency::EUR;

/// The row of a remark with its code.
type Remarked = (u64, &'static str);

/// The barcodes of a file with its remarks, and the column that they were found in.
fn read(file: &str) -> (Vec<Option<String>>, Vec<Remarked>, Option<String>) {
    let options = ImportOptions::of(EUR);
    let preview = Preview::of(file.as_bytes(), &options).expect("a preview");
    let file = ImportFile::read(file.as_bytes(), &options).expect("a file");
    assert!(file.refused.is_empty(), "a barcode never rejects a row: {:?}", file.refused);
    let barcodes = file.candidates.iter().map(|candidate| candidate.barcode.clone()).collect();
    let remarks = file.remarks.iter().map(|remark| (remark.row, remark.code)).collect();
    (barcodes, remarks, preview.mapping.get(&Field::Barcode).cloned())
}

fn some(barcodes: &[&str]) -> Vec<Option<String>> {
    barcodes.iter().map(|barcode| Some((*barcode).to_owned()).filter(|barcode| !barcode.is_empty())).collect()
}

#[test]
fn shopify_guards_numbers_and_their_zeros_stay() {
    let file = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode,Image Src\n\
                mug,Mug,Size,Small,'001,9.00,'0036000291452,a.jpg\n\
                mug,,Size,Large,'002,12.00,'036000291452,\n\
                mug,,,,,,,b.jpg\n\
                tray,Tray,Title,Default Title,T-1,15.00,,\n";
    let (barcodes, remarks, column) = read(file);
    assert_eq!(barcodes, some(&["0036000291452", "036000291452", ""]), "each variant has its own");
    assert_eq!((remarks, column.as_deref()), (vec![], Some("Variant Barcode")));
}

#[test]
fn columns_of_other_shops_are_known() {
    for (file, column) in [
        (
            "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,Regular price,Categories\n\
             1,simple,A,0036000291452,Mug,1,9.00,Kitchen\n",
            "GTIN, UPC, EAN, or ISBN",
        ),
        (
            "ID,Typ,Artikelnummer,\"GTIN, UPC, EAN oder ISBN\",Name,Veröffentlicht,Regulärer Preis,Kategorien\n\
             1,simple,A,0036000291452,Tasse,1,9.00,Küche\n",
            "GTIN, UPC, EAN oder ISBN",
        ),
        (
            "Token,Item Name,Variation Name,SKU,Description,Categories,Price,GTIN\n\
             T,Mug,Regular,A,,Kitchen,9.00,0036000291452\n",
            "GTIN",
        ),
        ("Name,Price,EAN13\nMug,9.00,0036000291452\n", "EAN13"),
        ("Product Name,Price,Product UPC/EAN\nMug,9.00,0036000291452\n", "Product UPC/EAN"),
        ("Bezeichnung;Preis;Strichcode\nTasse;9.00;0036000291452\n", "Strichcode"),
    ] {
        let (barcodes, remarks, found) = read(file);
        assert_eq!((barcodes, remarks, found.as_deref()), (some(&["0036000291452"]), vec![], Some(column)), "{column}");
    }
    for header in [
        "barcode",
        "Bar code",
        "GTIN",
        "ean",
        "UPC",
        "ISBN-13",
        "EAN-Code",
        "Code-barres",
        "Código de barras",
        "Codice a barre",
        "Streepjescode",
        "Kod kreskowy",
        "Штрихкод",
        "Global Trade Item Number",
        "Variant Barcode",
    ] {
        let (barcodes, _, found) = read(&format!("SKU,Name,Price,{header}\nA,Mug,9.00,0036000291452\n"));
        assert_eq!((barcodes, found.as_deref()), (some(&["0036000291452"]), Some(header)), "{header}");
    }
    for file in ["Name,Price,Barcode type\nMug,9.00,EAN\n", "Name,Price,Master carton GTIN\nMug,9.00,1\n"] {
        assert_eq!(read(file).2, None, "{file}");
    }
}

#[test]
fn what_is_odd_is_remarked_upon_and_taken() {
    let long = "9".repeat(65);
    let file = format!(
        "name,price,barcode\nA,1.00,4006381333931\nB,1.00,4006381333932\nC,1.00,36000291452\nD,1.00,ABC-7\n\
         E,1.00,4.00638E+12\nF,1.00,40063\u{200b}81333931\nG,1.00,{long}\nH,1.00,-\n"
    );
    let (barcodes, remarks, _) = read(&file);
    let taken = ["4006381333931", "4006381333932", "36000291452", "ABC-7", "4.00638E+12", "4006381333931", "", ""];
    assert_eq!(barcodes, some(&taken));
    let said = [
        (3, "barcode_check_digit"),
        (4, "barcode_length"),
        (6, "barcode_shortened"),
        (7, "control_character"),
        (8, "barcode_too_long"),
    ];
    assert_eq!(remarks, said);
}

#[test]
fn our_own_file_comes_back_as_it_went_out() {
    let barcodes = ["0036000291452", "00000", "'001", "=1+1", "-12", "ABC 7", ""];
    let product = |(n, barcode): (usize, &&str)| {
        let name = format!("Product {n}");
        let input = ProductInput {
            barcode: Some(barcode).filter(|barcode| !barcode.is_empty()).copied(),
            ..product_input(&name, "1.00", 1)
        };
        let draft = ProductDraft::new(input).expect("a draft");
        Product::create(ProductId(uuid::Uuid::from_u128(n as u128)), draft, Timestamp::UNIX_EPOCH)
    };
    let products: Vec<Product> = barcodes.iter().enumerate().map(product).collect();
    let text = ProductSheet::new(EUR).write(&products);
    let header = text.lines().next().expect("a header");
    assert!(header.ends_with(",inventory,barcode,status,product_id,created_at,updated_at"), "{header}");
    let file = ImportFile::read(text.as_bytes(), &ImportOptions::of(EUR)).expect("a file");
    assert_eq!((file.template().name(), file.candidates.len()), ("tenantry", products.len()));
    for (candidate, product) in file.candidates.iter().zip(&products) {
        let draft = candidate.draft(Some(product), StockUpdate::Set).expect("a draft");
        assert_eq!(draft, product.draft(), "again changes nothing");
    }
}

#[test]
fn a_blank_cell_leaves_the_barcode_that_is_there() {
    let draft = ProductDraft { barcode: Some("0001".to_owned()), ..product_draft("Mug", "1.00", 1) };
    let mug = Product::create(ProductId(uuid::Uuid::nil()), draft, Timestamp::UNIX_EPOCH);
    for (file, barcode) in
        [("name,price\nMug,2.00\n", "0001"), ("name,barcode\nMug,\n", "0001"), ("name,barcode\nMug,0002\n", "0002")]
    {
        let file = ImportFile::read(file.as_bytes(), &ImportOptions::of(EUR)).expect("a file");
        let draft = file.candidates[0].draft(Some(&mug), StockUpdate::Keep).expect("a draft");
        assert_eq!(draft.barcode.as_deref(), Some(barcode));
    }
}

#[test]
fn the_template_can_be_imported_and_so_can_that_of_an_earlier_version() {
    let (barcodes, remarks, column) = read(&template());
    assert_eq!((barcodes.len(), remarks, column.as_deref()), (1, vec![], Some("barcode")));
    assert!(barcodes[0].as_deref().is_some_and(|barcode| barcode.starts_with('0')), "it shows that zeros count");
    let earlier = "sku,name,description,price,category,inventory\nA,Mug,,1.00,,1\n";
    let preview = Preview::of(earlier.as_bytes(), &ImportOptions::of(EUR)).expect("a preview");
    assert_eq!((preview.template.name(), preview.mapping.len()), ("tenantry", 6));
}

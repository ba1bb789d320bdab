//! The barcode of a product, as clients and files bring it.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{Client, Company, Installation, Placement};

async fn names(client: &Client, query: &str) -> Vec<Value> {
    let found = client.get(&format!("/v1/products?{query}")).await.expect_status(200).json();
    found["items"].as_array().expect("items").iter().map(|product| product["name"].clone()).collect()
}

pub async fn a_barcode_is_sent_found_and_cleared<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Scanner", placement).await;
    let owner = &company.owner;
    let body = json!({"name": "Mug", "price": "9.00", "barcode": "0036000291452"});
    let made = owner.post("/v1/products", &body).await.expect_status(201);
    assert_eq!((&made.json()["barcode"], made.json().get("remarks")), (&json!("0036000291452"), None));
    company.product("Plain", "1.00", 5).await;
    assert_eq!(names(owner, "barcode=0036000291452").await, ["Mug"]);
    assert_eq!(names(owner, "barcode=00").await, ["Mug"]);
    assert_eq!(names(owner, "barcode=36000291452").await, Vec::<Value>::new());
    owner.get("/v1/products?barcode=").await.expect_status(422);

    // What is odd is taken, with a remark in each answer.
    let path = format!("/v1/products/{}", made.text("product_id"));
    let odd = owner.patch(&path, made.header("etag"), &json!({"barcode": "0036000291453"})).await.expect_status(200);
    let remarks = json!([{"pointer": "/barcode", "code": "barcode_check_digit",
        "detail": "is no GTIN, since its check digit is wrong: compare it with the package"}]);
    assert_eq!(odd.json()["remarks"], remarks);
    assert_eq!(owner.get(&path).await.expect_status(200).json()["remarks"], remarks);
    assert_eq!(owner.get("/v1/products?name=mug").await.expect_status(200).json()["items"][0]["remarks"], remarks);
    // What GET gave can be sent back whole.
    let same = owner.put(&path, odd.header("etag"), &odd.json()).await.expect_status(200);
    assert_eq!(same.json(), odd.json());

    let none = owner.patch(&path, odd.header("etag"), &json!({"barcode": null})).await.expect_status(200);
    assert_eq!((&none.json()["barcode"], none.json().get("remarks")), (&Value::Null, None));
    let long = json!({"barcode": "9".repeat(65)});
    let refused = owner.patch(&path, none.header("etag"), &long).await.expect_status(422).json();
    assert_eq!(refused["errors"][0]["pointer"], "/barcode");
}

pub async fn a_barcode_comes_in_with_a_file_and_goes_out_again<I: Installation>(placement: Placement) {
    let server = I::start();
    let company = Company::found(&server, "Barcoded", placement).await;
    let owner = &company.owner;
    let send = async |path: &str, file: String| {
        let request = owner.request(Method::POST, path).header("content-type", "text/csv").body(file);
        owner.send(request).await.expect_status(200)
    };
    let file = "Handle,Title,Variant SKU,Variant Price,Variant Barcode\n\
                mug,Mug,M-1,9.00,'0036000291452\ntray,Tray,T-1,15.00,'0036000291453\n";
    let done = send("/v1/products/import", file.to_owned()).await.json();
    assert_eq!(done["counts"]["create"], 2);
    assert_eq!(
        done["remarks"],
        json!([{"row": 3, "column": "Variant Barcode", "value": "'0036000291453", "code": "barcode_check_digit",
            "detail": "is no GTIN, since its check digit is wrong: compare it with the package"}])
    );
    assert_eq!(names(owner, "barcode=0036000291452").await, ["Mug"]);

    let file = owner.get("/v1/products/export").await.expect_status(200).raw;
    assert!(file.contains("M-1,Mug,,9.00,,0,0036000291452,active,"), "{file}");
    assert_eq!(send("/v1/products/import", file.clone()).await.json()["counts"]["skip"], 2, "again changes nothing");
    let changed = file.replace("0036000291453", "0036000291452");
    let planned = send("/v1/products/import?dry_run=true", changed).await.json();
    assert_eq!(
        planned["changes"][0]["fields"],
        json!([{"field": "barcode", "from": "0036000291453", "to": "0036000291452"}])
    );
}

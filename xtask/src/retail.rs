//! A real shop's morning, loaded twice: the figures must be exact, and the
//! second run must change nothing.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{
    client::Client,
    server::{Data, Server, binary},
};

/// What the whole rows of the file add up to, without the cancellation.
const REVENUE: &str = "7758.27";
const OWNER: &str = "owner@retail.example";
const PASSWORD: &str = "a shop in one morning";
const OPERATOR: &str = "operator@retail.example";

pub fn run(file: &Path) -> Result<()> {
    let file = file.canonicalize().with_context(|| format!("{} is not there", file.display()))?;
    let binary = binary()?;
    let data = Data::fresh("retail")?;
    make_operator(&binary, &data)?;
    let server = Server::start(&binary, data, &["--mailbox", "on"])?;
    let shop = open_shop(&server.url)?;
    load(&binary, &server.url, &file)?;
    let first = Snapshot::take(&shop)?;
    let revenue = first.insights["revenue"].as_str().unwrap_or_default();
    if revenue != REVENUE {
        bail!("the revenue is {revenue}, and the file adds up to {REVENUE}");
    }
    load(&binary, &server.url, &file)?;
    first.compare(&Snapshot::take(&shop)?)?;
    println!(
        "retail: revenue {REVENUE}, {} orders, {} products; the second run changed nothing",
        first.orders.len(),
        first.products.len()
    );
    Ok(())
}

fn make_operator(binary: &Path, data: &Data) -> Result<()> {
    let mut create = Command::new(binary);
    create.args(["operator", "create", "--email", OPERATOR, "--name", "Retail operator", "--password-stdin", "--data"]);
    let mut child = create.arg(data.path()).stdin(Stdio::piped()).spawn().context("tenantry can't be started")?;
    let mut input = child.stdin.take().context("tenantry has no standard input")?;
    std::io::Write::write_all(&mut input, PASSWORD.as_bytes())?;
    drop(input);
    if !child.wait()?.success() {
        bail!("the operator could not be made");
    }
    Ok(())
}

/// Creates a premium tenant as the operator; its owner joins by the mailed invitation.
fn open_shop(url: &str) -> Result<Client> {
    let operator = Client::sign_in_operator(url, OPERATOR, PASSWORD)?;
    operator.post(
        "/v1/tenants",
        &json!({
            "company_name": "Online Retail", "admin_email": OWNER, "tier": "premium", "isolation_model": "pool",
            "currency": "GBP", "time_zone": "Europe/London",
        }),
    )?;
    let visitor = Client::visitor(url)?;
    let code = visitor.mailed_code(OWNER)?;
    visitor.post("/v1/auth/signup", &json!({"code": code, "name": "Retail owner", "password": PASSWORD}))?;
    Client::sign_in(url, OWNER, PASSWORD)
}

fn load(binary: &Path, url: &str, file: &Path) -> Result<()> {
    let mut load = Command::new(binary);
    load.arg("load-retail").arg(file).args(["--url", url, "--email", OWNER]).env("TENANTRY_PASSWORD", PASSWORD);
    if !load.status().context("tenantry can't be started")?.success() {
        bail!("load-retail failed");
    }
    Ok(())
}

/// Everything that a second run could have changed.
struct Snapshot {
    products: Vec<Value>,
    orders: Vec<Value>,
    insights: Value,
}

impl Snapshot {
    fn take(shop: &Client) -> Result<Self> {
        let mut insights = shop.get("/v1/insights", &[])?;
        // It is the time of asking, so it always differs.
        insights.as_object_mut().context("the insights are no object")?.remove("as_of");
        Ok(Self { products: shop.list("/v1/products")?, orders: shop.list("/v1/orders")?, insights })
    }

    fn compare(&self, later: &Snapshot) -> Result<()> {
        let pairs = [
            ("products", self.products == later.products),
            ("orders", self.orders == later.orders),
            ("insights", self.insights == later.insights),
        ];
        match pairs.iter().find(|(_, same)| !same) {
            Some((what, _)) => bail!("the second run changed the {what}"),
            None => Ok(()),
        }
    }
}

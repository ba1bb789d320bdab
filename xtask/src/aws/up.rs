//! The whole product on one machine, as it runs on AWS.

use anyhow::Result;
use xtask_launcher::npm;

use crate::{
    deploy::random_key,
    emulator::{Emulator, Installation, REGION},
    infra,
    server::bootstrap,
    shell::{root, target},
};

const OPERATOR: &str = "operator@example.com";

pub fn run() -> Result<()> {
    println!("Building the functions; the first time takes some minutes.");
    let functions = bootstrap()?;
    npm::build_app_if_possible()?;
    infra::build()?;
    let app = root().join("client/dist");
    let app = app.join("index.html").is_file().then_some(app);
    let mut emulator = Emulator::start(&target().join("aws-up"), app.as_deref(), None)?;
    let url = emulator.edge.clone();
    let installation = Installation::deploy(&emulator, Some(&functions), &[("PublicUrl", &url)])?;
    let password = random_key()?;
    installation.create_operator(OPERATOR, &password)?;
    println!(
        "
Tenantry is ready, as it runs on AWS.

  Web app    {url}/
  API docs   {url}/v1/docs
  Mails      {url}/mails
  AWS        {aws} for any client, with key and secret `test` in {REGION}
  Log        {log}

  Operator   {OPERATOR}
  Password   {password}

ctrl-c stops it, and nothing is kept.",
        aws = emulator.address,
        log = emulator.log().display(),
    );
    emulator.run()
}

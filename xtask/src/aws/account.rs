//! An empty account on one machine, in which docs/deploying.md can be followed: the verbs `deploy` and `undeploy` and the AWS
//! command line find it by the environment.

use anyhow::Result;

use crate::{
    emulator::{Emulator, REGION},
    shell::{root, target},
};

pub fn run() -> Result<()> {
    let app = root().join("client/dist");
    let app = app.join("index.html").is_file().then_some(app);
    let mut emulator = Emulator::account(&target().join("aws-account"), app.as_deref())?;
    println!(
        "
An empty account is ready. In another terminal:

  export AWS_ENDPOINT_URL={aws} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION={REGION}

What is deployed first answers at {edge} (--set PublicUrl={edge}), its mails are at {edge}/mails.
The log is {log}; ctrl-c stops it, and nothing is kept.",
        aws = emulator.address,
        edge = emulator.edge,
        log = emulator.log().display(),
    );
    emulator.run()
}

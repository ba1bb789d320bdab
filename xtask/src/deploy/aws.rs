//! The AWS command line, asked for JSON.

use std::{
    fs,
    io::{Read, Write},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::{
    shell::{answers, command},
    tools::Missing,
};

pub struct Account {
    pub region: String,
    pub id: String,
}

impl Account {
    pub fn open(region: &str) -> Result<Self> {
        if !answers(command("aws", &["--version"])) {
            bail!(Missing("the AWS command line is missing; install awscli"));
        }
        let mut account = Self { region: region.to_owned(), id: String::new() };
        let caller = account.ask(&["sts", "get-caller-identity"]).context("nobody is signed in to AWS")?;
        account.id = caller["Account"].as_str().context("AWS does not name the account")?.to_owned();
        Ok(account)
    }

    /// In another region of the same account.
    pub fn in_region(&self, region: &str) -> Self {
        Self { region: region.to_owned(), id: self.id.clone() }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut aws = command("aws", arguments);
        aws.args(["--region", &self.region, "--output", "json"]).env("AWS_PAGER", "");
        aws
    }

    pub fn ask(&self, arguments: &[&str]) -> Result<Value> {
        let output = self.command(arguments).output().context("aws can't be started")?;
        if !output.status.success() {
            let what = arguments.iter().take(2).copied().collect::<Vec<_>>().join(" ");
            bail!("aws {what}: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(serde_json::from_slice(&output.stdout).unwrap_or(Value::Null))
    }

    /// Cursors and mailed links are sealed with it. CloudFormation can't make a
    /// SecureString, and the key must outlive the stacks; so it is made once here
    /// and goes to AWS by standard input, where no list of processes shows it.
    pub fn signing_key(&self, name: &str) -> Result<()> {
        match self.ask(&["ssm", "get-parameter", "--name", name]) {
            Ok(_) => return Ok(()),
            Err(error) if error.to_string().contains("ParameterNotFound") => {}
            Err(error) => return Err(error),
        }
        println!("Making the signing key {name}");
        let request = json!({ "Name": name, "Type": "SecureString", "Value": random_hex()? });
        let mut put = self.command(&["ssm", "put-parameter", "--cli-input-json", "file:///dev/stdin"]);
        let mut put = put.stdin(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        put.stdin.take().context("aws takes no input")?.write_all(request.to_string().as_bytes())?;
        if !put.wait()?.success() {
            bail!("the signing key was not stored");
        }
        Ok(())
    }
}

/// 32 bytes from the operating system.
fn random_hex() -> Result<String> {
    let mut bytes = [0_u8; 32];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes).context("the system gives no random bytes")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

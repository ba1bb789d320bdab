//! The AWS command line, asked for JSON.

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::Command,
};

use anyhow::{Context, Result, bail};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use crate::{
    shell::{answers, command, target},
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
        let mut aws = command("aws", &["--region", &self.region, "--output", "json"]);
        aws.args(arguments).env("AWS_PAGER", "");
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

    /// All of a list, page by page. The command line asks for one page only where the size of a page is given.
    pub fn all(&self, arguments: &[&str], list: &str) -> Result<Vec<Value>> {
        every_page(list, |token| {
            let mut page = arguments.to_vec();
            page.extend(token.iter().flat_map(|token| ["--next-token", *token]));
            self.ask(&page)
        })
    }

    /// Cursors and mailed links are signed with it. CloudFormation can't make a
    /// SecureString, and the key must outlive the stacks; so it is made once here
    /// and goes to AWS by a file of ours alone: an argument would be in the list
    /// of processes.
    pub fn signing_key(&self, name: &str) -> Result<()> {
        match self.ask(&["ssm", "get-parameter", "--name", name]) {
            Ok(_) => return Ok(()),
            Err(error) if error.to_string().contains("ParameterNotFound") => {}
            Err(error) => return Err(error),
        }
        println!("Making the signing key {name}");
        let request = json!({ "Name": name, "Type": "SecureString", "Value": random_key()? });
        let file = target().join("signing-key.json");
        // Of a deployment that was stopped just here; its key went nowhere, or the parameter would be there.
        if file.exists() {
            fs::remove_file(&file)?;
        }
        write_privately(&file, &request.to_string())?;
        let stored = self.ask(&["ssm", "put-parameter", "--cli-input-json", &format!("file://{}", file.display())]);
        fs::remove_file(&file)?;
        stored.map(drop)
    }
}

fn every_page(list: &str, ask: impl Fn(Option<&str>) -> Result<Value>) -> Result<Vec<Value>> {
    let (mut found, mut token) = (Vec::new(), None::<String>);
    loop {
        let mut page = ask(token.as_deref())?;
        match page[list].take() {
            Value::Array(items) => found.extend(items),
            _ => bail!("AWS lists no {list}"),
        }
        token = page["NextToken"].as_str().map(str::to_owned);
        if token.is_none() {
            return Ok(found);
        }
    }
}

#[cfg(unix)]
fn write_privately(file: &Path, text: &str) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    Ok(file.write_all(text.as_bytes())?)
}

#[cfg(not(unix))]
fn write_privately(_: &Path, _: &str) -> Result<()> {
    bail!("the signing key is made on Unix only")
}

/// 32 bytes from the operating system, in base 64 as the functions read it.
pub fn random_key() -> Result<String> {
    let mut bytes = [0_u8; 32];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes).context("the system gives no random bytes")?;
    Ok(STANDARD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_more_than_a_page_is_read_to_its_end() {
        let pages = |token: Option<&str>| {
            Ok(match token {
                None => json!({"UserPools": [1, 2], "NextToken": "second"}),
                Some("second") => json!({"UserPools": [3]}),
                Some(other) => panic!("{other}"),
            })
        };
        assert_eq!(every_page("UserPools", pages).unwrap(), [json!(1), json!(2), json!(3)]);
        assert!(every_page("UserPools", |_| Ok(Value::Null)).is_err());
    }
}

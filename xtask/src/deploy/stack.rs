//! Stacks are changed by change sets, which are shown before they are applied.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{Parameters, Place, aws::Account};
use crate::{
    infra,
    shell::{root, run as shell_run},
};

/// CloudFront takes certificates and firewalls from there only.
const GLOBAL: &str = "us-east-1";

pub struct Stack<'a> {
    account: &'a Account,
    name: String,
    template: PathBuf,
    bucket: Option<String>,
    prefix: String,
    role: Option<String>,
}

/// The bucket for code and templates; made once for an account, region and stage.
pub fn bootstrap(account: &Account, place: &Place) -> Result<()> {
    let stack = Stack {
        account,
        name: format!("{}-bootstrap", place.root()),
        template: infra::output().join("bootstrap.json"),
        bucket: None,
        prefix: place.prefix(),
        role: None,
    };
    let parameters = Parameters::from([("Prefix".to_owned(), place.prefix()), ("Root".to_owned(), place.root())]);
    stack.apply(&parameters, |_| true).map(drop)
}

/// The certificate and the firewall, where a domain or a firewall is asked for.
/// One that is given up stays there: CloudFront lets go of it only later.
pub fn global(account: &Account, place: &Place, role: Option<String>, parameters: &mut Parameters) -> Result<()> {
    let mut wanted = wanted_there(parameters);
    if wanted.is_empty() {
        return Ok(());
    }
    wanted.insert("Prefix".into(), place.prefix());
    let account = account.in_region(GLOBAL);
    let stack = Stack {
        account: &account,
        name: format!("{}-global", place.root()),
        template: infra::output().join("global.json"),
        bucket: None,
        prefix: place.prefix(),
        role,
    };
    let outputs = stack.apply(&wanted, |_| true)?;
    for (asked, name) in [("DomainName", "CertificateArn"), ("Firewall", "WebAclArn")] {
        if let Some(value) = outputs.get(name).filter(|_| wanted.contains_key(asked)) {
            parameters.insert(name.to_owned(), value.clone());
        }
    }
    Ok(())
}

/// Takes out of the root's parameters what only us-east-1 knows.
fn wanted_there(parameters: &mut Parameters) -> Parameters {
    let mut wanted = Parameters::new();
    match parameters.remove("Firewall") {
        Some(firewall) if firewall == "true" => drop(wanted.insert("Firewall".into(), firewall)),
        Some(_) => drop(parameters.insert("WebAclArn".into(), String::new())),
        None => {}
    }
    if parameters.get("DomainName").is_some_and(|domain| !domain.is_empty()) {
        let said = |name: &str| Some((name.to_owned(), parameters.get(name)?.clone()));
        wanted.extend(["DomainName", "HostedZoneId"].into_iter().filter_map(said));
    }
    wanted
}

impl<'a> Stack<'a> {
    /// The root, its stacks and the functions' code uploaded.
    pub fn packaged(account: &'a Account, place: &Place, role: Option<String>) -> Result<Self> {
        let bucket = format!("{}artifacts-{}-{}", place.prefix(), account.id, account.region);
        let template = infra::output().join("packaged.yaml");
        let mut package = account.command(&["cloudformation", "package", "--s3-bucket", &bucket, "--template-file"]);
        package.arg(infra::output().join("template.json")).arg("--output-template-file").arg(&template);
        shell_run(package)?;
        Ok(Self { account, name: place.root(), template, bucket: Some(bucket), prefix: place.prefix(), role })
    }

    /// Makes a change set, shows it, and applies it if it is agreed to; returns
    /// what the stack puts out.
    pub fn apply(&self, parameters: &Parameters, agreed: impl FnOnce(&str) -> bool) -> Result<Parameters> {
        if let Some(set) = self.change_set(parameters)? {
            let shown = self.account.ask(&["cloudformation", "describe-change-set", "--change-set-name", &set])?;
            if !agreed(&changes(&shown)) {
                self.account.ask(&["cloudformation", "delete-change-set", "--change-set-name", &set])?;
                bail!("nothing was changed");
            }
            let is_new = shown["ChangeSetType"] == "CREATE" || self.status()? == "REVIEW_IN_PROGRESS";
            self.account.ask(&["cloudformation", "execute-change-set", "--change-set-name", &set])?;
            let done = if is_new { "stack-create-complete" } else { "stack-update-complete" };
            println!("Applying the changes to {}", self.name);
            let waited = self.account.ask(&["cloudformation", "wait", done, "--stack-name", &self.name]);
            waited.with_context(|| format!("{} was rolled back; see its events", self.name))?;
        }
        self.outputs()
    }

    fn change_set(&self, parameters: &Parameters) -> Result<Option<String>> {
        let mut deploy = self.account.command(&["cloudformation", "deploy", "--no-execute-changeset"]);
        deploy
            .args(["--no-fail-on-empty-changeset", "--stack-name", &self.name, "--template-file"])
            .arg(&self.template);
        deploy.args(["--capabilities", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]);
        if let Some(bucket) = &self.bucket {
            deploy.args(["--s3-bucket", bucket]);
        }
        if let Some(role) = &self.role {
            deploy.args(["--role-arn", role]);
        }
        deploy.arg("--tags").arg(format!("installation={}", self.prefix));
        deploy.arg("--parameter-overrides").args(parameters.iter().map(|(key, value)| format!("{key}={value}")));
        let output = deploy.output().context("aws can't be started")?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            bail!("the change set of {} was not made: {}", self.name, String::from_utf8_lossy(&output.stderr).trim());
        }
        // The command to look at it is printed with its ARN.
        Ok(said.split_whitespace().find(|word| word.contains(":changeSet/")).map(str::to_owned))
    }

    fn describe(&self) -> Result<Value> {
        let mut stacks = self.account.ask(&["cloudformation", "describe-stacks", "--stack-name", &self.name])?;
        Ok(stacks["Stacks"][0].take())
    }

    fn status(&self) -> Result<String> {
        Ok(self.describe()?["StackStatus"].as_str().unwrap_or_default().to_owned())
    }

    fn outputs(&self) -> Result<Parameters> {
        Ok(outputs(&self.describe()?))
    }
}

pub fn outputs(stack: &Value) -> Parameters {
    let all = stack["Outputs"].as_array().into_iter().flatten();
    all.filter_map(|one| Some((one["OutputKey"].as_str()?.to_owned(), one["OutputValue"].as_str()?.to_owned())))
        .collect()
}

fn changes(set: &Value) -> String {
    let all = set["Changes"].as_array().into_iter().flatten().map(|one| &one["ResourceChange"]);
    all.map(|change| {
        let replaced = if change["Replacement"] == "True" { ", REPLACED" } else { "" };
        let text = |field: &str| change[field].as_str().unwrap_or_default().to_owned();
        format!("  {} {} ({}){replaced}", text("Action"), text("LogicalResourceId"), text("ResourceType"))
    })
    .collect::<Vec<_>>()
    .join("\n")
}

/// Files with a digest in their name are kept for ever, the page itself never.
pub fn publish_app(account: &Account, outputs: &Parameters) -> Result<()> {
    let bucket = format!("s3://{}", outputs.get("AppBucket").context("the stack has no AppBucket")?);
    let dist = root().join("client/dist");
    let dist = dist.to_string_lossy();
    let mut files = account.command(&["s3", "sync", &dist, &bucket, "--exclude", "index.html", "--only-show-errors"]);
    files.args(["--cache-control", "public, max-age=31536000, immutable"]);
    shell_run(files)?;
    let mut page = account.command(&["s3", "cp", &format!("{dist}/index.html"), &format!("{bucket}/index.html")]);
    page.args(["--only-show-errors", "--cache-control", "no-cache"]);
    shell_run(page)?;
    let distribution = outputs.get("DistributionId").context("the stack has no DistributionId")?;
    let invalidate = ["cloudfront", "create-invalidation", "--distribution-id", distribution, "--paths", "/index.html"];
    account.ask(&invalidate).map(drop)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_firewall_that_is_not_spoken_of_stays() {
        let texts = |pairs: &[(&str, &str)]| -> Parameters {
            pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
        };
        let mut quiet = texts(&[("DomainName", "shop.example")]);
        assert_eq!(wanted_there(&mut quiet), texts(&[("DomainName", "shop.example")]));
        assert_eq!(quiet, texts(&[("DomainName", "shop.example")]));
        let mut off = texts(&[("Firewall", "false")]);
        assert_eq!(wanted_there(&mut off), Parameters::new());
        assert_eq!(off, texts(&[("WebAclArn", "")]));
    }

    #[test]
    fn a_change_set_is_shown_a_line_each_and_replacing_stands_out() {
        let set = json!({"Changes": [
            {"ResourceChange": {"Action": "Modify", "LogicalResourceId": "Api", "ResourceType": "AWS::CloudFormation::Stack"}},
            {"ResourceChange": {"Action": "Modify", "LogicalResourceId": "Pool", "ResourceType": "AWS::CloudFormation::Stack", "Replacement": "True"}},
        ]});
        assert_eq!(
            changes(&set),
            "  Modify Api (AWS::CloudFormation::Stack)\n  Modify Pool (AWS::CloudFormation::Stack), REPLACED"
        );
    }
}

//! The stacks of an installation, in the order in which they are made: what an
//! account has once, the bucket and the bound of roles, what only us-east-1 has,
//! and the root.

use anyhow::Result;
use serde_json::Value;

use super::{DeploymentTarget, Parameters, aws::Account, stack::Stack};
use crate::{infra, shell::run_quietly};

/// CloudFront takes certificates and firewalls from there only.
const GLOBAL: &str = "us-east-1";

/// A file in the bucket, which is of the installation's region, also where a stack is of another.
pub struct Upload {
    pub bucket: String,
    pub region: String,
    pub name: String,
}

impl Upload {
    pub fn new(account: &Account, place: &DeploymentTarget, package: &str, name: &str) -> Self {
        let name = format!("{}/{name}", folder_of(package));
        Self { bucket: bucket(account, place), region: account.region.clone(), name }
    }

    pub fn address(&self) -> String {
        let suffix = if self.region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        format!("https://{}.s3.{}.{suffix}/{}", self.bucket, self.region, self.name)
    }
}

/// The bucket for code and templates, and the bound of roles; made once for an account, region and stage.
pub fn bootstrap(account: &Account, place: &DeploymentTarget) -> Result<()> {
    let parameters = Parameters::from([("Prefix".to_owned(), place.prefix()), ("Root".to_owned(), place.root())]);
    Stack::small(account, place, format!("{}-bootstrap", place.root()), "bootstrap")
        .apply(&parameters, |_| true)
        .map(drop)
}

/// What an account has once in a region, and its settings that are no resources.
pub fn account(account: &Account, place: &DeploymentTarget) -> Result<()> {
    let stack = Stack::small(account, place, "tenantry-account".to_owned(), "account");
    let mut parameters = Parameters::new();
    if stack.status()?.is_none() {
        let gateway = account.ask(&["apigateway", "get-account"])?;
        parameters.insert("MakesGatewayRole".into(), needs_role(&gateway).to_string());
    }
    stack.apply(&parameters, |_| true)?;
    // Backups of DynamoDB go to cold storage only with its advanced features.
    let settings = account.ask(&["backup", "describe-region-settings"])?;
    if settings["ResourceTypeManagementPreference"]["DynamoDB"] != true {
        let on = r#"{"DynamoDB": true}"#;
        account.ask(&[
            "backup",
            "update-region-settings",
            "--resource-type-opt-in-preference",
            on,
            "--resource-type-management-preference",
            on,
        ])?;
    }
    Ok(())
}

/// A role that the gateway has already is another system's, and does as well; but that of a stage of 0.1.0 goes with the stage.
fn needs_role(gateway: &Value) -> bool {
    gateway["cloudwatchRoleArn"].as_str().is_none_or(|role| role.is_empty() || role.contains(":role/tenantry-"))
}

/// The certificate and the firewall, where a domain or a firewall is asked for.
/// One that is given up stays there: CloudFront lets go of it only later.
pub fn global(
    account: &Account,
    place: &DeploymentTarget,
    role: Option<String>,
    package: &str,
    parameters: &mut Parameters,
) -> Result<()> {
    let mut wanted = wanted_there(parameters);
    if wanted.is_empty() {
        return Ok(());
    }
    wanted.insert("Prefix".into(), place.prefix());
    let there = account.in_region(GLOBAL);
    let upload = Upload::new(account, place, package, "global.json");
    let stack = Stack::small(&there, place, format!("{}-global", place.root()), "global")
        .in_bucket(infra::output().join("global.json"), upload)
        .acting_as(role);
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

pub fn bucket(account: &Account, place: &DeploymentTarget) -> String {
    format!("{}artifacts-{}-{}", place.prefix(), account.id, account.region)
}

/// Where the files of a package lie in the bucket, together, so that old packages can be distinguished and go.
pub fn folder_of(package: &str) -> String {
    format!("releases/{package}")
}

/// Uploads the root, its stacks and the functions' code, and returns the root.
pub fn packaged<'a>(account: &'a Account, place: &DeploymentTarget, package: &str) -> Result<Stack<'a>> {
    let (bucket, folder) = (bucket(account, place), folder_of(package));
    let template = infra::output().join("packaged.yaml");
    let mut upload = account.command(&["cloudformation", "package", "--s3-bucket", &bucket]);
    upload.args(["--s3-prefix", &folder, "--use-json", "--template-file"]).arg(infra::output().join("template.json"));
    upload.arg("--output-template-file").arg(&template);
    println!("Uploading what is not there yet: functions and templates");
    // It would end with the advice to deploy by itself.
    run_quietly(upload)?;
    let upload = Upload::new(account, place, package, "root.yaml");
    Ok(Stack::small(account, place, place.root(), "template").in_bucket(template, upload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firewall_that_is_not_spoken_of_stays() {
        let mut quiet = texts(&[("DomainName", "shop.example")]);
        assert_eq!(wanted_there(&mut quiet), texts(&[("DomainName", "shop.example")]));
        assert_eq!(quiet, texts(&[("DomainName", "shop.example")]));
        let mut off = texts(&[("Firewall", "false")]);
        assert_eq!(wanted_there(&mut off), Parameters::new());
        assert_eq!(off, texts(&[("WebAclArn", "")]));
    }

    fn texts(pairs: &[(&str, &str)]) -> Parameters {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_role_of_another_system_is_left_to_the_gateway() {
        let with = |role: &str| needs_role(&serde_json::json!({ "cloudwatchRoleArn": role }));
        assert!(!with("arn:aws:iam::123456789012:role/others"));
        assert!(with("arn:aws:iam::123456789012:role/tenantry-dev-gateway-logs-eu-central-1"));
        assert!(with("") && needs_role(&Value::Null));
    }

    /// As the pipeline's role is allowed to name templates.
    #[test]
    fn a_template_is_named_by_the_bucket_s_own_address() {
        let upload =
            |region: &str| Upload { bucket: "b".into(), region: region.into(), name: "releases/p/root".into() };
        assert_eq!(upload("us-gov-west-1").address(), "https://b.s3.us-gov-west-1.amazonaws.com/releases/p/root");
        assert_eq!(upload("cn-north-1").address(), "https://b.s3.cn-north-1.amazonaws.com.cn/releases/p/root");
    }
}

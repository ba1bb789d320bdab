//! What AWS says of the account. A question that can't be asked is no answer, and
//! is said: the pipeline may see less than a person.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::deploy::{DeploymentTarget, aws::Account, settings::Settings};

/// DynamoDB's tables in a region, as Service Quotas names them.
const TABLES_QUOTA: (&str, &str) = ("dynamodb", "L-F98FE922");

pub type Ask<'a> = &'a dyn Fn(&[&str]) -> Result<Value>;

#[derive(Default)]
pub struct Facts {
    /// Of all functions together.
    pub concurrency: Option<u64>,
    pub mail: Option<Mail>,
    /// Whether SES knows the domain that mail comes from.
    pub mail_domain_is_known: Option<bool>,
    pub gateway: Option<Gateway>,
    /// How many there are in the region, of all systems.
    pub tables: Option<u64>,
    pub tables_quota: Option<u64>,
    pub roles: Option<(u64, u64)>,
    /// What bears a name that the installation would make.
    pub taken: Vec<String>,
    /// The name of the domain's hosted zone.
    pub zone: Option<String>,
    pub bucket_is_there: bool,
    /// Tenants with tables of their own, where the second region changes.
    pub silos: Vec<String>,
    /// Those of them that have replicas in the second region that there was.
    pub replicated_silos: Vec<String>,
    /// The second region that the stack was deployed with.
    pub second_region_before: Option<String>,
    /// Questions without an answer, and why.
    pub unknown: Vec<String>,
}

pub struct Mail {
    pub out_of_sandbox: bool,
    pub sends: bool,
    /// Mails a second.
    pub rate: f64,
}

pub struct Gateway {
    pub has_role: bool,
    pub rate: f64,
    pub burst: u64,
}

pub fn gather(ask: Ask, account: &Account, place: &DeploymentTarget, settings: &Settings) -> Facts {
    let mut facts = Facts::default();
    let mut unknown = Vec::new();
    let mut of =
        |arguments: &[&str]| ask(arguments).inspect_err(|error| unknown.push(first_line(&format!("{error:#}")))).ok();
    facts.concurrency = of(&["lambda", "get-account-settings"]).and_then(|all| concurrency(&all));
    facts.mail = of(&["sesv2", "get-account"]).map(|all| mail(&all));
    facts.gateway = of(&["apigateway", "get-account"]).map(|all| gateway(&all));
    let tables: Option<Vec<String>> = of(&["dynamodb", "list-tables"]).map(|all| names(&all["TableNames"]));
    facts.tables = tables.as_ref().map(|all| all.len() as u64);
    let (service, code) = TABLES_QUOTA;
    let quota = of(&["service-quotas", "get-service-quota", "--service-code", service, "--quota-code", code]);
    facts.tables_quota = quota.and_then(|all| whole(&all["Quota"]["Value"]));
    if let Some(zone) = settings.get("HostedZoneId").filter(|zone| !zone.is_empty()) {
        let found = of(&["route53", "get-hosted-zone", "--id", zone]);
        facts.zone = found.and_then(|all| all["HostedZone"]["Name"].as_str().map(str::to_owned));
    }
    if settings.is_new() {
        facts.roles = of(&["iam", "get-account-summary"])
            .and_then(|all| Some((whole(&all["SummaryMap"]["Roles"])?, whole(&all["SummaryMap"]["RolesQuota"])?)));
    }
    if let Some((_, domain)) = settings.get("MailFrom").and_then(|from| from.split_once('@')) {
        facts.mail_domain_is_known =
            is_there(ask, &["sesv2", "get-email-identity", "--email-identity", domain], &mut unknown);
    }
    let bucket = super::super::stacks::bucket(account, place);
    facts.bucket_is_there = is_there(ask, &["s3api", "head-bucket", "--bucket", &bucket], &mut unknown) == Some(true);
    facts.second_region_before = settings.was("ReplicaRegion").filter(|region| !region.is_empty()).map(str::to_owned);
    let wanted = settings.get("ReplicaRegion").unwrap_or_default();
    if !settings.is_new() && facts.second_region_before.as_deref().unwrap_or_default() != wanted {
        facts.silos = silos(tables.iter().flatten(), &place.prefix());
        if facts.second_region_before.is_some() {
            facts.replicated_silos = replicated(ask, &facts.silos, &place.prefix(), &mut unknown);
        }
    }
    if settings.is_new() {
        let prefix = place.prefix();
        // Those of a region that stands by are replicas of the other's, and are to be there; so is that of the secret.
        if settings.get("TablesHere") != Some("false") {
            // One that was deleted keeps its name for days, and is described until then.
            let secret = format!("{prefix}origin");
            if is_there(ask, &["secretsmanager", "describe-secret", "--secret-id", &secret], &mut unknown) == Some(true)
            {
                facts.taken.push(format!("secret {secret}"));
            }
            let own = tables.into_iter().flatten().filter(|name| name.starts_with(&prefix));
            facts.taken.extend(own.map(|name| format!("table {name}")));
        }
        facts.taken.extend(taken(ask, account, place, &mut unknown));
    }
    facts.unknown = unknown;
    facts
}

/// The tenants whose tables are among these; each has three, and one is enough to know it by.
fn silos<'a>(tables: impl Iterator<Item = &'a String>, prefix: &str) -> Vec<String> {
    let of = |name: &'a String| name.strip_prefix(prefix)?.strip_prefix("orders-");
    let mut found: Vec<String> = tables.filter_map(of).map(str::to_owned).collect();
    found.sort();
    found
}

fn replicated(ask: Ask, silos: &[String], prefix: &str, unknown: &mut Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    for silo in silos {
        let tables = ["products", "orders", "aux"].map(|table| format!("{prefix}{table}-{silo}"));
        let has_replica = |table: &String| match ask(&["dynamodb", "describe-table", "--table-name", table]) {
            Ok(all) => all["Table"]["Replicas"].as_array().is_some_and(|replicas| !replicas.is_empty()),
            Err(error) => {
                unknown.push(first_line(&format!("{error:#}")));
                false
            }
        };
        if tables.iter().any(has_replica) {
            found.push(silo.clone());
        }
    }
    found
}

/// What stays when a stage goes, and bears a fixed name.
fn taken(ask: Ask, account: &Account, place: &DeploymentTarget, unknown: &mut Vec<String>) -> Vec<String> {
    let prefix = place.prefix();
    let mut found = Vec::new();
    for kind in ["app", "people", "edge-logs"] {
        let bucket = format!("{prefix}{kind}-{}-{}", account.id, account.region);
        if is_there(ask, &["s3api", "head-bucket", "--bucket", &bucket], unknown) == Some(true) {
            found.push(format!("bucket {bucket}"));
        }
    }
    let vault = format!("{prefix}vault");
    if is_there(ask, &["backup", "describe-backup-vault", "--backup-vault-name", &vault], unknown) == Some(true) {
        found.push(format!("backup vault {vault}"));
    }
    let role = format!("{prefix}auth-{}", account.region);
    if is_there(ask, &["iam", "get-role", "--role-name", &role], unknown) == Some(true) {
        found.push(format!("role {role}"));
    }
    found
}

/// Not there is an answer; not allowed is none. AWS Backup says the one in the words of the other.
fn is_there(ask: Ask, arguments: &[&str], unknown: &mut Vec<String>) -> Option<bool> {
    let error = match ask(arguments) {
        Ok(_) => return Some(true),
        Err(error) => format!("{error:#}"),
    };
    let absent = ["NotFound", "Not Found", "NoSuch", "(404)", "does not exist"];
    let of_backup = arguments[0] == "backup" && error.contains("AccessDenied");
    if of_backup || absent.iter().any(|word| error.contains(word)) {
        return Some(false);
    }
    unknown.push(first_line(&error));
    None
}

fn first_line(text: &str) -> String {
    text.trim().lines().next().unwrap_or_default().to_owned()
}

fn concurrency(all: &Value) -> Option<u64> {
    whole(&all["AccountLimit"]["ConcurrentExecutions"])
}

fn mail(all: &Value) -> Mail {
    Mail {
        out_of_sandbox: all["ProductionAccessEnabled"] == true,
        sends: all["SendingEnabled"] == true,
        rate: all["SendQuota"]["MaxSendRate"].as_f64().unwrap_or_default(),
    }
}

fn gateway(all: &Value) -> Gateway {
    Gateway {
        has_role: all["cloudwatchRoleArn"].as_str().is_some_and(|role| !role.is_empty()),
        rate: all["throttleSettings"]["rateLimit"].as_f64().unwrap_or_default(),
        burst: whole(&all["throttleSettings"]["burstLimit"]).unwrap_or_default(),
    }
}

fn names(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

/// Quotas come as 2500.0, too.
fn whole(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_f64()?.to_string().parse().ok()).context("no number").ok()
}

#[cfg(test)]
mod tests {
    use anyhow::{anyhow, bail};
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_is_an_answer_and_forbidden_is_none() {
        let mut unknown = Vec::new();
        let mut asked = |service: &str, error: &'static str| {
            is_there(&move |_: &[&str]| Err(anyhow!(error)), &[service, "describe"], &mut unknown)
        };
        assert_eq!(asked("s3api", "An error occurred (404) when calling HeadBucket: Not Found"), Some(false));
        assert_eq!(asked("sesv2", "An error occurred (NotFoundException): Email identity"), Some(false));
        assert_eq!(asked("iam", "An error occurred (NoSuchEntity)"), Some(false));
        assert_eq!(asked("backup", "An error occurred (AccessDeniedException)"), Some(false));
        assert_eq!(asked("s3api", "An error occurred (403) when calling HeadBucket: Forbidden"), None);
        assert_eq!(unknown, ["An error occurred (403) when calling HeadBucket: Forbidden"]);
    }

    #[test]
    fn an_account_is_read() {
        assert_eq!(concurrency(&json!({"AccountLimit": {"ConcurrentExecutions": 10}})), Some(10));
        let sandbox = mail(&json!({"ProductionAccessEnabled": false, "SendingEnabled": true,
            "SendQuota": {"MaxSendRate": 1.0}}));
        assert!(!sandbox.out_of_sandbox && sandbox.sends && sandbox.rate < 1.5);
        assert!(!gateway(&json!({"throttleSettings": {"burstLimit": 5000, "rateLimit": 10000.0}})).has_role);
        assert_eq!(whole(&json!(2500.0)), Some(2500));
    }

    #[test]
    fn silos_are_known_by_their_tables() {
        let tables =
            ["t-dev-orders", "t-dev-orders-b", "t-dev-aux-b", "t-dev-products-b", "t-prod-orders-c", "t-dev-orders-a"];
        let tables = tables.map(str::to_owned);
        let silos = silos(tables.iter(), "t-dev-");
        assert_eq!(silos, ["a", "b"]);
        // One table of three is enough: the others may have lost theirs already.
        let ask = |asked: &[&str]| match asked[3] {
            "t-dev-aux-b" => Ok(json!({"Table": {"Replicas": [{"RegionName": "eu-west-1"}]}})),
            "t-dev-products-a" => Err(anyhow!("AccessDenied")),
            _ => Ok(json!({"Table": {"TableStatus": "ACTIVE"}})),
        };
        let mut unknown = Vec::new();
        assert_eq!(replicated(&ask, &silos, "t-dev-", &mut unknown), ["b"]);
        assert_eq!(unknown, ["AccessDenied"]);
    }

    /// The first deployment of a second region meets the replicas of the first one's tables.
    #[test]
    fn replicas_are_no_names_that_are_taken() {
        let account = Account { region: "eu-west-1".into(), id: "123456789012".into() };
        let place = DeploymentTarget { region: "eu-west-1".into(), stage: "prod".into() };
        let ask = |asked: &[&str]| match asked[1] {
            "list-tables" => Ok(json!({"TableNames": ["tenantry-prod-orders", "tenantry-prod-orders-a"]})),
            "describe-secret" => Ok(json!({"Name": asked[3]})),
            _ => Err(anyhow!("An error occurred (NotFoundException)")),
        };
        let facts = |said: &[(&str, &str)]| gather(&ask, &account, &place, &Settings::of(said, None));
        let stands_by = facts(&[("TablesHere", "false"), ("ReplicaRegion", "eu-central-1")]);
        assert_eq!((stands_by.taken, stands_by.silos), (Vec::new(), Vec::new()));
        let taken = ["secret tenantry-prod-origin", "table tenantry-prod-orders", "table tenantry-prod-orders-a"];
        assert_eq!(facts(&[]).taken, taken);
    }

    #[test]
    fn what_can_t_be_asked_is_said_and_ends_nothing() {
        let account = Account { region: "eu-central-1".into(), id: "123456789012".into() };
        let place = DeploymentTarget { region: "eu-central-1".into(), stage: "prod".into() };
        let settings = Settings::of(&[("MailFrom", "shop@shop.example")], None);
        let facts = gather(&|_| bail!("aws: AccessDenied\nmore"), &account, &place, &settings);
        assert!(facts.concurrency.is_none() && facts.mail_domain_is_known.is_none());
        assert!(facts.unknown.len() > 6 && facts.unknown.iter().all(|one| one == "aws: AccessDenied"));
    }
}

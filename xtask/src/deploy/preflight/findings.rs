//! What follows from the facts of an account for the settings that are asked for.
//! Every figure of AWS stands here, with its source.

use super::facts::{Facts, Gateway, Mail};
use crate::deploy::Parameters;

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Weight {
    /// AWS would refuse it, or lose something.
    Stops,
    /// It works, and is worth knowing.
    Informs,
}

#[derive(Debug)]
pub struct Finding {
    pub weight: Weight,
    pub text: String,
}

/// Functions behind the gateway, which have provisioned and reserved concurrency.
const BEHIND_THE_GATEWAY: u64 = 5;
/// Lambda keeps as much for functions that reserve nothing (Lambda developer guide, "Reserved concurrency", read 30 November
/// 2026). An account begins with 1,000, many new ones with 10 (quota L-B99A9384).
const KEPT_UNRESERVED: u64 = 100;
const USUAL_CONCURRENCY: u64 = 1000;
/// What one container mails in a second.
const MAILS_PER_CONTAINER: f64 = 10.0;
/// Event source mappings of SQS take no more and no less (Lambda developer guide, "Configuring maximum concurrency").
const MOST_CONSUMERS: u64 = 1000;
const FEWEST_CONSUMERS: u64 = 2;
pub const MAIL_CONCURRENCY: &str = "MailConcurrency";
pub const WEBHOOK_CONCURRENCY: &str = "WebhookConcurrency";
/// Containers that send webhooks, where the account has them: each has ten deliveries under way.
const USUAL_SENDERS: u64 = 10;
/// Consumers that have `WorkerConcurrency` containers each.
const WORKERS: u64 = 3;
/// SES lets two containers of ours work up to this rate; it is what the sandbox's end gives.
const USUAL_MAIL_RATE: f64 = 14.0;
/// Tables of the installation, without silos, and of one silo.
const TABLES: u64 = 8;
const TABLES_OF_A_SILO: u64 = 3;
/// Roles that the stacks make, with the pipeline's.
const ROLES: u64 = 23;
/// Defaults of infra/template.yaml.
const DEFAULTS: &[(&str, u64)] = &[
    ("ProvisionedConcurrency", 0),
    ("ReservedConcurrency", 0),
    ("MailConcurrency", 2),
    ("WorkerConcurrency", 2),
    ("WebhookConcurrency", 2),
    ("RequestsPerSecond", 2000),
    ("BurstOfRequests", 4000),
];

pub fn all(facts: &Facts, settings: &Parameters, is_new: bool, packaged: bool) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(limit) = facts.concurrency {
        concurrency(limit, settings, &mut found);
    }
    if let Some(mail) = &facts.mail {
        self::mail(mail, settings, &mut found);
    }
    mail_domain(facts, settings, is_new, &mut found);
    if let Some(gateway) = &facts.gateway {
        self::gateway(gateway, settings, packaged, &mut found);
    }
    tables(facts, is_new, &mut found);
    if let Some((roles, quota)) = facts.roles.filter(|(roles, quota)| roles + ROLES > *quota) {
        found.push(stops(format!("the account has {roles} roles of {quota}, and a stage makes {ROLES}: ask for more")));
    }
    domain(facts, settings, &mut found);
    names(facts, &mut found);
    second_region(facts, settings, &mut found);
    if packaged && !facts.bucket_is_there {
        found.push(stops("there is no bucket for code: deploy the bootstrap first (docs/deploying.md, The pipeline)"));
    }
    found.extend(facts.unknown.iter().map(|why| informs(format!("not looked at, since AWS did not answer: {why}"))));
    found
}

/// Returns how many containers mail as much as SES takes of the account, where nobody has said it and AWS has: more of them
/// would only be throttled. All consumers together take half of Lambda's containers at most.
pub fn mail_concurrency(facts: &Facts, settings: &Parameters) -> Option<u64> {
    if settings.contains_key(MAIL_CONCURRENCY) {
        return None;
    }
    let by_rate = by_rate(facts.mail.as_ref()?);
    let others = WORKERS * number(settings, "WorkerConcurrency") + number(settings, WEBHOOK_CONCURRENCY);
    Some(by_rate.min(room(facts, others)).clamp(FEWEST_CONSUMERS, MOST_CONSUMERS))
}

/// Returns how many containers send webhooks, where nobody has said it: as few as a new account bears, or the usual.
pub fn webhook_concurrency(facts: &Facts, settings: &Parameters) -> Option<u64> {
    if settings.contains_key(WEBHOOK_CONCURRENCY) {
        return None;
    }
    let others = WORKERS * number(settings, "WorkerConcurrency") + number(settings, MAIL_CONCURRENCY);
    Some(room(facts, others).clamp(FEWEST_CONSUMERS, USUAL_SENDERS))
}

/// What is left of half of Lambda's containers; of an account that nobody knows, nothing.
fn room(facts: &Facts, others: u64) -> u64 {
    facts.concurrency.map_or(0, |limit| (limit / 2).saturating_sub(others))
}

fn by_rate(mail: &Mail) -> u64 {
    // Rates are small and positive; a container more or less is no matter.
    (mail.rate / MAILS_PER_CONTAINER).clamp(0.0, 1000.0) as u64
}

fn concurrency(limit: u64, settings: &Parameters, found: &mut Vec<Finding>) {
    let (provisioned, reserved) = (number(settings, "ProvisionedConcurrency"), number(settings, "ReservedConcurrency"));
    let set_aside = BEHIND_THE_GATEWAY * provisioned.max(reserved);
    if set_aside > 0 && limit < set_aside + KEPT_UNRESERVED {
        found.push(stops(format!(
            "Lambda: {limit} containers in all, of which {KEPT_UNRESERVED} can't be set aside, and ProvisionedConcurrency or \
             ReservedConcurrency set aside {set_aside}: set both to 0, or ask for more (Service Quotas, L-B99A9384)"
        )));
    }
    let consumers = number(settings, MAIL_CONCURRENCY)
        + WORKERS * number(settings, "WorkerConcurrency")
        + number(settings, WEBHOOK_CONCURRENCY);
    if consumers + set_aside > limit {
        found.push(stops(format!(
            "Lambda: {limit} containers in all, and consumers of events take up to {consumers}; what is throttled five times is \
             a dead letter. Lower MailConcurrency, WorkerConcurrency and WebhookConcurrency (2 each is the least), or ask for more"
        )));
    } else if 2 * consumers > limit {
        found.push(informs(format!(
            "Lambda: consumers of events may take {consumers} of {limit} containers; requests have what is left"
        )));
    }
    if limit < USUAL_CONCURRENCY {
        found.push(informs(format!(
            "Lambda: {limit} containers; {USUAL_CONCURRENCY} are usual and cost nothing, and new accounts have fewer (Service Quotas, \
             L-B99A9384)"
        )));
    }
}

fn mail(mail: &Mail, settings: &Parameters, found: &mut Vec<Finding>) {
    if !mail.sends {
        found.push(stops("SES: sending is paused for this account; see the console of SES for the reason"));
    }
    if !mail.out_of_sandbox {
        found.push(informs(
            "SES: the account is in the sandbox, so mail reaches only addresses that you verified: nobody can register. Ask for \
             production access (SES console, Account dashboard)",
        ));
    }
    let wanted = number(settings, "MailConcurrency");
    let rate = mail.rate.max(if mail.out_of_sandbox { 0.0 } else { USUAL_MAIL_RATE });
    if wanted > 2 && f64::from(u32::try_from(wanted).unwrap_or(u32::MAX)) * MAILS_PER_CONTAINER > rate {
        found.push(informs(format!(
            "SES: {} mails a second, and MailConcurrency {wanted} would send about ten times {wanted}: the rest waits",
            mail.rate
        )));
    } else if by_rate(mail) > wanted {
        found.push(informs(format!(
            "SES: {} mails a second, of which MailConcurrency {wanted} sends some {}: --set MailConcurrency={} uses them all",
            mail.rate,
            wanted * 10,
            by_rate(mail)
        )));
    }
}

fn mail_domain(facts: &Facts, settings: &Parameters, is_new: bool, found: &mut Vec<Finding>) {
    let managed = settings.get("ManageMailDomain").is_none_or(|value| value == "true");
    match facts.mail_domain_is_known {
        Some(true) if managed && is_new => found.push(stops(
            "SES knows the sender's domain already, from another stage or by hand: --set ManageMailDomain=false uses it as it is",
        )),
        Some(false) if !managed => found.push(stops(
            "ManageMailDomain is false, and SES does not know the sender's domain in this region: leave it true, or verify it first",
        )),
        _ => {}
    }
}

fn gateway(gateway: &Gateway, settings: &Parameters, packaged: bool, found: &mut Vec<Finding>) {
    if packaged && !gateway.has_role {
        found.push(stops(
            "API Gateway has no role for logs in this region: deploy the stack tenantry-account (docs/deploying.md, The pipeline)",
        ));
    }
    let (rate, burst) = (number(settings, "RequestsPerSecond"), number(settings, "BurstOfRequests"));
    let above = |bound: f64| f64::from(u32::try_from(rate).unwrap_or(u32::MAX)) > bound;
    if above(gateway.rate) || burst > gateway.burst {
        found.push(informs(format!(
            "API Gateway: the account takes {} requests a second and a burst of {}, less than RequestsPerSecond {rate} and \
             BurstOfRequests {burst}; its bound holds",
            gateway.rate, gateway.burst
        )));
    }
}

fn tables(facts: &Facts, is_new: bool, found: &mut Vec<Finding>) {
    let (Some(there), Some(quota)) = (facts.tables, facts.tables_quota) else { return };
    let wanted = there + if is_new { TABLES } else { 0 };
    if wanted > quota {
        found.push(stops(format!(
            "DynamoDB: {there} tables of {quota}, and a stage has {TABLES}: ask for more (L-F98FE922)"
        )));
    } else if wanted * 5 > quota * 4 {
        let left = (quota - wanted) / TABLES_OF_A_SILO;
        found.push(informs(format!("DynamoDB: {wanted} tables of {quota}; {left} more silos fit (L-F98FE922)")));
    }
}

fn domain(facts: &Facts, settings: &Parameters, found: &mut Vec<Finding>) {
    let given = |name: &str| settings.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let Some(domain) = given("DomainName") else { return };
    if given("HostedZoneId").is_none() && given("CertificateArn").is_none() {
        found.push(stops(format!(
            "the certificate of {domain} is proven by a record in a hosted zone of Route 53: without HostedZoneId the deployment \
             waits for it for three days and fails. Give HostedZoneId, or CertificateArn of one in us-east-1"
        )));
    }
    if let Some(zone) = facts.zone.as_deref().map(|zone| zone.trim_end_matches('.'))
        && domain != zone
        && !domain.ends_with(&format!(".{zone}"))
    {
        found.push(stops(format!("{domain} is not in the hosted zone {zone}")));
    }
}

fn names(facts: &Facts, found: &mut Vec<Finding>) {
    if facts.taken.is_empty() {
        return;
    }
    found.push(stops(format!(
        "an earlier installation of this stage left what bears the new one's names: {}. CloudFormation takes nothing over that \
         it did not make. Use another stage, or delete them (`cargo xtask undeploy --with-data-of` takes tables and user pools; \
         buckets and the vault by hand)",
        facts.taken.join(", ")
    )));
}

/// Silos that stand get replicas by a call, since their tables are in no template; and lose them by one, since nobody has the
/// right to take them away later.
fn second_region(facts: &Facts, settings: &Parameters, found: &mut Vec<Finding>) {
    let wanted = settings.get("ReplicaRegion").map(String::as_str).filter(|region| !region.is_empty());
    let before = facts.second_region_before.as_deref();
    if wanted == before || facts.silos.is_empty() {
        return;
    }
    if let Some(before) = before.filter(|_| !facts.replicated_silos.is_empty()) {
        found.push(stops(format!(
            "silos have replicas in {before}, which nobody could delete any more: take them away first (docs/runbook.md, Give up the \
             second region). Of {} tenants: {}",
            facts.replicated_silos.len(),
            facts.replicated_silos.join(", ")
        )));
    }
    let Some(wanted) = wanted else { return };
    let single = settings.get("SingleRegionSilos").is_some_and(|value| value == "true");
    let until =
        if single { "by SingleRegionSilos" } else { "until you add them (docs/runbook.md, Add a second region)" };
    found.push(informs(format!(
        "silos that stand are not in {wanted} {until}. Of {} tenants: {}",
        facts.silos.len(),
        facts.silos.join(", ")
    )));
}

fn number(settings: &Parameters, name: &str) -> u64 {
    let default = DEFAULTS.iter().find(|(known, _)| *known == name).map_or(0, |(_, value)| *value);
    settings.get(name).and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn stops(text: impl Into<String>) -> Finding {
    Finding { weight: Weight::Stops, text: text.into() }
}

fn informs(text: impl Into<String>) -> Finding {
    Finding { weight: Weight::Informs, text: text.into() }
}

#[cfg(test)]
mod tests;

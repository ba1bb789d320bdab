//! What a deployment would meet in this account, in one list before anything is
//! made: quotas of a new account, SES's sandbox, names that are taken, what must
//! be there before. It only reads.

mod facts;
mod findings;

use anyhow::{Result, bail};

use super::{DeploymentTarget, aws::Account, settings::Settings};

use self::findings::{Finding, Weight};

/// Fills in what follows from the account and nobody has set.
pub fn run(account: &Account, place: &DeploymentTarget, settings: &mut Settings, packaged: bool) -> Result<()> {
    println!("Looking at the account {} in {}", account.id, account.region);
    let facts = facts::gather(&|arguments| account.ask(arguments), account, place, settings);
    if let Some(containers) = findings::webhook_concurrency(&facts, &settings.with(&settings.said)) {
        println!("  WebhookConcurrency is {containers}, by the account's containers");
        settings.said.insert(findings::WEBHOOK_CONCURRENCY.to_owned(), containers.to_string());
    }
    if let Some(containers) = findings::mail_concurrency(&facts, &settings.with(&settings.said)) {
        println!("  MailConcurrency is {containers}, by SES's send rate");
        settings.said.insert(findings::MAIL_CONCURRENCY.to_owned(), containers.to_string());
    }
    let found = findings::all(&facts, &settings.with(&settings.said), settings.is_new(), packaged);
    for finding in &found {
        println!("{}", shown(finding));
    }
    let stops = found.iter().filter(|finding| finding.weight == Weight::Stops).count();
    if stops > 0 {
        bail!("{stops} of these would end the deployment; nothing was made");
    }
    Ok(())
}

fn shown(finding: &Finding) -> String {
    let mark = if finding.weight == Weight::Stops { "STOP" } else { "note" };
    format!("  {mark}: {}", finding.text)
}

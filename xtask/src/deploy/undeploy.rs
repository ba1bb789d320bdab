//! Takes an installation away. What holds data stays unless it is named again:
//! tables and user pools are only then deleted, buckets and backups never.

use anyhow::{Context, Result, bail};
use clap::Args;

use super::{DeploymentTarget, aws::Account};

#[derive(Args)]
pub struct Undeploy {
    #[command(flatten)]
    place: DeploymentTarget,
    /// The stage once more, to delete its tables and user pools, too.
    #[arg(long)]
    with_data_of: Option<String>,
}

pub fn run(undeploy: &Undeploy) -> Result<()> {
    let place = &undeploy.place;
    let with_data = match undeploy.with_data_of.as_deref() {
        None => false,
        Some(stage) if stage == place.stage => true,
        Some(other) => bail!("--with-data-of {other} does not name the stage {}", place.stage),
    };
    let account = Account::open(&place.region)?;
    let stack = place.root();
    for key in tenants_keys(&account, place)? {
        account.ask(&["apigateway", "delete-api-key", "--api-key", &key])?;
    }
    println!("Deleting the stack {stack}");
    account.ask(&["cloudformation", "delete-stack", "--stack-name", &stack])?;
    account.ask(&["cloudformation", "wait", "stack-delete-complete", "--stack-name", &stack])?;
    for table in tables(&account, place)? {
        if with_data {
            println!("Deleting the table {table}");
            account.ask(&["dynamodb", "update-table", "--table-name", &table, "--no-deletion-protection-enabled"])?;
            account.ask(&["dynamodb", "delete-table", "--table-name", &table])?;
        } else {
            println!("Kept: table {table}");
        }
    }
    for (id, name) in pools(&account, place)? {
        if with_data {
            println!("Deleting the user pool {name}");
            account.ask(&[
                "cognito-idp",
                "update-user-pool",
                "--user-pool-id",
                &id,
                "--deletion-protection",
                "INACTIVE",
            ])?;
            account.ask(&["cognito-idp", "delete-user-pool", "--user-pool-id", &id])?;
        } else {
            println!("Kept: user pool {name} ({id})");
        }
    }
    println!(
        "Kept in any case: buckets of the name {0}*, the vault {0}vault, the signing key, what us-east-1 has, and the stacks \
         {1}-bootstrap and tenantry-account, which other stages use.",
        place.prefix(),
        place.root()
    );
    Ok(())
}

/// The provisioning function made them, so no stack knows them; the shared ones are of a stack.
fn tenants_keys(account: &Account, place: &DeploymentTarget) -> Result<Vec<String>> {
    let (prefix, shared) = (place.prefix(), format!("{}shared-", place.prefix()));
    let all = account.ask(&["apigateway", "get-api-keys", "--name-query", &prefix])?;
    let keys = all["items"].as_array().context("API Gateway lists no keys")?;
    let named = keys.iter().filter_map(|key| Some((key["id"].as_str()?, key["name"].as_str()?)));
    let of_tenants = named.filter(|(_, name)| name.starts_with(&prefix) && !name.starts_with(&shared));
    Ok(of_tenants.map(|(id, _)| id.to_owned()).collect())
}

fn tables(account: &Account, place: &DeploymentTarget) -> Result<Vec<String>> {
    let all = account.ask(&["dynamodb", "list-tables"])?;
    let names = all["TableNames"].as_array().context("DynamoDB lists no tables")?;
    Ok(names
        .iter()
        .filter_map(|name| name.as_str())
        .filter(|name| name.starts_with(&place.prefix()))
        .map(str::to_owned)
        .collect())
}

fn pools(account: &Account, place: &DeploymentTarget) -> Result<Vec<(String, String)>> {
    let pools = account.all(&["cognito-idp", "list-user-pools", "--max-results", "60"], "UserPools")?;
    let named = pools.iter().filter_map(|pool| Some((pool["Id"].as_str()?, pool["Name"].as_str()?)));
    Ok(named
        .filter(|(_, name)| name.starts_with(&place.prefix()))
        .map(|(id, name)| (id.to_owned(), name.to_owned()))
        .collect())
}

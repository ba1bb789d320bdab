//! Takes away what earlier deployments left and nothing uses: versions of
//! functions (an account has 75 GB for them), packages in the bucket, and files
//! of the web app. Nothing of the last deployments goes, so that one can go back.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{DeploymentTarget, Parameters, aws::Account, stacks};
use crate::shell::root;

/// Versions of a function that stay beside that of the alias.
const KEPT_VERSIONS: usize = 5;
/// Packages that stay.
const KEPT_PACKAGES: usize = 10;
/// Days for which a page that is open may ask for its files.
const KEPT_FILE_DAYS: u64 = 30;

pub fn run(account: &Account, place: &DeploymentTarget) -> Result<()> {
    versions(account, place)?;
    packages(account, place)
}

fn versions(account: &Account, place: &DeploymentTarget) -> Result<()> {
    for service in crate::infra::services()? {
        let function = format!("{}{service}", place.prefix());
        let listed = match account.ask(&["lambda", "list-versions-by-function", "--function-name", &function]) {
            Ok(listed) => listed,
            // No region but the one that writes has workers.
            Err(error) if error.to_string().contains("ResourceNotFound") => continue,
            Err(error) => return Err(error),
        };
        let aliases = account.ask(&["lambda", "list-aliases", "--function-name", &function])?;
        for version in superfluous(&listed, &aliases) {
            account.ask(&["lambda", "delete-function", "--function-name", &function, "--qualifier", &version])?;
        }
    }
    Ok(())
}

/// The versions that no alias names, but for the newest ones.
fn superfluous(listed: &Value, aliases: &Value) -> Vec<String> {
    let mut named = BTreeSet::new();
    for alias in aliases["Aliases"].as_array().into_iter().flatten() {
        named.extend(alias["FunctionVersion"].as_str().map(str::to_owned));
        // While a canary runs the alias names a second one.
        let weights = alias["RoutingConfig"]["AdditionalVersionWeights"].as_object();
        named.extend(weights.into_iter().flat_map(|all| all.keys().cloned()));
    }
    let all = listed["Versions"].as_array().into_iter().flatten();
    let mut numbers: Vec<u64> = all.filter_map(|one| one["Version"].as_str()?.parse().ok()).collect();
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    let old = numbers.into_iter().skip(KEPT_VERSIONS).map(|number| number.to_string());
    old.filter(|version| !named.contains(version)).collect()
}

fn packages(account: &Account, place: &DeploymentTarget) -> Result<()> {
    let bucket = stacks::bucket(account, place);
    let listed = account.ask(&["s3api", "list-objects-v2", "--bucket", &bucket, "--prefix", "releases/"])?;
    for package in old_packages(&listed) {
        let folder = format!("s3://{bucket}/{}/", stacks::folder_of(&package));
        crate::shell::run(account.command(&["s3", "rm", "--recursive", "--only-show-errors", &folder]))?;
    }
    Ok(())
}

/// A package is as old as the last file of it that was uploaded.
fn old_packages(listed: &Value) -> Vec<String> {
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    for object in listed["Contents"].as_array().into_iter().flatten() {
        let (Some(key), Some(time)) = (object["Key"].as_str(), object["LastModified"].as_str()) else { continue };
        let Some((package, _)) = key.strip_prefix("releases/").and_then(|rest| rest.split_once('/')) else { continue };
        let known = last.entry(package).or_insert(time);
        *known = time.max(*known);
    }
    let mut all: Vec<_> = last.into_iter().map(|(package, time)| (time, package)).collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    all.into_iter().skip(KEPT_PACKAGES).map(|(_, package)| package.to_owned()).collect()
}

/// Ahead of the upload of the app's new files, since the page that is there says when the last deployment was.
pub fn app(account: &Account, outputs: &Parameters) -> Result<()> {
    let bucket = outputs.get("AppBucket").context("the stack has no AppBucket")?;
    let listed = account.ask(&["s3api", "list-objects-v2", "--bucket", bucket])?;
    let dist = root().join("client/dist");
    let today = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() / 86_400;
    for key in old_files(&listed, today, |key| dist.join(key).is_file()) {
        account.ask(&["s3api", "delete-object", "--bucket", bucket, "--key", &key])?;
    }
    Ok(())
}

/// Files that the app has no more, that were no part of the last deployment, and that none has written for some weeks.
fn old_files(listed: &Value, today: u64, is_of_app: impl Fn(&str) -> bool) -> Vec<String> {
    let objects = listed["Contents"].as_array().into_iter().flatten();
    let dated: Vec<_> =
        objects.filter_map(|one| Some((one["Key"].as_str()?, day_of(one["LastModified"].as_str()?)?))).collect();
    let page = dated.iter().find(|(key, _)| *key == "index.html").map_or(today, |(_, day)| *day);
    // A deployment may have begun the day before it ended.
    let since = today.saturating_sub(KEPT_FILE_DAYS).min(page.saturating_sub(1));
    let old = dated.into_iter().filter(|(key, day)| *day < since && !is_of_app(key));
    old.map(|(key, _)| key.to_owned()).collect()
}

/// Days from 1970 to a time such as 2026-11-30T10:00:00+00:00 (days_from_civil, Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms").
fn day_of(time: &str) -> Option<u64> {
    let mut parts = time.get(..10)?.split('-').map(str::parse::<u64>);
    let (year, month, date) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let year = if month <= 2 { year - 1 } else { year };
    let of_era = year % 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + date - 1;
    Some(year / 400 * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_version_that_an_alias_names_stays_however_old() {
        let listed: Vec<_> = std::iter::once(json!({"Version": "$LATEST"}))
            .chain((1..=9).map(|n| json!({"Version": n.to_string()})))
            .collect();
        let aliases = json!({"Aliases": [{"FunctionVersion": "2",
            "RoutingConfig": {"AdditionalVersionWeights": {"3": 0.1}}}]});
        assert_eq!(superfluous(&json!({"Versions": listed}), &aliases), ["4", "1"]);
    }

    #[test]
    fn the_last_packages_stay() {
        let objects: Vec<_> = (0..KEPT_PACKAGES + 2)
            .flat_map(|n| {
                let time = format!("2026-11-{:02}T10:00:00+00:00", n + 1);
                ["root.yaml", "abc.zip"]
                    .map(|file| json!({"Key": format!("releases/p{n:02}/{file}"), "LastModified": time}))
            })
            .chain([json!({"Key": "releases/p00/late", "LastModified": "2026-12-01T10:00:00+00:00"})])
            .collect();
        assert_eq!(old_packages(&json!({"Contents": objects})), ["p02", "p01"]);
    }

    #[test]
    fn a_file_of_the_app_of_its_last_deployment_or_of_the_last_weeks_stays() {
        let days = |time: &str| day_of(time).unwrap();
        assert_eq!((days("1970-01-01"), days("2000-02-29"), days("2026-11-30T10:00:00+00:00")), (0, 11_016, 20_787));
        let files = |page: &str| {
            json!({"Contents": [
                {"Key": "index.html", "LastModified": page},
                {"Key": "assets/of-the-app.js", "LastModified": "2026-01-01T00:00:00+00:00"},
                {"Key": "assets/old.js", "LastModified": "2026-09-01T00:00:00+00:00"},
                {"Key": "assets/late.js", "LastModified": "2026-10-31T00:00:00+00:00"},
            ]})
        };
        let gone = |page: &str| old_files(&files(page), days("2026-11-30"), |key| key == "assets/of-the-app.js");
        assert_eq!(gone("2026-11-29T00:00:00+00:00"), ["assets/old.js"]);
        // Until today it was what open pages ask for.
        assert_eq!(gone("2026-09-01T00:01:00+00:00"), [""; 0]);
    }
}

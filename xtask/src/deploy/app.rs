//! The web app's files, in the bucket behind CloudFront.

use anyhow::{Context, Result};

use super::{Parameters, aws::Account};
use crate::shell::{root, run as shell_run};

/// Files with a digest in their name are kept for ever, the page itself never.
/// All are written anew: when a file was last part of the app is known by its time.
pub fn publish(account: &Account, outputs: &Parameters) -> Result<()> {
    let bucket = format!("s3://{}", outputs.get("AppBucket").context("the stack has no AppBucket")?);
    let dist = root().join("client/dist");
    let dist = dist.to_string_lossy();
    let mut files = account.command(&["s3", "cp", &dist, &bucket, "--recursive", "--exclude", "index.html"]);
    files.args(["--only-show-errors", "--cache-control", "public, max-age=31536000, immutable"]);
    shell_run(files)?;
    let mut page = account.command(&["s3", "cp", &format!("{dist}/index.html"), &format!("{bucket}/index.html")]);
    page.args(["--only-show-errors", "--cache-control", "no-cache"]);
    shell_run(page)?;
    let distribution = outputs.get("DistributionId").context("the stack has no DistributionId")?;
    let invalidate = ["cloudfront", "create-invalidation", "--distribution-id", distribution, "--paths", "/index.html"];
    account.ask(&invalidate).map(drop)
}

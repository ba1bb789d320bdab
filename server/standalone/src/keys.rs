//! The keys that sign access tokens, ahead of their time.

use anyhow::{Context, Result};
use tenantry_embedded::Config;

use crate::{
    cli::{Keys, RotateKeys},
    installation::Installation,
    welcome,
};

pub async fn run(command: Keys) -> Result<()> {
    let Keys::Rotate(rotate) = command;
    let data = rotate.offline.path();
    let config = Config { access_token_s: rotate.access_token_lifetime, ..Config::new(data.clone()) };
    // Nothing is mailed by it, so no URL is needed.
    let installation = Installation::open(config, "http://localhost", |_| {})
        .with_context(|| format!("{} can't be worked on", data.display()))?;
    let said = rotate_keys(&installation, &rotate).await;
    installation.close().await;
    welcome::say(&said?)
}

async fn rotate_keys(installation: &Installation, rotate: &RotateKeys) -> Result<String> {
    let (key, from) = installation.backend.identity.rotate_keys().await.context("no key was made")?;
    Ok(format!(
        "Key {key} is published once the server runs and signs from {from:.0}.\nUntil {life} s after that the present \
         one verifies, too; nobody is signed out.\n",
        life = rotate.access_token_lifetime
    ))
}

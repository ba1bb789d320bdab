//! Accounts of the people who run the installation.

use anyhow::{Context, Result};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    cli::{NewOperator, Operator},
    installation::Installation,
    password::readable,
    welcome,
};

pub async fn run(command: Operator) -> Result<()> {
    let Operator::Create(new) = command;
    let given = if new.password_stdin { Some(read_password()?) } else { None };
    let installation = Installation::open_offline(&new.offline)?;
    let made = create(&installation, &new, given).await;
    installation.close().await;
    made
}

async fn create(installation: &Installation, new: &NewOperator, given: Option<SecretString>) -> Result<()> {
    let made_up = given.is_none();
    let password = given.unwrap_or_else(|| readable(&*installation.random()));
    let operator = installation.worker.create_operator(&new.email, &new.name, &password).await.map_err(explain)?;
    let mut text = format!("{} can sign in as an operator.\n", operator.email);
    if made_up {
        text += &format!("The password, which is shown only now: {}\n", password.expose_secret());
    }
    welcome::say(&text)
}

fn read_password() -> Result<SecretString> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).context("the password can't be read from standard input")?;
    Ok(SecretString::from(line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// A person at a terminal wants to read what is wrong with which field.
fn explain(error: tenantry_core::Error) -> anyhow::Error {
    match error {
        tenantry_core::Error::Invalid(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|field| format!("{} {}", field.pointer.trim_start_matches('/'), field.detail))
                .collect();
            anyhow::anyhow!("{}", fields.join("; "))
        }
        other => other.into(),
    }
}

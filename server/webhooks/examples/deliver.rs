//! Sends one signed message to a receiver on this machine, as `cargo xtask webhooks` asks it to:
//!
//!     deliver URL ID SECONDS SECRET...  <body
//!
//! SECONDS is the time of the signature. It prints the status of the answer, and its body.

use std::{
    io::{Read, stdin},
    process::ExitCode,
    sync::Arc,
};

use jiff::Timestamp;
use rustls::RootCertStore;
use tenantry_webhooks::{Message, Reach, Secret, Sender, Settings, SystemResolver, Target};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match deliver().await {
        Ok(answer) => {
            println!("{answer}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn deliver() -> Result<String, Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [url, id, seconds, secrets @ ..] = &args[..] else {
        return Err("URL, ID, SECONDS and SECRET are needed".into());
    };
    let mut body = Vec::new();
    stdin().read_to_end(&mut body)?;
    let secrets = secrets.iter().map(|secret| Secret::parse(secret)).collect::<Result<Vec<_>, _>>()?;
    let settings = Settings { reach: Reach::Anywhere, ..Settings::default() };
    let sender = Sender::new(RootCertStore::empty(), Arc::new(SystemResolver), settings)?;
    let target = Target::parse(url, sender.reach())?;
    let message = Message { id: id.clone(), body: body.into() };
    let outcome = sender.send(&target, &secrets, &message, Timestamp::from_second(seconds.parse()?)?).await;
    let answer = outcome.result?;
    Ok(format!("{} {}", answer.status, answer.body))
}

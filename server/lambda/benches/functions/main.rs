//! `cargo xtask bench lambda`: how soon each function answers after a start from
//! nothing, and what a warm answer takes, beside the least that a Rust function
//! can be and beside a Python handler that reads one item with boto3, by turns in
//! the same run. It says nothing of AWS's network, sandboxes and TLS.

#[path = "../../tests/cast/mod.rs"]
mod cast;
#[path = "../../tests/installation/mod.rs"]
mod installation;
mod replay;
#[expect(dead_code, reason = "the tests look at the log as well")]
#[path = "../../tests/runtime/mod.rs"]
mod runtime;
mod subject;
#[expect(dead_code, reason = "the tests use the second emulator as well")]
#[path = "../../../aws/tests/support"]
mod support {
    pub mod cloud;
    pub mod server;
    pub mod signing_key;
}

use std::{
    fs,
    path::{Path, PathBuf},
};

use cast::{Cast, cast};
use installation::{Variables, request};
use replay::Replay;
use serde_json::{Value, json};
use subject::{IsRight, Subject, Warm};
use support::{cloud, server};
use tenantry_aws::partition::Table;

const ROUNDS: usize = 9;
const FIRST_STEPS: (f64, f64) = (5.0, 5.0);

fn main() {
    if !cloud::ON.is_here() {
        eprintln!("{} is missing: {}", cloud::ON.name(), cloud::ON.how_to_install());
        std::process::exit(1);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let reached = runtime.expect("a runtime").block_on(run());
    server::end();
    if !reached {
        eprintln!("a first step is not reached");
        std::process::exit(1);
    }
}

async fn run() -> bool {
    let cast = cast().await;
    let replay = Replay::before(&cloud::endpoint(), &cast.keys).await;
    let variables = redirected(&cast.variables, &replay);
    let cast = cast.with_product(&variables).await;
    let subjects = subjects(&cast, &variables);
    let (mut cold, mut asks) = (vec![Vec::new(); subjects.len()], vec![0; subjects.len()]);
    // The first round fills the memory of what AWS would say, and counts for nothing.
    for round in 0..=ROUNDS {
        for (n, subject) in subjects.iter().enumerate() {
            let took = subject.cold().await;
            let (asked, forwarded) = replay.counted();
            asks[n] = asked;
            if round > 0 {
                cold[n].push(took);
                if forwarded > 0 && round == ROUNDS {
                    println!("    {}: {forwarded} of {asked} requests went to the emulator", subject.name);
                }
            }
        }
    }
    let mut warm = Vec::new();
    for subject in &subjects {
        warm.push(subject.warm().await);
        replay.counted();
    }
    let cold: Vec<f64> = cold.into_iter().map(median).collect();
    table(&subjects, &cold, &asks, &warm)
}

/// As they are, but for where AWS and the keys are found.
fn redirected(variables: &Variables, replay: &Replay) -> Variables {
    let to = |name: &str, value: &str| match name {
        "AWS_ENDPOINT_URL" => replay.endpoint.clone(),
        "TOKEN_JWKS_URL" => format!("{}/keys", replay.endpoint),
        _ => value.to_owned(),
    };
    variables.iter().map(|(name, value)| (name.clone(), to(name, value))).collect()
}

fn subjects(cast: &Cast, variables: &Variables) -> Vec<Subject> {
    let mut all = vec![
        Subject {
            name: "hello (Rust)".to_owned(),
            program: hello(),
            args: Vec::new(),
            variables: Vec::new(),
            event: json!({}),
            is_right: |answer| answer["hello"] == "world",
        },
        Subject {
            name: "one item (boto3)".to_owned(),
            program: python(),
            args: vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/functions/peer.py")],
            variables: variables
                .iter()
                .cloned()
                .chain([
                    ("TABLE".to_owned(), cast.partition.pool(Table::Products)),
                    ("AWS_DEFAULT_REGION".to_owned(), cloud::REGION.to_owned()),
                ])
                .collect(),
            event: json!({ "key": { "tenant_id": cast.tenant, "product_id": cast.product } }),
            is_right: |answer| answer["statusCode"] == 200,
        },
    ];
    let token = Some(cast.token.as_str());
    let get = |path: String| request("GET", &path, token, None);
    let is_200: IsRight = |answer| answer["statusCode"] == 200;
    let handles: IsRight = |answer| answer["batchItemFailures"] == json!([]);
    let authorize = json!({
        "type": "REQUEST", "methodArn": "arn:aws:execute-api:eu-central-1:1:a/live/GET/v1/products",
        "headers": { "Authorization": format!("Bearer {}", cast.token) },
    });
    let trigger = json!({ "version": "2", "userName": uuid::Uuid::nil(), "userPoolId": "p", "request": {} });
    let nothing = json!({ "Records": [] });
    let ours: [(&str, Value, IsRight); 12] = [
        ("products", get(format!("/v1/products/{}", cast.product)), is_200),
        ("orders", get("/v1/orders".to_owned()), is_200),
        ("tenants", get(format!("/v1/tenants/{}", cast.tenant)), is_200),
        ("auth", get("/v1/auth/me".to_owned()), is_200),
        ("authorizer", authorize, |answer| !answer["principalId"].is_null()),
        ("pre-token", trigger, |answer| answer["response"].is_object()),
        ("relay", nothing.clone(), handles),
        ("email", nothing.clone(), handles),
        ("inventory", nothing.clone(), handles),
        ("insights", nothing.clone(), handles),
        ("sweeper", json!({}), |answer| answer["published"].is_number()),
        ("provisioning", nothing, |answer| answer["operations"] == 0),
    ];
    all.extend(ours.map(|(service, event, is_right)| {
        let mut variables = variables.clone();
        variables.push(("SERVICE".to_owned(), service.to_owned()));
        let program = env!("CARGO_BIN_EXE_bootstrap").into();
        Subject { name: service.to_owned(), program, args: Vec::new(), variables, event, is_right }
    }));
    all
}

/// Beside the bootstrap, where cargo puts examples.
fn hello() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_bootstrap")).with_file_name("examples").join("hello")
}

/// Of the emulator's environment, which has boto3.
fn python() -> PathBuf {
    cloud::ON.program().with_file_name("python")
}

/// Prints it all; whether the first steps are reached.
fn table(subjects: &[Subject], cold: &[f64], asks: &[u64], warm: &[Warm]) -> bool {
    println!(
        "| function | start to first answer | x hello | AWS asked at the start | warm answer | CPU | peak memory |"
    );
    println!("|---|---|---|---|---|---|---|");
    for (n, subject) in subjects.iter().enumerate() {
        let Warm { cpu_us, p50_us, peak_mib } = warm[n];
        println!(
            "| {} | {:.1} ms | {:.1} | {} | {p50_us:.0} us | {cpu_us:.0} us | {peak_mib:.1} MiB |",
            subject.name,
            cold[n],
            cold[n] / cold[0],
            asks[n],
        );
    }
    let size = |program: &Path| fs::metadata(program).map_or(f64::NAN, |file| file.len() as f64 / 1e6);
    println!(
        "\nSize: {:.1} MB for all of ours, {:.1} MB for hello.",
        size(&subjects[2].program),
        size(&subjects[0].program)
    );
    let (start, work) = (cold[2] / cold[0], warm[1].cpu_us / warm[2].cpu_us);
    println!(
        "Get of a product: starts in {start:.1} x the time of hello (first step: {} x, goal 3.5 x);",
        FIRST_STEPS.0
    );
    println!("boto3 takes {work:.1} x its CPU for a warm answer (first step: {} x, goal 10 x).", FIRST_STEPS.1);
    start <= FIRST_STEPS.0 && work >= FIRST_STEPS.1
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

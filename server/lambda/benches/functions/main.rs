//! `cargo xtask bench lambda`: how large each function is, how soon it answers after a start from
//! nothing, and what a warm answer takes, beside the least that a Rust function
//! can be and beside a Python handler that reads one item with boto3, by turns in
//! the same run. It says nothing of AWS's network, sandboxes and TLS.

mod replay;
mod subject;

use std::{
    fs,
    path::{Path, PathBuf},
};

use replay::Replay;
use serde_json::{Value, json};
use subject::{IsRight, Subject, Warm};
use tenantry_aws::partition::Table;
use tenantry_aws_testing::{
    cast::{Cast, cast},
    cloud,
    installation::{Variables, request},
    server,
};

const ROUNDS: usize = 9;
/// The most that any of ours may have.
const MOST_MB: f64 = 16.0;
/// The most that any of ours may take to start, in starts of hello.
const MOST_START: f64 = 4.0;
/// The least that boto3 takes of CPU, in that of our get of a product.
const LEAST_WORK: f64 = 5.0;
/// The place of the peer among the subjects, behind hello.
const PEER: usize = 1;
/// The place of the first of ours, which gets a product.
const OURS: usize = 2;

fn main() {
    if !cloud::ON.is_here() {
        eprintln!("{} is missing: {}", cloud::ON.name(), cloud::ON.how_to_install());
        std::process::exit(1);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let reached = runtime.expect("a runtime").block_on(run());
    server::end();
    if !reached {
        eprintln!("a bound is not held");
        std::process::exit(1);
    }
}

async fn run() -> bool {
    let cast = cast(&programs().to_string_lossy()).await;
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
    let (_, members) = variables.iter().find(|(name, _)| name == "USER_POOL_ID").expect("a pool");
    let trigger = json!({ "version": "2", "userName": uuid::Uuid::nil(), "userPoolId": members, "request": {} });
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
        let program = programs().join(format!("function-{service}"));
        Subject { name: service.to_owned(), program, args: Vec::new(), variables, event, is_right }
    }));
    all
}

/// Where cargo puts the programs of this build, a folder above its tests and benchmarks.
fn programs() -> PathBuf {
    let own = std::env::current_exe().expect("a path");
    own.ancestors().nth(2).expect("a folder").to_owned()
}

fn hello() -> PathBuf {
    programs().join("examples").join("hello")
}

/// Of the emulator's environment, which has boto3.
fn python() -> PathBuf {
    cloud::ON.program().with_file_name("python")
}

/// Prints it all; whether the bounds are held.
fn table(subjects: &[Subject], cold: &[f64], asks: &[u64], warm: &[Warm]) -> bool {
    let size = |program: &Path| fs::metadata(program).map_or(f64::NAN, |file| file.len() as f64 / 1e6);
    println!(
        "| function | size | start to first answer | x hello | AWS asked at the start | warm answer | CPU | peak memory |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    for (n, subject) in subjects.iter().enumerate() {
        let Warm { cpu_us, p50_us, peak_mib } = warm[n];
        println!(
            "| {} | {:.1} MB | {:.1} ms | {:.1} | {} | {p50_us:.0} us | {cpu_us:.0} us | {peak_mib:.1} MiB |",
            subject.name,
            size(&subject.program),
            cold[n],
            cold[n] / cold[0],
            asks[n],
        );
    }
    let ours = OURS..subjects.len();
    let slowest = ours.clone().max_by(|a, b| cold[*a].total_cmp(&cold[*b])).expect("a function");
    let largest = ours.map(|n| size(&subjects[n].program)).fold(0.0, f64::max);
    let (start, work) = (cold[slowest] / cold[0], warm[PEER].cpu_us / warm[OURS].cpu_us);
    println!("\nThe largest has {largest:.1} MB (at most {MOST_MB}).");
    println!(
        "The slowest to start, {}, takes {start:.1} x the time of hello (at most {MOST_START}).",
        subjects[slowest].name
    );
    println!("boto3 takes {work:.1} x the CPU of our get of a product (at least {LEAST_WORK}, goal 10).");
    largest <= MOST_MB && start <= MOST_START && work >= LEAST_WORK
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

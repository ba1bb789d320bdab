//! Deploys the templates to an emulator, as far as it goes: that all stacks
//! come up together, with every reference from one to another. What it lacks is
//! left out aloud; it is no evidence of IAM, quotas, backups or latency.

use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::build;
use crate::{
    shell::{command, root, run as shell_run, target},
    tools::emulator_tool,
};

const REGION: &str = "eu-central-1";
const STACK: &str = "tenantry-dev";
const BUCKET: &str = "artifacts";
const PATIENCE: Duration = Duration::from_secs(60);

pub fn run() -> Result<()> {
    build::run()?;
    let folder = target().join("infra-emulator");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(folder.join("tmp"))?;
    let emulator = Emulator::start(&folder)?;
    let zip = zipped(&folder)?;
    emulator.aws(&["s3", "mb", &format!("s3://{BUCKET}")])?;
    emulator.aws(&["s3", "cp", "--only-show-errors", &zip.to_string_lossy(), &format!("s3://{BUCKET}/code.zip")])?;
    let templates = folder.join("templates");
    emulator.transform(&templates)?;
    emulator.deploy(&templates)?;
    emulator.look()
}

/// The functions' binary, if it was built: the stacks come up without it, too.
fn zipped(folder: &Path) -> Result<PathBuf> {
    let built = target().join("lambda").join("bootstrap");
    let binary = if built.is_file() {
        built
    } else {
        println!("The functions are not built; what is deployed answers nothing.");
        let empty = folder.join("bootstrap");
        fs::write(&empty, "#!/bin/sh\nexit 1\n")?;
        empty
    };
    let zip = folder.join("code.zip");
    let mut python = command(emulator_tool("python")?, &["-m", "zipfile", "-c"]);
    python.arg(&zip).arg(binary);
    shell_run(python)?;
    Ok(zip)
}

struct Emulator {
    process: Child,
    address: String,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Emulator {
    fn start(folder: &Path) -> Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("http://127.0.0.1:{port}");
        let log = fs::File::create(folder.join("log"))?;
        let process = Command::new(emulator_tool("ministack")?)
            .current_dir(folder)
            .env("AUTH", "true")
            .env("BIND_HOST", "127.0.0.1")
            .env("GATEWAY_PORT", port.to_string())
            .env("MINISTACK_REGION", REGION)
            .env("IOT_MTLS_ENABLED", "0")
            .env("SFTP_ENABLED", "0")
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env("AWS_ENDPOINT_URL", &address)
            .env("TMPDIR", folder.join("tmp"))
            .env("STATE_DIR", folder.join("state"))
            .env("S3_DATA_DIR", folder.join("s3"))
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("the emulator can't be started")?;
        let mut emulator = Self { process, address };
        let started = Instant::now();
        while reqwest::blocking::get(format!("{}/_ministack/health", emulator.address)).is_err() {
            if started.elapsed() > PATIENCE || emulator.process.try_wait()?.is_some() {
                bail!("the emulator does not answer: see {}", folder.join("log").display());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(emulator)
    }

    fn client(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut client = command(program, &[]);
        client
            .env("AWS_ENDPOINT_URL", &self.address)
            .env("AWS_DEFAULT_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .env_remove("AWS_SESSION_TOKEN")
            .env_remove("AWS_PROFILE");
        client
    }

    fn aws(&self, arguments: &[&str]) -> Result<Value> {
        let mut aws = self.client(emulator_tool("aws")?);
        let output = aws.args(arguments).args(["--output", "json"]).output()?;
        if !output.status.success() {
            bail!("aws {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(serde_json::from_slice(&output.stdout).unwrap_or_default())
    }

    fn transform(&self, templates: &Path) -> Result<()> {
        let mut python = self.client(emulator_tool("python")?);
        python.arg(root().join("infra/proof/transform.py")).arg(build::output()).arg(templates);
        python.args([BUCKET, "code.zip", REGION]).stderr(Stdio::null());
        shell_run(python)
    }

    fn deploy(&self, templates: &Path) -> Result<()> {
        let at = |name: &str| templates.join(name).to_string_lossy().into_owned();
        let (template, packaged) = (at("template.json"), at("packaged.yaml"));
        self.aws(&[
            "cloudformation",
            "package",
            "--template-file",
            &template,
            "--s3-bucket",
            BUCKET,
            "--output-template-file",
            &packaged,
        ])?;
        // What is off by default comes up, too.
        let parameters = [
            ("WriteRegion", REGION),
            ("MailFrom", "shop@example.com"),
            ("UserPoolPlan", "ESSENTIALS"),
            ("PremiumPool", "true"),
            ("ProvisionedConcurrency", "1"),
            ("AlertMail", "operations@example.com"),
        ];
        let parameters = parameters.map(|(key, value)| format!("ParameterKey={key},ParameterValue={value}"));
        let body = format!("file://{packaged}");
        let mut create = vec!["cloudformation", "create-stack", "--stack-name", STACK, "--template-body", &body];
        create.extend(["--capabilities", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND", "--parameters"]);
        create.extend(parameters.iter().map(String::as_str));
        self.aws(&create)?;
        let started = Instant::now();
        loop {
            let stack = self.aws(&["cloudformation", "describe-stacks", "--stack-name", STACK])?;
            match stack["Stacks"][0]["StackStatus"].as_str().unwrap_or_default() {
                "CREATE_COMPLETE" => return Ok(()),
                "CREATE_IN_PROGRESS" if started.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(500)),
                other => bail!("{other}: {}", self.failures()?),
            }
        }
    }

    fn failures(&self) -> Result<String> {
        let events = self.aws(&["cloudformation", "describe-stack-events", "--stack-name", STACK])?;
        let failed = events["StackEvents"].as_array().into_iter().flatten();
        let failed = failed.filter(|event| event["ResourceStatus"].as_str().is_some_and(|it| it.contains("FAILED")));
        Ok(failed
            .map(|event| format!("{} {}", event["LogicalResourceId"], event["ResourceStatusReason"]))
            .collect::<Vec<_>>()
            .join("; "))
    }

    /// What is there now is what the code expects.
    fn look(&self) -> Result<()> {
        let names = build::read_json(&root().join("infra/names.json"))?;
        let stacks = self.aws(&["cloudformation", "list-stacks", "--stack-status-filter", "CREATE_COMPLETE"])?;
        let tables = self.aws(&["dynamodb", "list-tables"])?;
        for table in names["tables"].as_object().into_iter().flat_map(|all| all.keys()) {
            let name = format!("{STACK}-{table}");
            if !tables["TableNames"].as_array().is_some_and(|all| all.iter().any(|one| *one == name.as_str())) {
                bail!("the table {name} was not made");
            }
        }
        let functions = self.aws(&["lambda", "list-functions"])?;
        let count = |list: &Value| list.as_array().map_or(0, Vec::len);
        let services = count(&names["services"]);
        if count(&functions["Functions"]) != services {
            bail!("{} functions of {services} were made", count(&functions["Functions"]));
        }
        println!(
            "{} stacks, {} tables, {services} functions",
            count(&stacks["StackSummaries"]),
            count(&tables["TableNames"])
        );
        Ok(())
    }
}

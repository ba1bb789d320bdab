//! Deploys the built templates to the emulator, as far as it goes. What it
//! lacks is left out aloud; it is no evidence of quotas, backups or latency.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::{Emulator, START_TIMEOUT};
use crate::{
    deploy::random_key,
    infra::output,
    shell::{command, executable, root, run as shell_run},
    tools::emulator_tool,
};

pub const REGION: &str = "eu-central-1";
const STACK: &str = "tenantry-dev";
const BUCKET: &str = "artifacts";
const SIGNING_KEY: &str = "/tenantry/dev/signing-key";

/// What is deployed, and how.
pub struct Installation<'a> {
    emulator: &'a Emulator,
    templates: PathBuf,
}

impl<'a> Installation<'a> {
    /// Without a binary the stacks come up all the same and answer nothing.
    pub fn deploy(emulator: &'a Emulator, binary: Option<&Path>, parameters: &[(&str, &str)]) -> Result<Self> {
        let installation = Self { emulator, templates: emulator.folder.join("templates") };
        let zip = installation.zipped(binary)?;
        emulator.aws(&["s3", "mb", &format!("s3://{BUCKET}")])?;
        emulator.aws(&[
            "s3",
            "cp",
            "--only-show-errors",
            &zip.to_string_lossy(),
            &format!("s3://{BUCKET}/code.zip"),
        ])?;
        let key = random_key()?;
        emulator.aws(&["ssm", "put-parameter", "--name", SIGNING_KEY, "--type", "SecureString", "--value", &key])?;
        installation.transform()?;
        installation.create(parameters)?;
        Ok(installation)
    }

    fn zipped(&self, binary: Option<&Path>) -> Result<PathBuf> {
        let bootstrap = self.emulator.folder.join("bootstrap");
        match binary {
            Some(binary) => {
                // Thirteen functions unpack it; debug information is most of it.
                let mut strip = command("strip", &["--strip-debug", "-o"]);
                strip.arg(&bootstrap).arg(binary);
                if shell_run(strip).is_err() {
                    fs::copy(binary, &bootstrap)?;
                }
            }
            None => {
                println!("The functions are not built; what is deployed answers nothing.");
                fs::write(&bootstrap, "#!/bin/sh\nexit 1\n")?;
            }
        }
        executable(&bootstrap)?;
        let zip = self.emulator.folder.join("code.zip");
        let mut python = command(emulator_tool("python")?, &["-m", "zipfile", "-c"]);
        python.arg(&zip).arg(bootstrap);
        shell_run(python)?;
        Ok(zip)
    }

    fn transform(&self) -> Result<()> {
        let mut python = self.emulator.client(emulator_tool("python")?);
        python.arg(root().join("infra/emulator/transform.py")).arg(output()).arg(&self.templates);
        python.args([BUCKET, "code.zip", REGION, &self.emulator.address]).stderr(Stdio::null());
        shell_run(python)
    }

    fn create(&self, parameters: &[(&str, &str)]) -> Result<()> {
        let at = |name: &str| self.templates.join(name).to_string_lossy().into_owned();
        let (template, packaged) = (at("template.json"), at("packaged.yaml"));
        let mut package = vec!["cloudformation", "package", "--template-file", &template, "--s3-bucket", BUCKET];
        package.extend(["--output-template-file", &packaged]);
        self.emulator.aws(&package)?;
        let common = [("WriteRegion", REGION), ("MailFrom", "shop@example.com"), ("UserPoolPlan", "ESSENTIALS")];
        let parameters: Vec<_> = common
            .iter()
            .chain(parameters)
            .map(|(key, value)| format!("ParameterKey={key},ParameterValue={value}"))
            .collect();
        let body = format!("file://{packaged}");
        let mut create = vec!["cloudformation", "create-stack", "--stack-name", STACK, "--template-body", &body];
        create.extend(["--capabilities", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND", "--parameters"]);
        create.extend(parameters.iter().map(String::as_str));
        self.emulator.aws(&create)?;
        let started = Instant::now();
        loop {
            let stack = self.emulator.aws(&["cloudformation", "describe-stacks", "--stack-name", STACK])?;
            match stack["Stacks"][0]["StackStatus"].as_str().unwrap_or_default() {
                "CREATE_COMPLETE" => return Ok(()),
                "CREATE_IN_PROGRESS" if started.elapsed() < START_TIMEOUT => thread::sleep(Duration::from_millis(500)),
                other => bail!("{other}: {}", self.failures()?),
            }
        }
    }

    fn failures(&self) -> Result<String> {
        let events = self.emulator.aws(&["cloudformation", "describe-stack-events", "--stack-name", STACK])?;
        let failed = events["StackEvents"].as_array().into_iter().flatten();
        let failed = failed.filter(|event| event["ResourceStatus"].as_str().is_some_and(|it| it.contains("FAILED")));
        Ok(failed
            .map(|event| format!("{} {}", event["LogicalResourceId"], event["ResourceStatusReason"]))
            .collect::<Vec<_>>()
            .join("; "))
    }

    /// What is there now is what the code expects.
    pub fn look(&self) -> Result<()> {
        let text = fs::read_to_string(root().join("infra/names.json"))?;
        let names: Value = serde_json::from_str(&text)?;
        let stacks =
            self.emulator.aws(&["cloudformation", "list-stacks", "--stack-status-filter", "CREATE_COMPLETE"])?;
        let tables = self.emulator.aws(&["dynamodb", "list-tables"])?;
        for table in names["tables"].as_object().into_iter().flat_map(|all| all.keys()) {
            let name = format!("{STACK}-{table}");
            if !tables["TableNames"].as_array().is_some_and(|all| all.iter().any(|one| *one == name.as_str())) {
                bail!("the table {name} was not made");
            }
        }
        let functions = self.emulator.aws(&["lambda", "list-functions"])?;
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

    /// Walks the runbook: each alarm rings, and the commands of its entry work. It needs functions that do nothing.
    pub fn walk(&self) -> Result<()> {
        let mut python = self.emulator.client(emulator_tool("python")?);
        python.arg("-B").arg(root().join("infra/walk")).args([&format!("{STACK}-"), REGION]);
        shell_run(python)
    }

    /// As an operator of AWS makes the first one of ours.
    pub fn create_operator(&self, email: &str, password: &str) -> Result<()> {
        let event = json!({ "create_operator": { "email": email, "name": "Olive Operator", "password": password } });
        let answer = self.invoke("provisioning", &event)?;
        if !answer["user_id"].is_string() {
            bail!("no operator was made: {answer}");
        }
        Ok(())
    }

    /// Invokes a function with an event and returns its response.
    pub fn invoke(&self, service: &str, event: &Value) -> Result<Value> {
        let (given, file) = (self.emulator.folder.join("event.json"), self.emulator.folder.join("answer.json"));
        // In a file, since it may hold a password.
        fs::write(&given, event.to_string())?;
        let (name, payload) = (format!("{STACK}-{service}"), format!("fileb://{}", given.display()));
        self.emulator.aws(&[
            "lambda",
            "invoke",
            "--function-name",
            &name,
            "--payload",
            &payload,
            &file.to_string_lossy(),
        ])?;
        let answer = fs::read_to_string(&file);
        fs::remove_file(&given)?;
        Ok(serde_json::from_str(&answer?)?)
    }
}

//! Stacks are changed by change sets, which are shown before they are applied.

use std::{
    path::PathBuf,
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::{
    DeploymentTarget, Parameters,
    aws::Account,
    changes::{self, Change},
    stacks::Upload,
    state::{self, Next},
};
use crate::{infra, shell::run as shell_run};

const POLL_INTERVAL: Duration = Duration::from_secs(5);
/// Of a stack's failed events, so many are shown.
const SHOWN_FAILURES: usize = 10;

pub struct Stack<'a> {
    account: &'a Account,
    pub name: String,
    template: PathBuf,
    /// Where the template is put; it goes along with the request without one.
    upload: Option<Upload>,
    prefix: String,
    role: Option<String>,
    /// Data that may be replaced or removed, by its path in the stacks.
    given_up: Vec<String>,
}

impl<'a> Stack<'a> {
    /// A stack whose template goes along, applied with the caller's own rights.
    pub fn small(account: &'a Account, place: &DeploymentTarget, name: String, template: &str) -> Self {
        Self {
            account,
            name,
            template: infra::output().join(format!("{template}.json")),
            upload: None,
            prefix: place.prefix(),
            role: None,
            given_up: Vec::new(),
        }
    }

    /// Its template is too large to go along, or has to come from the bucket.
    pub fn in_bucket(mut self, template: PathBuf, upload: Upload) -> Self {
        self.template = template;
        self.upload = Some(upload);
        self
    }

    pub fn acting_as(mut self, role: Option<String>) -> Self {
        self.role = role;
        self
    }

    pub fn giving_up(mut self, paths: &[String]) -> Self {
        self.given_up = paths.to_vec();
        self
    }

    /// Makes a change set, shows it, and applies it if it is agreed to; returns
    /// what the stack puts out. Goes on where an earlier deployment stopped.
    pub fn apply(&self, parameters: &Parameters, agreed: impl FnOnce(&str) -> bool) -> Result<Parameters> {
        let next = self.ready()?;
        if let Some(set) = self.change_set(parameters, next)? {
            let found = changes::all(&set, &|set| self.described(set))?;
            if let Err(refusal) = self.agree(&found, agreed) {
                self.account.ask(&["cloudformation", "delete-change-set", "--change-set-name", &set])?;
                return Err(refusal);
            }
            self.guard(self.given_up.is_empty())?;
            let mut execute = vec!["cloudformation", "execute-change-set", "--change-set-name", &set];
            if next == Next::Resume {
                // Else CloudFormation would roll back what was kept.
                execute.push("--disable-rollback");
            }
            self.account.ask(&execute)?;
            println!("Applying the changes to {}", self.name);
            let status = self.settled()?;
            if !state::is_done(&status) {
                bail!("{} is {status}. {}", self.name, self.advice(next)?);
            }
        }
        self.guard(true)?;
        self.outputs()
    }

    fn agree(&self, found: &[Change], agreed: impl FnOnce(&str) -> bool) -> Result<()> {
        changes::refuse_losses(found, &self.given_up)?;
        if !agreed(&changes::shown(found)) {
            bail!("nothing was changed");
        }
        Ok(())
    }

    /// Brings the stack to where a change set can be made.
    fn ready(&self) -> Result<Next> {
        let mut status = self.status()?;
        if state::next(status.as_deref()) == Next::Wait {
            println!("Waiting for {}, which another deployment changes", self.name);
            status = Some(self.settled()?);
        }
        match state::next(status.as_deref()) {
            Next::DeleteFirst => {
                println!("Deleting {}, which was rolled back to nothing", self.name);
                self.account.ask(&["cloudformation", "delete-stack", "--stack-name", &self.name])?;
                self.account.ask(&["cloudformation", "wait", "stack-delete-complete", "--stack-name", &self.name])?;
                Ok(Next::Create)
            }
            Next::RollBackFirst => {
                println!("Rolling {} back to the state before", self.name);
                self.account.ask(&["cloudformation", "continue-update-rollback", "--stack-name", &self.name])?;
                match self.settled()?.as_str() {
                    "UPDATE_ROLLBACK_COMPLETE" => Ok(Next::Update),
                    other => bail!("{} is {other}. {}", self.name, self.advice(Next::Update)?),
                }
            }
            next => Ok(next),
        }
    }

    fn change_set(&self, parameters: &Parameters, next: Next) -> Result<Option<String>> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let name = format!("deploy-{now}");
        let kind = if next == Next::Create { "CREATE" } else { "UPDATE" };
        let mut create = self.account.command(&["cloudformation", "create-change-set", "--stack-name", &self.name]);
        create.args(["--change-set-name", &name, "--change-set-type", kind]);
        create.args(["--capabilities", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]);
        create.arg("--tags").arg(format!("Key=installation,Value={}", self.prefix));
        create.arg("--parameters").arg(self.given(parameters, next)?.to_string());
        match self.upload()? {
            Some(url) => create.arg("--template-url").arg(url),
            None => create.arg("--template-body").arg(format!("file://{}", self.template.display())),
        };
        if let Some(role) = &self.role {
            create.args(["--role-arn", role]);
        }
        match next {
            // What was made is kept, so that the next deployment goes on: data would stay behind, and its names be taken.
            Next::Create => create.args(["--on-stack-failure", "DO_NOTHING"]),
            Next::Update => create.arg("--include-nested-stacks"),
            // Where nested stacks are not made yet, they can't be described: their parameters come from each other.
            _ => &mut create,
        };
        let output = create.output().context("aws can't be started")?;
        if !output.status.success() {
            bail!("the change set of {} was not made: {}", self.name, String::from_utf8_lossy(&output.stderr).trim());
        }
        let answer: Value = serde_json::from_slice(&output.stdout)?;
        let set = answer["Id"].as_str().context("a change set without a name")?.to_owned();
        Ok(self.made(&set)?.then_some(set))
    }

    /// Waits for a change set; false if it would change nothing.
    fn made(&self, set: &str) -> Result<bool> {
        loop {
            let shown = self.described(set)?;
            let reason = shown["StatusReason"].as_str().unwrap_or_default();
            match shown["Status"].as_str().unwrap_or_default() {
                "CREATE_COMPLETE" => return Ok(true),
                "FAILED" if changes_nothing(reason) => {
                    self.account.ask(&["cloudformation", "delete-change-set", "--change-set-name", set])?;
                    return Ok(false);
                }
                "FAILED" => bail!("the change set of {} was not made: {reason}", self.name),
                _ => thread::sleep(POLL_INTERVAL),
            }
        }
    }

    /// What is not given keeps its value, or has the template's where there was none.
    fn given(&self, parameters: &Parameters, next: Next) -> Result<Value> {
        let text = std::fs::read_to_string(&self.template)?;
        let template: Value = serde_yaml_ng::from_str(&text).context("the template can't be read")?;
        let before = if next == Next::Create { Value::Null } else { self.describe()?["Parameters"].take() };
        Ok(merged(&template["Parameters"], parameters, &before))
    }

    /// Returns the address of the uploaded template.
    fn upload(&self) -> Result<Option<String>> {
        let Some(upload) = &self.upload else { return Ok(None) };
        let mut copy = self.account.in_region(&upload.region).command(&["s3", "cp", "--only-show-errors"]);
        copy.arg(&self.template).arg(format!("s3://{}/{}", upload.bucket, upload.name));
        shell_run(copy)?;
        Ok(Some(upload.address()))
    }

    /// CloudFormation itself refuses to replace or remove data, unless it is given up now.
    fn guard(&self, strict: bool) -> Result<()> {
        let parts = self.account.ask(&["cloudformation", "describe-stack-resources", "--stack-name", &self.name])?;
        let parts = parts["StackResources"].as_array().cloned().unwrap_or_default();
        let nested = parts.iter().filter(|part| {
            part["ResourceType"] == "AWS::CloudFormation::Stack"
                && part["LogicalResourceId"].as_str().is_some_and(|name| changes::DATA_STACKS.contains(&name))
        });
        let policy = changes::policy(strict).to_string();
        for stack in nested.filter_map(|part| part["PhysicalResourceId"].as_str()) {
            let set = ["cloudformation", "set-stack-policy", "--stack-name", stack, "--stack-policy-body", &policy];
            self.account.ask(&set)?;
        }
        Ok(())
    }

    /// Waits until nothing is at work, and returns the status.
    fn settled(&self) -> Result<String> {
        loop {
            match self.status()? {
                Some(status) if status.ends_with("_IN_PROGRESS") && status != "REVIEW_IN_PROGRESS" => {
                    thread::sleep(POLL_INTERVAL);
                }
                status => return Ok(status.unwrap_or_else(|| "DELETE_COMPLETE".to_owned())),
            }
        }
    }

    fn advice(&self, next: Next) -> Result<String> {
        let events = self.account.ask(&["cloudformation", "describe-stack-events", "--stack-name", &self.name])?;
        let failed = failures(&events).join("\n");
        let what = match next {
            Next::Create | Next::Resume => {
                "What was made is kept: remove the cause and deploy again, it goes on from there."
            }
            _ => "Remove the cause and deploy again.",
        };
        Ok(format!("{what}\n{failed}"))
    }

    fn described(&self, set: &str) -> Result<Value> {
        self.account.ask(&["cloudformation", "describe-change-set", "--change-set-name", set])
    }

    fn describe(&self) -> Result<Value> {
        let mut stacks = self.account.ask(&["cloudformation", "describe-stacks", "--stack-name", &self.name])?;
        Ok(stacks["Stacks"][0].take())
    }

    /// Nothing where there is no such stack.
    pub fn status(&self) -> Result<Option<String>> {
        match self.describe() {
            Ok(stack) => Ok(stack["StackStatus"].as_str().map(str::to_owned)),
            Err(error) if error.to_string().contains("does not exist") => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn outputs(&self) -> Result<Parameters> {
        Ok(outputs(&self.describe()?))
    }
}

/// CloudFormation says so by a failure.
fn changes_nothing(reason: &str) -> bool {
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
}

fn merged(of_template: &Value, given: &Parameters, before: &Value) -> Value {
    let known: Vec<&str> =
        before.as_array().into_iter().flatten().filter_map(|one| one["ParameterKey"].as_str()).collect();
    let names = of_template.as_object().into_iter().flat_map(|all| all.keys());
    let all = names.filter_map(|name| match given.get(name) {
        Some(value) => Some(json!({"ParameterKey": name, "ParameterValue": value})),
        None if known.contains(&name.as_str()) => Some(json!({"ParameterKey": name, "UsePreviousValue": true})),
        None => None,
    });
    all.collect::<Vec<_>>().into()
}

/// What went wrong first, not what was given up because of it.
fn failures(events: &Value) -> Vec<String> {
    let all = events["StackEvents"].as_array().into_iter().flatten();
    let failed = all.filter(|one| one["ResourceStatus"].as_str().is_some_and(|status| status.ends_with("_FAILED")));
    let text = |one: &Value, field: &str| one[field].as_str().unwrap_or_default().to_owned();
    let lines = failed.filter(|one| !text(one, "ResourceStatusReason").contains("cancelled"));
    let mut lines: Vec<_> = lines
        .map(|one| format!("  {}: {}", text(one, "LogicalResourceId"), text(one, "ResourceStatusReason")))
        .collect();
    lines.reverse();
    lines.truncate(SHOWN_FAILURES);
    lines
}

pub fn outputs(stack: &Value) -> Parameters {
    let all = stack["Outputs"].as_array().into_iter().flatten();
    all.filter_map(|one| Some((one["OutputKey"].as_str()?.to_owned(), one["OutputValue"].as_str()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(pairs: &[(&str, &str)]) -> Parameters {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_is_not_given_keeps_its_value_and_what_is_no_parameter_is_left_out() {
        let template = json!({"A": {}, "B": {}, "C": {"Default": "c"}});
        let before =
            json!([{"ParameterKey": "B", "ParameterValue": "b"}, {"ParameterKey": "Gone", "ParameterValue": "g"}]);
        assert_eq!(
            merged(&template, &texts(&[("A", "x,y"), ("Firewall", "true")]), &before),
            json!([{"ParameterKey": "A", "ParameterValue": "x,y"}, {"ParameterKey": "B", "UsePreviousValue": true}])
        );
    }

    #[test]
    fn causes_are_shown_and_not_what_was_cancelled_because_of_them() {
        let events = json!({"StackEvents": [
            {"ResourceStatus": "CREATE_FAILED", "LogicalResourceId": "Queue", "ResourceStatusReason": "Resource creation cancelled"},
            {"ResourceStatus": "CREATE_FAILED", "LogicalResourceId": "Stage", "ResourceStatusReason": "no role"},
            {"ResourceStatus": "CREATE_COMPLETE", "LogicalResourceId": "Api"},
        ]});
        assert_eq!(failures(&events), ["  Stage: no role"]);
    }

    #[test]
    fn a_change_set_without_changes_is_no_failure() {
        assert!(changes_nothing("The submitted information didn't contain changes. Submit different information."));
        assert!(changes_nothing("No updates are to be performed."));
        assert!(!changes_nothing("Template error: instance of Fn::GetAtt references undefined resource"));
    }
}

//! What a change set does, nested stacks included, and what no deployment does
//! unasked: replacing or removing what holds data.

use anyhow::{Result, bail};
use serde_json::{Value, json};

/// What can't be made again: data, and the people who sign in.
const DATA: &[&str] = &[
    "AWS::DynamoDB::GlobalTable",
    "AWS::Cognito::UserPool",
    "AWS::S3::Bucket",
    "AWS::Backup::BackupVault",
    "AWS::KMS::Key",
];
/// The stacks that have it, by their names in the root.
pub const DATA_STACKS: &[&str] = &["Pool", "ProvisionedTables", "Data", "Identity", "Events", "Edge", "Backup"];
const STACK: &str = "AWS::CloudFormation::Stack";

/// One resource that changes.
pub struct Change {
    /// As `Pool/Products`.
    pub path: String,
    kind: String,
    action: String,
    replacement: String,
}

/// All changes of a change set. `describe` asks for one by its ARN, and is asked again for those of nested stacks.
pub fn all(set: &str, describe: &dyn Fn(&str) -> Result<Value>) -> Result<Vec<Change>> {
    let mut found = Vec::new();
    collect("", &describe(set)?, describe, &mut found)?;
    Ok(found)
}

fn collect(above: &str, set: &Value, describe: &dyn Fn(&str) -> Result<Value>, found: &mut Vec<Change>) -> Result<()> {
    for change in set["Changes"].as_array().into_iter().flatten().map(|one| &one["ResourceChange"]) {
        let text = |field: &str| change[field].as_str().unwrap_or_default().to_owned();
        let path = format!("{above}{}", text("LogicalResourceId"));
        found.push(Change {
            path: path.clone(),
            kind: text("ResourceType"),
            action: text("Action"),
            replacement: text("Replacement"),
        });
        if let Some(nested) = change["ChangeSetId"].as_str() {
            collect(&format!("{path}/"), &describe(nested)?, describe, found)?;
        }
    }
    Ok(())
}

impl Change {
    fn line(&self) -> String {
        let replaced = match self.replacement.as_str() {
            "True" => ", REPLACED",
            "Conditional" => ", perhaps REPLACED",
            _ => "",
        };
        format!("  {} {} ({}){replaced}", self.action, self.path, self.kind)
    }

    /// Whether data would be lost, or left behind where nothing finds it.
    fn loses(&self) -> bool {
        let holds =
            DATA.contains(&self.kind.as_str()) || (self.kind == STACK && DATA_STACKS.contains(&self.path.as_str()));
        let goes = self.action == "Remove" || matches!(self.replacement.as_str(), "True" | "Conditional");
        // Of a nested stack the change set says "Conditional" whenever anything in it changes.
        holds && goes && !(self.kind == STACK && self.replacement == "Conditional")
    }
}

pub fn shown(changes: &[Change]) -> String {
    changes.iter().map(Change::line).collect::<Vec<_>>().join("\n")
}

/// Fails if data would go that is not named in `given_up`.
pub fn refuse_losses(changes: &[Change], given_up: &[String]) -> Result<()> {
    let lost: Vec<_> = changes.iter().filter(|change| change.loses() && !given_up.contains(&change.path)).collect();
    if lost.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> = lost.iter().map(|change| change.line()).collect();
    let names: Vec<_> = lost.iter().map(|change| format!("--gives-up {}", change.path)).collect();
    bail!(
        "this would replace or remove what holds data:\n{}\nNothing was changed. If that is meant, after a backup: {}",
        lines.join("\n"),
        names.join(" ")
    )
}

/// What CloudFormation itself is to reject in a stack, for any caller.
pub fn policy(strict: bool) -> Value {
    let mut statements = vec![json!({"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"})];
    if strict {
        statements.push(json!({
            "Effect": "Deny",
            "Action": ["Update:Replace", "Update:Delete"],
            "Principal": "*",
            "Resource": "*",
            "Condition": {"StringEquals": {"ResourceType": DATA}},
        }));
    }
    json!({ "Statement": statements })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(set: &str) -> Result<Value> {
        Ok(match set {
            "root" => json!({"Changes": [
                {"ResourceChange": {"Action": "Modify", "LogicalResourceId": "Api", "ResourceType": STACK, "Replacement": "False"}},
                {"ResourceChange": {"Action": "Modify", "LogicalResourceId": "Pool", "ResourceType": STACK,
                    "Replacement": "Conditional", "ChangeSetId": "pool"}},
            ]}),
            "pool" => json!({"Changes": [
                {"ResourceChange": {"Action": "Modify", "LogicalResourceId": "Products",
                    "ResourceType": "AWS::DynamoDB::GlobalTable", "Replacement": "True"}},
            ]}),
            other => panic!("{other}"),
        })
    }

    #[test]
    fn a_table_of_a_nested_stack_that_is_replaced_is_seen_and_refused() {
        let changes = all("root", &described).unwrap();
        assert_eq!(
            shown(&changes),
            "  Modify Api (AWS::CloudFormation::Stack)\n  Modify Pool (AWS::CloudFormation::Stack), perhaps REPLACED\n  \
             Modify Pool/Products (AWS::DynamoDB::GlobalTable), REPLACED"
        );
        let refusal = refuse_losses(&changes, &[]).unwrap_err().to_string();
        assert!(refusal.contains("--gives-up Pool/Products") && !refusal.contains("--gives-up Pool "), "{refusal}");
        assert!(refuse_losses(&changes, &["Pool/Products".to_owned()]).is_ok());
    }

    #[test]
    fn a_stack_with_data_that_is_removed_is_refused() {
        let removed = |name: &str| Change {
            path: name.to_owned(),
            kind: STACK.to_owned(),
            action: "Remove".to_owned(),
            replacement: String::new(),
        };
        assert!(refuse_losses(&[removed("Data")], &[]).is_err());
        assert!(refuse_losses(&[removed("Dashboards")], &[]).is_ok());
    }

    #[test]
    fn the_policy_denies_what_the_code_refuses() {
        let denied = &policy(true)["Statement"][1]["Condition"]["StringEquals"]["ResourceType"];
        assert!(denied.as_array().unwrap().contains(&json!("AWS::DynamoDB::GlobalTable")));
        assert_eq!(policy(false)["Statement"].as_array().unwrap().len(), 1);
    }
}

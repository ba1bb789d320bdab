//! Broken templates. A rule that never fails proves nothing, so each has at
//! least one change here that it must refuse.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::build::Templates;

pub struct Mutant {
    /// That must refuse it.
    pub rule: &'static str,
    template: &'static str,
    /// JSON pointer below `/Resources`.
    at: &'static str,
    /// Nothing takes away what is there.
    becomes: Option<Value>,
}

impl Mutant {
    pub fn name(&self) -> String {
        let what = self.becomes.as_ref().map_or_else(|| "taken away".to_owned(), |value| format!("made {value}"));
        format!("{} {} {what}", self.template, self.at)
    }

    /// The template with the change.
    pub fn template(&self, all: &Templates) -> Result<Value> {
        let mut template = all.get(self.template).context("the template is not there")?.clone();
        let (parent, last) = self.at.rsplit_once('/').context("a pointer has a slash")?;
        let place = template
            .pointer_mut(&format!("/Resources{parent}"))
            .with_context(|| format!("{} has no {parent}", self.template))?;
        match (place, &self.becomes) {
            (Value::Object(fields), None) => {
                fields.remove(last).with_context(|| format!("{} is not there to be taken away", self.at))?;
            }
            (Value::Object(fields), Some(value)) => drop(fields.insert(last.to_owned(), value.clone())),
            (Value::Array(items), Some(value)) => {
                *items.get_mut(last.parse::<usize>()?).context("the list is shorter")? = value.clone();
            }
            _ => anyhow::bail!("{} can't be changed so", self.at),
        }
        Ok(template)
    }
}

const OTHERS_TABLE: &str = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Prefix}products-*";

pub fn all() -> Vec<Mutant> {
    [tables(), identity(), inline(), events(), functions(), alarms()].into_iter().flatten().collect()
}

fn without(rule: &'static str, template: &'static str, at: &'static str) -> Mutant {
    Mutant { rule, template, at, becomes: None }
}

fn with(rule: &'static str, template: &'static str, at: &'static str, value: Value) -> Mutant {
    Mutant { rule, template, at, becomes: Some(value) }
}

fn tables() -> Vec<Mutant> {
    vec![
        with("tables_are_global", "stacks/pool", "/Products/Type", json!("AWS::DynamoDB::Table")),
        without(
            "tables_can_be_restored",
            "stacks/pool",
            "/Orders/Properties/Replicas/0/PointInTimeRecoverySpecification",
        ),
        with(
            "tables_can_be_restored",
            "stacks/data",
            "/Journal/Properties/Replicas/1/Fn::If/1/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled",
            json!(false),
        ),
        without("tables_are_encrypted", "stacks/pool", "/Aux/Properties/SSESpecification"),
        with("tables_are_encrypted", "stacks/data", "/Control/Properties/SSESpecification/SSEEnabled", json!(false)),
        without("tables_are_protected", "stacks/pool", "/Products/DeletionPolicy"),
        without("tables_are_protected", "stacks/data", "/Outbox/Properties/Replicas/0/DeletionProtectionEnabled"),
        without("what_ends_has_a_ttl", "stacks/pool", "/Aux/Properties/TimeToLiveSpecification"),
        with("what_ends_has_a_ttl", "stacks/data", "/Control/Properties/TimeToLiveSpecification/Enabled", json!(false)),
        with(
            "outboxes_stream",
            "stacks/data",
            "/Outbox/Properties/StreamSpecification/StreamViewType",
            json!("KEYS_ONLY"),
        ),
        with(
            "shared_keys_begin_with_the_tenant",
            "stacks/pool",
            "/Products/Properties/GlobalSecondaryIndexes/0/KeySchema/0/AttributeName",
            json!("sku_key"),
        ),
        with(
            "shared_keys_begin_with_the_tenant",
            "stacks/pool",
            "/Orders/Properties/KeySchema/0/AttributeName",
            json!("order_id"),
        ),
    ]
}

fn identity() -> Vec<Mutant> {
    vec![
        without(
            "shared_data_is_reached_by_leading_key",
            "stacks/tenancy",
            "/TenantReads/Properties/PolicyDocument/Statement/0/Condition/ForAllValues:StringEquals",
        ),
        with(
            "shared_data_is_reached_by_leading_key",
            "stacks/tenancy",
            "/TenantWrites/Properties/PolicyDocument/Statement/0/Condition/ForAllValues:StringEquals/dynamodb:LeadingKeys",
            json!(["${aws:PrincipalTag/tenant_id}", "*"]),
        ),
        without(
            "shared_data_is_reached_by_leading_key",
            "stacks/tenancy",
            "/TenantReads/Properties/PolicyDocument/Statement/5/Condition",
        ),
        // On tables, on their indexes, on the indexes of a silo, on what is written.
        without(
            "an_absent_leading_key_is_refused",
            "stacks/tenancy",
            "/TenantReads/Properties/PolicyDocument/Statement/0/Condition/Null",
        ),
        without(
            "an_absent_leading_key_is_refused",
            "stacks/tenancy",
            "/TenantReads/Properties/PolicyDocument/Statement/1/Condition/Null",
        ),
        without(
            "an_absent_leading_key_is_refused",
            "stacks/tenancy",
            "/TenantReads/Properties/PolicyDocument/Statement/5/Condition/Null",
        ),
        without(
            "an_absent_leading_key_is_refused",
            "stacks/tenancy",
            "/TenantWrites/Properties/PolicyDocument/Statement/0/Condition/Null",
        ),
        with(
            "silos_bear_the_tag",
            "stacks/tenancy",
            "/TenantReads/Properties/PolicyDocument/Statement/4/Resource/0/Fn::Sub",
            json!(OTHERS_TABLE),
        ),
        with(
            "actions_are_named",
            "stacks/tenancy",
            "/TenantReads/Properties/PolicyDocument/Statement/4/Action/0",
            json!("dynamodb:*"),
        ),
        with(
            "actions_are_named",
            "stacks/access",
            "/WritesControl/Properties/PolicyDocument/Statement/0/Action/0",
            json!("dynamodb:Put*"),
        ),
        with(
            "nothing_scans",
            "stacks/tenancy",
            "/TenantReads/Properties/PolicyDocument/Statement/0/Action/0",
            json!("dynamodb:Scan"),
        ),
        with(
            "nothing_scans",
            "stacks/tenancy",
            "/CaretakerMoves/Properties/PolicyDocument/Statement/0/Action",
            json!("dynamodb:Scan"),
        ),
        with(
            "nothing_scans",
            "stacks/access",
            "/ReadsControl/Properties/PolicyDocument/Statement/0/Action/0",
            json!("dynamodb:PartiQLSelect"),
        ),
        with(
            "resources_are_named",
            "stacks/access",
            "/ReadsControl/Properties/PolicyDocument/Statement/0/Resource",
            json!("*"),
        ),
        with(
            "resources_are_named",
            "stacks/tenancy",
            "/TenantReads/Properties/PolicyDocument/Statement/4/Resource/0",
            json!("*"),
        ),
        without(
            "sessions_are_tagged",
            "stacks/tenancy",
            "/TenantRole/Properties/AssumeRolePolicyDocument/Statement/0/Condition/StringLike",
        ),
        with(
            "sessions_are_tagged",
            "stacks/tenancy",
            "/CaretakerRole/Properties/AssumeRolePolicyDocument/Statement/0/Condition/ForAllValues:StringEquals/aws:TagKeys",
            json!(["tenant_id", "role"]),
        ),
        with(
            "accounts_are_made_by_us",
            "stacks/identity",
            "/Members/Properties/AdminCreateUserConfig/AllowAdminCreateUserOnly",
            json!(false),
        ),
        with(
            "nobody_writes_their_tenant",
            "stacks/identity",
            "/MembersClient/Properties/WriteAttributes",
            json!(["name", "custom:tenant_id"]),
        ),
        without("nobody_writes_their_tenant", "stacks/identity", "/MembersClient/Properties/WriteAttributes"),
        without(
            "nobody_writes_their_tenant",
            "stacks/identity",
            "/OperatorsClient/Properties/PreventUserExistenceErrors",
        ),
    ]
}

/// Rights of tenants stand in policies of their own; written into a role they
/// are held to the same rules.
fn inline() -> Vec<Mutant> {
    let arn = |table: &str| json!({ "Fn::Sub": OTHERS_TABLE.replace("products-*", table) });
    let broken = |rule, action: &str, resource: Value, condition: Value| {
        let statement =
            json!({ "Effect": "Allow", "Action": [action], "Resource": [resource], "Condition": condition });
        let policy = json!({ "PolicyName": "more", "PolicyDocument": { "Statement": [statement] } });
        with(rule, "stacks/tenancy", "/TenantRole/Properties/Policies", json!([policy]))
    };
    let keys = json!({ "dynamodb:LeadingKeys": ["${aws:PrincipalTag/tenant_id}"] });
    let own = json!({ "ForAllValues:StringEquals": keys });
    let present = json!({ "Null": { "dynamodb:LeadingKeys": "false" } });
    let index = "products-${!aws:PrincipalTag/tenant_id}/index/by_sku";
    vec![
        broken("shared_data_is_reached_by_leading_key", "dynamodb:Query", arn("orders"), present.clone()),
        broken("shared_data_is_reached_by_leading_key", "dynamodb:Query", arn(index), present),
        broken("an_absent_leading_key_is_refused", "dynamodb:Query", arn("orders"), own.clone()),
        broken("an_absent_leading_key_is_refused", "dynamodb:Query", arn(index), own),
        broken("silos_bear_the_tag", "dynamodb:GetItem", arn("products-*"), json!({})),
        broken("actions_are_named", "dynamodb:*", arn("products"), json!({})),
        broken("nothing_scans", "dynamodb:Scan", arn("products"), json!({})),
        broken("resources_are_named", "dynamodb:GetItem", json!("*"), json!({})),
    ]
}

fn events() -> Vec<Mutant> {
    vec![
        without("queues_have_dead_letter_queues", "stacks/events", "/EmailQueue/Properties/RedrivePolicy"),
        with(
            "queues_have_dead_letter_queues",
            "stacks/events",
            "/InsightsQueue/Properties/RedrivePolicy/maxReceiveCount",
            json!(1000),
        ),
        without("queues_are_encrypted", "stacks/events", "/InventoryDlq/Properties/SqsManagedSseEnabled"),
        without("topics_are_encrypted", "stacks/events", "/OrdersTopic/Properties/KmsMasterKeyId"),
        without("undelivered_events_are_kept", "stacks/events", "/EmailHearsOrders/Properties/RedrivePolicy"),
        without("buckets_are_closed", "stacks/edge", "/App/Properties/PublicAccessBlockConfiguration"),
        with(
            "buckets_are_closed",
            "stacks/backup",
            "/People/Properties/VersioningConfiguration/Status",
            json!("Suspended"),
        ),
    ]
}

fn functions() -> Vec<Mutant> {
    vec![
        without("functions_have_dead_letter_queues", "stacks/identity", "/PreTokenFunction/Properties/DeadLetterQueue"),
        with("functions_are_traced", "stacks/identity", "/PreTokenFunction/Properties/Tracing", json!("PassThrough")),
        without(
            "streams_give_up_visibly",
            "stacks/workers",
            "/RelayFunction/Properties/Events/Outbox/Properties/DestinationConfig",
        ),
        without(
            "streams_give_up_visibly",
            "stacks/workers",
            "/RelayFunction/Properties/Events/ControlOutbox/Properties/MaximumRetryAttempts",
        ),
        without(
            "batches_fail_in_part",
            "stacks/workers",
            "/EmailFunction/Properties/Events/Queue/Properties/FunctionResponseTypes",
        ),
        without("functions_log_where_it_ends", "stacks/functions", "/OrdersFunction/Properties/LoggingConfig"),
        without("logs_end", "stacks/functions", "/OrdersLogs/Properties/RetentionInDays"),
        without("logs_end", "stacks/api", "/AccessLogs/Properties/RetentionInDays"),
        with("the_api_is_traced_and_logged", "stacks/api", "/Api/Properties/TracingEnabled", json!(false)),
        without("the_api_is_traced_and_logged", "stacks/api", "/Api/Properties/AccessLogSetting"),
        with(
            "requests_count_by_tenant",
            "stacks/api",
            "/Api/Properties/DefinitionBody/x-amazon-apigateway-api-key-source",
            json!("HEADER"),
        ),
        without("plans_have_a_rate", "stacks/plans", "/BasicPlan/Properties/Throttle"),
        without("plans_have_a_rate", "stacks/plans", "/SharedOperatorsPlan/Properties/ApiStages"),
    ]
}

fn alarms() -> Vec<Mutant> {
    vec![
        with("alarms_tell_somebody", "stacks/alarms", "/ApiLatency/Properties/AlarmActions", json!([])),
        with("alarms_hear_lambda", "stacks/functions", "/OrdersErrors/Properties/MetricName", json!("Error")),
        with("alarms_hear_lambda", "stacks/functions", "/OrdersErrors/Properties/Dimensions/0/Name", json!("Function")),
        with("alarms_hear_the_gateway", "stacks/alarms", "/ApiLatency/Properties/Dimensions/0/Name", json!("ApiId")),
        with(
            "alarms_hear_queues",
            "stacks/alarms",
            "/EmailDeadLetters/Properties/MetricName",
            json!("NumberOfMessagesVisible"),
        ),
        with(
            "alarms_hear_tables",
            "stacks/alarms",
            "/OrdersTableThrottles/Properties/Dimensions/0/Name",
            json!("Table"),
        ),
    ]
}

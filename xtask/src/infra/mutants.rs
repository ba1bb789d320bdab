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

    /// Returns the template with the mutation applied; fails if its pointer leads nowhere.
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
    let all = [
        tables(),
        leading_keys(),
        rights(),
        accounts(),
        inline(),
        events(),
        functions(),
        alarms(),
        pipeline(),
        backups(),
        account(),
    ];
    all.into_iter().flatten().collect()
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
            "tables_stream",
            "stacks/data",
            "/Outbox/Properties/StreamSpecification/StreamViewType",
            json!("KEYS_ONLY"),
        ),
        // As it was: a stream that comes with the replica.
        with(
            "tables_stream",
            "stacks/pool",
            "/Aux/Properties/StreamSpecification",
            json!({"Fn::If": ["Replicated", {"StreamViewType": "NEW_AND_OLD_IMAGES"}, {"Ref": "AWS::NoValue"}]}),
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

fn leading_keys() -> Vec<Mutant> {
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
    ]
}

fn rights() -> Vec<Mutant> {
    vec![
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
            "/MaintenanceMoves/Properties/PolicyDocument/Statement/0/Action",
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
    ]
}

fn accounts() -> Vec<Mutant> {
    vec![
        without(
            "sessions_are_tagged",
            "stacks/tenancy",
            "/TenantRole/Properties/AssumeRolePolicyDocument/Statement/0/Condition/StringLike",
        ),
        with(
            "sessions_are_tagged",
            "stacks/tenancy",
            "/MaintenanceRole/Properties/AssumeRolePolicyDocument/Statement/0/Condition/ForAllValues:StringEquals/aws:TagKeys",
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
        without("queues_have_dead_letter_queues", "stacks/events", "/WebhookTriesQueue/Properties/RedrivePolicy"),
        without("queues_are_encrypted", "stacks/events", "/InventoryDlq/Properties/SqsManagedSseEnabled"),
        without("queues_are_encrypted", "stacks/events", "/WebhooksQueue/Properties/SqsManagedSseEnabled"),
        without("topics_are_encrypted", "stacks/events", "/OrdersTopic/Properties/KmsMasterKeyId"),
        without("undelivered_events_are_kept", "stacks/events", "/EmailHearsOrders/Properties/RedrivePolicy"),
        without("undelivered_events_are_kept", "stacks/events", "/WebhooksHearsTenants/Properties/RedrivePolicy"),
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
        without(
            "batches_fail_in_part",
            "stacks/workers",
            "/WebhooksFunction/Properties/Events/Tries/Properties/FunctionResponseTypes",
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

/// What the pipeline's roles may do, and what the roles may do that its templates make.
fn pipeline() -> Vec<Mutant> {
    let assumed = "/PipelineRole/Properties/AssumeRolePolicyDocument/Statement/0/Condition/StringEquals/token.actions.githubusercontent.com:sub";
    vec![
        with(
            "what_knows_no_resources_names_none",
            "bootstrap",
            "/PipelineRole/Properties/Policies/0/PolicyDocument/Statement/10/Resource",
            json!({"Fn::Sub": "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:${Prefix}*"}),
        ),
        with(
            "mail_is_bound_by_its_sender",
            "stacks/access",
            "/EmailRole/Properties/Policies/0/PolicyDocument/Statement/2/Resource/0",
            json!({"Fn::Sub": "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${MailDomain}"}),
        ),
        without(
            "mail_is_bound_by_its_sender",
            "stacks/access",
            "/EmailRole/Properties/Policies/0/PolicyDocument/Statement/2/Condition",
        ),
        with(
            "bounds_are_attached_to_nobody",
            "bootstrap",
            "/Boundary/Properties/Roles",
            json!([{"Ref": "PipelineRole"}]),
        ),
        with(
            "bounds_are_attached_to_nobody",
            "bootstrap",
            "/Boundary/Properties/PolicyDocument/Statement/0/NotAction",
            json!(["organizations:*"]),
        ),
        without("roles_are_bounded", "stacks/tenancy", "/TenantRole/Properties/PermissionsBoundary"),
        without("roles_are_bounded", "stacks/functions", "/ShiftingRole/Properties/PermissionsBoundary"),
        without(
            "roles_are_made_within_the_boundary",
            "bootstrap",
            "/CloudFormationRole/Properties/Policies/0/PolicyDocument/Statement/0/Condition",
        ),
        without("roles_are_made_within_the_boundary", "bootstrap", "/CloudFormationRole/Properties/Policies"),
        without(
            "pipelines_apply_only_our_templates",
            "bootstrap",
            "/PipelineRole/Properties/Policies/0/PolicyDocument/Statement/0/Condition/StringLike",
        ),
        with(
            "pipelines_apply_only_our_templates",
            "bootstrap",
            assumed,
            json!({"Fn::Sub": "repo:${Repository}:environment:${Environment}"}),
        ),
    ]
}

fn backups() -> Vec<Mutant> {
    vec![
        with(
            "failed_backups_are_notified",
            "stacks/backup",
            "/Vault/Properties/Notifications/BackupVaultEvents",
            json!(["BACKUP_JOB_FAILED"]),
        ),
        without("failed_backups_are_notified", "stacks/backup", "/BackupFailed"),
        without("outboxes_are_not_backed_up", "stacks/backup", "/Selection/Properties/BackupSelection/NotResources"),
        without(
            "what_is_kept_long_is_kept_cold",
            "stacks/backup",
            "/Plan/Properties/BackupPlan/BackupPlanRule/1/Lifecycle/MoveToColdStorageAfterDays",
        ),
        with("budgets_have_no_name", "stacks/budgets", "/Monthly/Properties/Budget/BudgetName", json!("monthly")),
        without("mail_domains_are_optional", "stacks/mail", "/Domain/Condition"),
        with("alarms_hear_mail", "stacks/alarms", "/MailBounces/Properties/MetricName", json!("BounceRate")),
    ]
}

/// What all stages of an account share, and how the edge and the gateway answer.
fn account() -> Vec<Mutant> {
    let strict = "/Headers/Properties/ResponseHeadersPolicyConfig/SecurityHeadersConfig/StrictTransportSecurity/IncludeSubdomains";
    vec![
        without("the_account_outlives_stages", "account", "/GatewayAccount/DeletionPolicy"),
        with("the_account_outlives_stages", "account", "/Api", json!({"Type": "AWS::Serverless::Api"})),
        without("topics_may_trace", "account", "/TopicTraces"),
        with("subdomains_are_bound_by_choice", "stacks/edge", strict, json!(true)),
        with(
            "a_missing_file_is_missing",
            "stacks/edge",
            "/AppPolicy/Properties/PolicyDocument/Statement/1/Action",
            json!("s3:GetObject"),
        ),
        without("the_edge_logs", "stacks/edge", "/Distribution/Properties/DistributionConfig/Logging"),
        without("settings_reach_the_alias", "stacks/functions", "/OrdersFunction/Properties/AutoPublishCodeSha256"),
        without("settings_reach_the_alias", "stacks/identity", "/PreTokenFunction/Properties/AutoPublishCodeSha256"),
        with(
            "consumers_are_bounded_by_a_setting",
            "stacks/workers",
            "/InsightsFunction/Properties/Events/Queue/Properties/ScalingConfig/MaximumConcurrency",
            json!(50),
        ),
        // The second of a function's queues.
        with(
            "consumers_are_bounded_by_a_setting",
            "stacks/workers",
            "/WebhooksFunction/Properties/Events/Tries/Properties/ScalingConfig/MaximumConcurrency",
            json!(10),
        ),
        with(
            "plans_are_within_the_accounts_rate",
            "stacks/plans",
            "/SharedEnterprisePlan/Properties/Throttle",
            json!({"RateLimit": 10000, "BurstLimit": 20000}),
        ),
    ]
}

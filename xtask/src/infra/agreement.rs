//! The templates and the code say the same: routes, variables, tables, topics
//! and queues. `infra/names.json` is what both are held to.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde_json::{Value, json};

use super::{
    build::{self, Templates},
    gateway::{NOT_ON_AWS, function_of},
};
use crate::{functions::FUNCTIONS, shell::root};

pub(super) fn names() -> Value {
    build::read_json(&root().join("infra/names.json")).unwrap()
}

pub(super) fn texts(list: &Value) -> BTreeSet<String> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

pub(super) fn resources<'a>(all: &'a Templates, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Value)> {
    all.values()
        .flat_map(|template| template["Resources"].as_object().unwrap())
        .filter(move |(_, resource)| resource["Type"] == kind)
        .map(|(logical, resource)| (logical.as_str(), &resource["Properties"]))
}

/// Returns a name without the stack's prefix.
pub(super) fn short(name: &Value) -> &str {
    name["Fn::Sub"].as_str().unwrap().strip_prefix("${Prefix}").unwrap()
}

#[test]
fn every_operation_has_a_route_a_function_and_its_judge() {
    let all = build::templates().unwrap();
    let ours = build::read_json(&root().join("docs/openapi.json")).unwrap();
    let body = &all["stacks/api"]["Resources"]["Api"]["Properties"]["DefinitionBody"];
    let functions = ["Auth", "Tenants", "Products", "Orders"];
    let mut count = 0;
    for (path, item) in ours["paths"].as_object().unwrap() {
        if NOT_ON_AWS.contains(&path.as_str()) {
            assert!(body["paths"][path].is_null(), "mail does not stay in the process on AWS");
            continue;
        }
        for (method, operation) in item.as_object().unwrap() {
            let route = &body["paths"][path][method];
            let uri = route["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"].as_str().unwrap_or_default();
            let named = functions.iter().filter(|name| uri.contains(&format!("${{{name}Arn}}"))).count();
            assert_eq!(named, 1, "{method} {path} has one function");
            let ways = operation["security"].as_array().unwrap();
            let open = ways.is_empty() || ways.contains(&json!({}));
            // The request that is checked is counted as well.
            let wanted = if open { json!([]) } else { json!([{"token": [], "key": []}]) };
            assert_eq!(route["security"], wanted, "{method} {path} is judged unless anybody may call it");
            count += 1;
        }
    }
    assert!(count > 70, "{count} operations were looked at");
}

/// The operations of core's table of quotas, but those that keep a session.
#[test]
fn open_operations_have_a_bound_of_their_own() {
    let all = build::templates().unwrap();
    let ours = build::read_json(&root().join("docs/openapi.json")).unwrap();
    let quotas = fs::read_to_string(root().join("server/core/src/policy/quotas.rs")).unwrap();
    let table = quotas.split("OPEN_OPERATIONS: &[OpenOperation] = &[").nth(1).unwrap().split("];").next().unwrap();
    let rows = table.lines().filter(|row| row.contains('"') && !row.contains("Bucket::Session"));
    let wanted: BTreeSet<&str> = rows.map(|row| row.split('"').nth(1).unwrap()).collect();
    let settings = all["stacks/api"]["Resources"]["Api"]["Properties"]["MethodSettings"].as_array().unwrap();
    let mut bounded = BTreeSet::new();
    for setting in &settings[1..] {
        let path = setting["ResourcePath"].as_str().unwrap().strip_prefix('/').unwrap().replace("~1", "/");
        let method = setting["HttpMethod"].as_str().unwrap().to_lowercase();
        bounded.insert(ours["paths"][&path][&method]["operationId"].as_str().unwrap());
        assert_eq!(setting["ThrottlingRateLimit"], json!({"Ref": "OpenRequestsPerSecond"}), "{path}");
        // A method's own settings take the place of all the general ones.
        for general in ["MetricsEnabled", "LoggingLevel", "DataTraceEnabled"] {
            assert_eq!(setting[general], settings[0][general], "{general} of {path}");
        }
    }
    assert_eq!(bounded, wanted);
    assert_eq!(settings.len(), wanted.len() + 1);
}

/// The routes of `api::Service` are those that the gateway sends to its function.
#[test]
fn paths_go_to_the_service_that_has_them() {
    let routes = root().join("server/api/src/routes");
    let services = fs::read_to_string(routes.with_extension("rs")).unwrap();
    let mut count = 0;
    for service in ["Auth", "Tenants", "Products", "Orders"] {
        let begins = format!("fn of_{}<R: Routes>() -> R {{", service.to_lowercase());
        let list = services.split(&begins).nth(1).unwrap().split("\n}").next().unwrap();
        let modules =
            list.split("::").filter_map(|before| before.rsplit(|c: char| !(c.is_ascii_lowercase() || c == '_')).next());
        for module in modules.filter(|module| !module.is_empty() && *module != "transfer") {
            each_source_of(&routes, module, &mut |text| {
                for path in text.split("path = \"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    assert_eq!(function_of(&format!("/v1{path}")).unwrap(), service, "{path}");
                    count += 1;
                }
            });
        }
    }
    assert!(count > 60, "{count} paths were looked at");
}

/// A module is a file or a folder, or both.
fn each_source_of(folder: &Path, module: &str, look: &mut impl FnMut(&str)) {
    if let Ok(text) = fs::read_to_string(folder.join(module).with_extension("rs")) {
        look(&text);
    }
    if folder.join(module).is_dir() {
        each_source(&folder.join(module), &mut |_, text| look(text));
    }
}

#[test]
fn every_service_has_a_function_with_all_its_variables() {
    let all = build::templates().unwrap();
    let names = names();
    let everywhere = texts(&names["environment"]["every service"]);
    let others = texts(&names["environment"]["all but pre-token"]);
    let of_one = |service: &str| names["environment"].get(service).map(texts).unwrap_or_default();
    let mut services = BTreeSet::new();
    for template in all.values() {
        let shared = &template["Globals"]["Function"]["Environment"]["Variables"];
        for (_, function) in template["Resources"].as_object().unwrap() {
            if function["Type"] != "AWS::Serverless::Function" {
                continue;
            }
            let own = &function["Properties"]["Environment"]["Variables"];
            let service = own["SERVICE"].as_str().unwrap();
            let set: BTreeSet<String> =
                [shared, own].iter().filter_map(|all| all.as_object()).flat_map(|all| all.keys().cloned()).collect();
            let wanted: BTreeSet<String> = match service {
                "pre-token" => everywhere.iter().cloned().chain(of_one(service)).collect(),
                // One service may have some of its own.
                _ => everywhere.iter().chain(&others).cloned().chain(of_one(service)).collect(),
            };
            assert_eq!(set, wanted, "the variables of {service}");
            assert_eq!(short(&function["Properties"]["FunctionName"]), service);
            assert_eq!(
                function["Properties"]["CodeUri"],
                format!("../../lambda/{service}/"),
                "the package of {service}"
            );
            services.insert(service.to_owned());
        }
    }
    assert_eq!(services, texts(&names["services"]));
    assert_eq!(services, BTreeSet::from(FUNCTIONS.map(str::to_owned)), "the functions that are packaged");
}

/// Webhooks reach public addresses alone, whatever an emulator's functions may.
#[test]
fn no_template_lets_webhooks_reach_other_networks() {
    for (name, template) in build::templates().unwrap() {
        assert!(!template.to_string().contains("WEBHOOK_REACH"), "{name}");
    }
}

/// EventBridge has no role of ours; a queue takes what it gives up by a policy alone.
/// What fails is sent to the queue that it came from; Lambda ends such a loop by itself after 16 rounds unless it may go on.
#[test]
fn functions_of_queues_may_send_to_them() {
    let all = build::templates().unwrap();
    let of_queues = resources(&all, "AWS::Serverless::Function").filter(|(_, function)| {
        function["Events"].as_object().into_iter().flatten().any(|(_, event)| event["Type"] == "SQS")
    });
    let may: Vec<(&str, &Value)> = of_queues.map(|(name, function)| (name, &function["RecursiveLoop"])).collect();
    assert_eq!(may.len(), 4, "{may:?}");
    assert!(may.iter().all(|(_, allowed)| **allowed == "Allow"), "{may:?}");
}

#[test]
fn schedules_may_write_their_dead_letters() {
    let all = build::templates().unwrap();
    let queues: BTreeSet<String> = resources(&all, "AWS::Serverless::Function")
        .filter_map(|(_, function)| function["Events"].as_object())
        .flat_map(|events| events.values())
        .filter(|event| event["Type"] == "Schedule")
        .map(|event| event["Properties"]["DeadLetterConfig"]["Arn"]["Ref"].as_str().unwrap().replace("Arn", ""))
        .collect();
    assert!(!queues.is_empty());
    for queue in queues {
        let opened = resources(&all, "AWS::SQS::QueuePolicy").any(|(_, policy)| {
            let statement = &policy["PolicyDocument"]["Statement"][0];
            policy["Queues"] == json!([{"Ref": queue}]) && statement["Principal"]["Service"] == "events.amazonaws.com"
        });
        assert!(opened, "EventBridge may not write {queue}");
    }
}

#[test]
fn tables_indexes_topics_and_queues_are_those_of_the_code() {
    let all = build::templates().unwrap();
    let names = names();
    let keys = |schema: &Value| -> Vec<String> {
        schema.as_array().unwrap().iter().map(|key| key["AttributeName"].as_str().unwrap().to_owned()).collect()
    };
    let tables: BTreeMap<String, Value> = resources(&all, "AWS::DynamoDB::GlobalTable")
        .map(|(_, table)| {
            let indexes: BTreeMap<&str, Vec<String>> = table["GlobalSecondaryIndexes"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|index| (index["IndexName"].as_str().unwrap(), keys(&index["KeySchema"])))
                .collect();
            (short(&table["TableName"]).to_owned(), json!({"keys": keys(&table["KeySchema"]), "indexes": indexes}))
        })
        .collect();
    assert_eq!(json!(tables), names["tables"]);
    let topics: BTreeSet<_> =
        resources(&all, "AWS::SNS::Topic").map(|(_, topic)| short(&topic["TopicName"]).to_owned()).collect();
    assert_eq!(topics, texts(&names["topics"]));
    let queues: BTreeSet<_> = resources(&all, "AWS::SQS::Queue")
        .map(|(_, queue)| short(&queue["QueueName"]).to_owned())
        .filter(|name| !name.ends_with("-dlq"))
        .collect();
    assert_eq!(queues, texts(&names["queues"]));
}

/// Of a plan at the gateway, requests per second and their burst.
fn throttle(plan: &Value) -> (u64, u64) {
    let number = |name: &str| plan["Throttle"][name].as_u64().unwrap_or_default();
    (number("RateLimit"), number("BurstLimit"))
}

/// The gateway lets through what the functions do, and ten times that for all who share a key.
#[test]
fn plans_have_the_rates_of_the_tiers() {
    let all = build::templates().unwrap();
    let plans: BTreeMap<String, (u64, u64)> = resources(&all, "AWS::ApiGateway::UsagePlan")
        .map(|(_, plan)| (short(&plan["UsagePlanName"]).to_owned(), throttle(plan)))
        .collect();
    let tiers = fs::read_to_string(root().join("server/core/src/domain/tier.rs")).unwrap();
    let mut held = 0;
    for tier in tiers.split("Tier::").filter(|arm| arm.contains("=> Plan {")) {
        let name = tier.split_whitespace().next().unwrap().to_lowercase();
        let rate = tier.split("Quota::per_second(").nth(1).unwrap().split(')').next().unwrap().replace('_', "");
        let (rate, burst) = rate.split_once(", ").unwrap();
        let (rate, burst): (u64, u64) = (rate.parse().unwrap(), burst.parse().unwrap());
        assert_eq!(plans[&name], (rate, burst), "{name}");
        // Ten times an enterprise rate is above what an account has, so that plan has the stage's own bound.
        let shared = if name == "enterprise" { (0, 0) } else { (10 * rate, 10 * burst) };
        assert_eq!(plans[&format!("shared-{name}")], shared, "{name}");
        held += 1;
    }
    assert_eq!(held, 3, "tiers");
}

/// The authorizer knows their values by the prefix alone.
#[test]
fn shared_keys_are_those_that_the_code_names() {
    let all = build::templates().unwrap();
    let keys: BTreeSet<String> = resources(&all, "AWS::ApiGateway::ApiKey")
        .map(|(logical, key)| {
            assert_eq!(key["Name"], key["Value"], "{logical}");
            short(&key["Value"]).to_owned()
        })
        .collect();
    let named = texts(&names()["shared keys"]);
    assert_eq!(keys, named);
    let code = fs::read_to_string(root().join("server/aws/src/gateway_keys/choice.rs")).unwrap();
    let tiers = ["basic", "premium", "enterprise"];
    for key in named {
        let by_tier = tiers.iter().any(|tier| key == format!("shared-{tier}"));
        let written = if by_tier { "{prefix}shared-{tier}".to_owned() } else { format!("{{prefix}}{key}") };
        assert!(code.contains(&written), "nobody names {key}");
    }
    // Each is in the plan of its own name, and all plans hold for the one stage.
    for (logical, joined) in resources(&all, "AWS::ApiGateway::UsagePlanKey") {
        let name = logical.strip_suffix("KeyInPlan").unwrap();
        assert_eq!(joined["KeyId"]["Ref"], format!("{name}Key"));
        assert_eq!(joined["UsagePlanId"]["Ref"], format!("{name}Plan"));
    }
    let stages = json!([{"ApiId": {"Ref": "ApiId"}, "Stage": {"Ref": "Stage"}}]);
    assert!(resources(&all, "AWS::ApiGateway::UsagePlan").all(|(_, plan)| plan["ApiStages"] == stages));
}

/// Nothing is paid while nobody comes, and a new account's ten containers are enough.
#[test]
fn defaults_are_what_a_small_company_wants() {
    let root = &build::templates().unwrap()["template"]["Parameters"];
    let default = |name: &str| root[name]["Default"].clone();
    assert_eq!(default("UserPoolPlan"), "ESSENTIALS");
    assert_eq!(default("BackupSchedule"), "weekly");
    assert_eq!((default("ProvisionedConcurrency"), default("ReservedConcurrency")), (json!(0), json!(0)));
    let number = |name: &str| default(name).as_u64().unwrap();
    let containers = number("MailConcurrency") + 3 * number("WorkerConcurrency") + number("WebhookConcurrency");
    // All of them: two is the least that a queue's bound may be, and there are five queues.
    assert!(containers <= 10, "consumers take {containers}");
    // It costs 23 a month while nobody is placed there.
    assert_eq!(default("ProvisionedPool"), "false");
    for own in ["SiloReadCapacity", "SiloWriteCapacity", "SiloWarmReads", "SiloWarmWrites", "PoolWarmReads"] {
        assert_eq!(default(own), json!(0), "{own}");
    }
}

/// Replicated writes are in the streams of all regions. One relays, and what another published it does not read again.
#[test]
fn events_are_published_by_the_region_that_writes() {
    let all = build::templates().unwrap();
    let workers = &all["template"]["Resources"]["Workers"];
    assert_eq!(workers["Condition"], "Writes");
    let start = json!({"Fn::If": ["TablesHere", "TRIM_HORIZON", "LATEST"]});
    assert_eq!(workers["Properties"]["Parameters"]["StreamStart"], start);
    let mut streams = 0;
    for (name, function) in resources(&all, "AWS::Serverless::Function") {
        for event in function["Events"].as_object().into_iter().flat_map(|events| events.values()) {
            if event["Type"] == "DynamoDB" {
                assert_eq!(event["Properties"]["StartingPosition"], json!({"Ref": "StreamStart"}), "{name}");
                streams += 1;
            }
        }
    }
    assert_eq!(streams, 2, "the outboxes of tenants and of control data");
}

/// Silos are made by the operator's customers, and are three tables each.
#[test]
fn tables_are_watched_against_their_quota() {
    let all = build::templates().unwrap();
    let watched = resources(&all, "AWS::CloudWatch::Alarm").any(|(_, alarm)| {
        let metrics = alarm["Metrics"].to_string();
        metrics.contains("SERVICE_QUOTA(") && metrics.contains("AWS/Usage") && metrics.contains("TableCount")
    });
    assert!(watched, "nobody hears of the last table");
}

/// Who sets one finds there what it costs, and what it is without being set.
#[test]
fn every_setting_is_in_the_page_of_settings() {
    let root = &build::templates().unwrap()["template"]["Parameters"];
    let page = fs::read_to_string(crate::shell::root().join("docs/aws-settings.md")).unwrap();
    for (name, parameter) in root.as_object().unwrap() {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("{name} is not in docs/aws-settings.md"));
        let default = &parameter["Default"];
        let default = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
        let said = row.split('|').nth(2).unwrap_or_default().trim().trim_matches('`').to_owned();
        let wanted = match default.as_str() {
            "null" => "must be given",
            "" => "none",
            value => value,
        };
        assert_eq!(said, wanted, "the default of {name}");
    }
}

/// IAM counts without spaces: 10,240 for what is inline in a role, 6,144 for a managed policy.
#[test]
fn policies_fit() {
    let all = build::templates().unwrap();
    let size = |value: &Value| value.to_string().len();
    let mut inline: BTreeMap<String, usize> = BTreeMap::new();
    for (role, properties) in resources(&all, "AWS::IAM::Role") {
        *inline.entry(role.to_owned()).or_default() += size(&properties["Policies"]);
    }
    for (_, properties) in resources(&all, "AWS::IAM::Policy") {
        for role in properties["Roles"].as_array().unwrap() {
            *inline.entry(role["Ref"].as_str().unwrap().to_owned()).or_default() += size(&properties["PolicyDocument"]);
        }
    }
    // Intrinsics are longer than what they become.
    assert_eq!(inline.iter().filter(|(_, size)| **size > 10_240).map(|(role, _)| role).collect::<Vec<_>>(), [""; 0]);
    for (policy, properties) in resources(&all, "AWS::IAM::ManagedPolicy") {
        assert!(size(&properties["PolicyDocument"]) < 6_144, "{policy}");
    }
}

/// Every name in capitals that the code of the cloud reads from its environment.
#[test]
fn variables_are_set_that_the_code_reads_and_no_others() {
    let names = names();
    let set: BTreeSet<String> = names["environment"].as_object().unwrap().values().flat_map(texts).collect();
    // Set by Lambda itself.
    let of_lambda = [
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_ENDPOINT_URL",
        "AWS_XRAY_DAEMON_ADDRESS",
        "_X_AMZN_TRACE_ID",
        // Of tests, which play the endpoint; on AWS it is made of the region.
        "AWS_ENDPOINT_URL_XRAY",
        // Of the emulator (infra/emulator/transform.py), whose receivers are on its machine. No template sets it.
        "WEBHOOK_REACH",
    ];
    let mut all = String::new();
    for folder in ["server/aws/src", "server/lambda/src"] {
        each_source(&root().join(folder), &mut |file, text| {
            for name in read_from_environment(text) {
                assert!(set.contains(name) || of_lambda.contains(&name), "{}: nobody sets {name}", file.display());
            }
            all.push_str(text);
        });
    }
    // Read by the library that takes requests from Lambda.
    let of_library = "AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH";
    let idle: Vec<_> = set.iter().filter(|name| *name != of_library && !stands_in(&all, name)).collect();
    assert_eq!(idle, [""; 0], "nobody reads these");
}

/// Whole, or put together as `format!("{pool}_ID")` with `"USER_POOL"`.
fn stands_in(text: &str, name: &str) -> bool {
    let quoted = |part: &str| text.contains(&format!("\"{part}\""));
    let ends = |part: &str| text.contains(&format!("}}{part}\""));
    quoted(name) || name.match_indices('_').any(|(at, _)| quoted(&name[..at]) && ends(&name[at..]))
}

/// Tables and indexes by the names that stand in the code of the cloud.
#[test]
fn tables_and_indexes_that_the_code_names_exist() {
    let names = names();
    let tables = names["tables"].as_object().unwrap();
    let mut indexes: BTreeSet<String> =
        tables.values().flat_map(|table| table["indexes"].as_object().unwrap().keys().cloned()).collect();
    indexes.extend(
        names["indexes of silos beside"].as_object().unwrap().values().map(|one| one.as_str().unwrap().to_owned()),
    );
    let (mut all, mut used) = (String::new(), BTreeSet::new());
    each_source(&root().join("server/aws/src"), &mut |file, text| {
        for index in text.split('"').filter(|word| is_index(word)) {
            assert!(indexes.contains(index), "{}: no table has the index {index}", file.display());
            used.insert(index.to_owned());
        }
        all.push_str(text);
    });
    assert_eq!(used, indexes, "indexes that nobody reads cost as much as others");
    for table in tables.keys() {
        assert!(["\"", "}"].iter().any(|before| all.contains(&format!("{before}{table}\""))), "nobody names {table}");
    }
}

fn is_index(word: &str) -> bool {
    let name = |rest: &str| !rest.is_empty() && rest.chars().all(|letter| letter.is_ascii_lowercase());
    word == "gsi1" || word.strip_prefix("by_").is_some_and(name)
}

pub(super) fn each_source(folder: &Path, look: &mut impl FnMut(&Path, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_source(&path, look);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            look(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

/// As `var("NAME")`, `var_os("NAME")`, `required("NAME")`, `optional("NAME")` or `env = "NAME"` have it.
fn read_from_environment(text: &str) -> Vec<&str> {
    ["var(\"", "var_os(\"", "required(\"", "optional(\"", "number(\"", "env = \""]
        .iter()
        .flat_map(|call| text.split(call).skip(1).filter_map(|rest| rest.split('"').next()))
        .filter(|name| !name.is_empty() && name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_'))
        .collect()
}

#[test]
fn reading_the_environment_is_seen() {
    let text = r#"env::var("ORDERS_TOPIC_ARN")?; let x = required("LOG_LEVEL"); text("NOT_READ"); var("lower")"#;
    assert_eq!(read_from_environment(text), ["ORDERS_TOPIC_ARN", "LOG_LEVEL"]);
}

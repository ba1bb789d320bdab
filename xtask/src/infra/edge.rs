//! CloudFront and the functions agree by what a request is known, and by what
//! nobody else can make it so.

use std::fs;

use serde_json::{Value, json};

use super::build;
use crate::shell::root;

fn source(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Returns the header of a constant, as `const NAME: HeaderName = HeaderName::from_static("...")` has it.
fn header<'a>(code: &'a str, constant: &str) -> &'a str {
    let declared = code.split(&format!("const {constant}: HeaderName")).nth(1).unwrap();
    declared.split('"').nth(1).unwrap()
}

#[test]
fn every_way_to_the_api_writes_the_address_and_the_proof() {
    let all = build::templates().unwrap();
    let code = source("server/lambda/src/edge.rs");
    let resources = &all["stacks/edge"]["Resources"];
    let distribution = &resources["Distribution"]["Properties"]["DistributionConfig"];
    let api = distribution["Origins"].as_array().unwrap().iter().find(|origin| origin["Id"] == "api").unwrap();
    let proof = &api["OriginCustomHeaders"][0];
    assert_eq!(proof["HeaderName"], header(&code, "PROOF"));
    // A secret in a template would be one in the repository.
    assert!(proof["HeaderValue"]["Fn::Sub"].as_str().unwrap().starts_with("{{resolve:secretsmanager:"), "{proof}");

    let viewer = json!([{"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": ["Viewer", "FunctionARN"]}}]);
    let mut ways = 0;
    for behavior in distribution["CacheBehaviors"].as_array().unwrap() {
        if behavior["TargetOriginId"] == "api" {
            assert_eq!(behavior["FunctionAssociations"], viewer, "{}", behavior["PathPattern"]);
            ways += 1;
        }
    }
    assert_eq!(ways, 3, "ways to the API");
    assert_ne!(distribution["DefaultCacheBehavior"]["TargetOriginId"], "api");
    let function = resources["Viewer"]["Properties"]["FunctionCode"].as_str().unwrap();
    let writes = format!("request.headers['{}'] = {{value: event.viewer.ip}};", header(&code, "VIEWER"));
    assert!(function.contains(&writes), "{function}");
}

#[test]
fn the_stage_has_the_secrets_that_the_functions_ask_for() {
    let all = build::templates().unwrap();
    let code = source("server/lambda/src/edge.rs");
    let variables = &all["stacks/api"]["Resources"]["Api"]["Properties"]["Variables"];
    let secret = &all["stacks/origin"]["Resources"]["Secret"]["Properties"]["GenerateSecretString"];
    let mut keys = vec![secret["GenerateStringKey"].as_str().unwrap().to_owned()];
    let others: Value = serde_json::from_str(secret["SecretStringTemplate"].as_str().unwrap()).unwrap();
    keys.extend(others.as_object().unwrap().keys().cloned());
    keys.sort();
    assert_eq!(keys, ["a", "b"], "two, so that one can replace the other");
    assert!(code.contains("\"origin_secrets\"") && code.contains("\"origin_secret_{name}\""));
    assert_eq!(variables["origin_secrets"], json!({"Ref": "OriginSecretKeys"}));
    for key in keys {
        let value = variables[format!("origin_secret_{key}")]["Fn::Sub"].as_str().unwrap();
        assert_eq!(value, format!("{{{{resolve:secretsmanager:${{OriginSecret}}:SecretString:{key}}}}}"));
    }
    // What stands for no secret is too short to be one.
    assert!(others.as_object().unwrap().values().all(|value| value.as_str().unwrap().len() < 32), "{others}");
    assert!(secret["PasswordLength"].as_u64().unwrap() >= 32);
}

/// The health checks of Route 53 send no header, so what they ask for is open.
#[test]
fn what_route_53_asks_for_needs_no_proof() {
    let all = build::templates().unwrap();
    let check = &all["stacks/failover"]["Resources"]["Ready"]["Properties"]["HealthCheckConfig"];
    let path = check["ResourcePath"]["Fn::Sub"].as_str().unwrap().strip_prefix("/${ApiStage}").unwrap();
    assert!(source("server/lambda/src/edge.rs").contains(&format!("\"{path}\"")), "{path} is refused");
}

#[test]
fn silos_are_under_the_key_of_the_pool() {
    let all = build::templates().unwrap();
    for (name, table) in all["stacks/pool"]["Resources"].as_object().unwrap() {
        if table["Type"] == "AWS::DynamoDB::GlobalTable" {
            assert_eq!(
                table["Properties"]["SSESpecification"],
                json!({"SSEEnabled": true, "SSEType": "KMS"}),
                "{name}"
            );
        }
    }
    assert!(source("server/aws/src/silo.rs").contains("sse_type(SseType::Kms)"));
}

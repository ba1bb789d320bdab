//! What watches an installation knows what it looks at: metrics, fields of log lines, log groups, alarms and the runbook.

use std::{collections::BTreeSet, fs};

use serde_json::{Value, json};

use super::{
    agreement::{each_source, names, resources, short, texts},
    build::{self, Templates},
};
use crate::shell::root;

#[test]
fn alarms_and_dashboards_name_metrics_that_are_sent() {
    let all = build::templates().unwrap();
    let metrics = &names()["metrics"];
    for (logical, alarm) in resources(&all, "AWS::CloudWatch::Alarm") {
        if alarm["Namespace"] == json!({"Ref": "MetricsNamespace"}) {
            let metric = alarm["MetricName"].as_str().unwrap();
            let dimensions: Vec<_> = alarm["Dimensions"].as_array().unwrap().iter().map(|one| &one["Name"]).collect();
            let sets = metrics[metric].as_array().unwrap_or_else(|| panic!("nobody sends {metric}"));
            assert!(sets.contains(&json!(dimensions)), "{logical}: {metric} has no such dimensions");
        }
    }
    let mut shown = 0;
    for line in widgets(&all).iter().flat_map(|one| one["metrics"].as_array().cloned().unwrap_or_default()) {
        if line[0] == "${MetricsNamespace}" {
            let sets = metrics[line[1].as_str().unwrap()].as_array().unwrap();
            // Names and values of dimensions by turns; options may follow.
            let words = line.as_array().unwrap()[2..].iter().filter(|word| word.is_string());
            let dimensions: Vec<_> = words.step_by(2).collect();
            assert!(sets.contains(&json!(dimensions)), "{line}");
            shown += 1;
        }
    }
    assert!(shown > 30);
    let mut sent = fs::read_to_string(root().join("server/lambda/src/telemetry.rs")).unwrap();
    each_source(&root().join("server/lambda/src/telemetry"), &mut |_, text| sent.push_str(text));
    for metric in metrics.as_object().unwrap().keys() {
        assert!(sent.contains(&format!("\"{metric}\"")), "nobody sends {metric}");
    }
}

/// The properties of all widgets.
fn widgets(all: &Templates) -> Vec<Value> {
    resources(all, "AWS::CloudWatch::Dashboard")
        .flat_map(|(_, board)| {
            let body: Value = serde_json::from_str(board["DashboardBody"]["Fn::Sub"].as_str().unwrap()).unwrap();
            body["widgets"].as_array().unwrap().clone()
        })
        .map(|widget| widget["properties"].clone())
        .collect()
}

/// Words of CloudWatch's query language that are used.
const QUERY_WORDS: [&str; 22] = [
    "SOURCE",
    "fields",
    "filter",
    "stats",
    "sort",
    "limit",
    "by",
    "as",
    "and",
    "or",
    "not",
    "in",
    "like",
    "desc",
    "asc",
    "ispresent",
    "count",
    "sum",
    "pct",
    "max",
    "min",
    "avg",
];

/// The fields that a query reads: its words but those of the language, texts, numbers, and what it names itself.
fn fields_of(query: &str) -> BTreeSet<String> {
    let mut bare = String::new();
    let mut quote = None;
    for letter in query.chars() {
        match quote {
            Some(open) if letter == open => quote = None,
            Some(_) => {}
            None if letter == '"' || letter == '\'' => quote = Some(letter),
            None => bare.push(letter),
        }
    }
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "._@".contains(letter);
    let words: Vec<&str> = bare.split(|letter: char| !is_word(letter)).filter(|word| !word.is_empty()).collect();
    let own: BTreeSet<&str> = words.windows(2).filter(|pair| pair[0] == "as").map(|pair| pair[1]).collect();
    words
        .into_iter()
        .filter(|word| !QUERY_WORDS.contains(word) && !own.contains(word) && word.parse::<f64>().is_err())
        .map(str::to_owned)
        .collect()
}

#[test]
fn fields_of_queries_are_seen() {
    let query = "SOURCE '/aws/x' | filter a.b > 0.5 and c != \"d\" | stats sum(e) / count(*) as f by g | sort f desc | limit 20";
    let fields: Vec<String> = fields_of(query).into_iter().collect();
    assert_eq!(fields, ["a.b", "c", "e", "g"]);
}

/// A query that names a field which nobody logs shows an empty table, and nobody wonders. The other side of
/// `infra/names.json` is held by the functions' own lines (`server/lambda/tests/bootstrap.rs`).
#[test]
fn queries_name_fields_that_are_logged() {
    let all = build::templates().unwrap();
    let names = names();
    let of = |kind: &str| texts(&names["log lines"][kind]);
    let functions: BTreeSet<String> = of("request").union(&of("metrics")).cloned().collect();
    let (groups, mut asked) = (log_groups(&all), 0);
    for widget in widgets(&all) {
        let Some(query) = widget["query"].as_str() else { continue };
        let at_gateway = query.contains("/aws/apigateway/");
        let known = if at_gateway { of("gateway") } else { functions.clone() };
        for field in fields_of(query) {
            assert!(field.starts_with('@') || known.contains(&field), "nobody logs {field}: {}", widget["title"]);
        }
        for group in query.split("SOURCE '").skip(1).map(|rest| rest.split('\'').next().unwrap()) {
            assert!(groups.contains(group), "{group} is no log group: {}", widget["title"]);
        }
        asked += 1;
    }
    assert!(asked > 10, "{asked} queries were looked at");
    let page = fs::read_to_string(root().join("docs/runbook.md")).unwrap();
    let everywhere: BTreeSet<String> = functions.union(&of("gateway")).cloned().collect();
    for query in page.split("```").skip(1).step_by(2).filter_map(|block| block.strip_prefix("\nfields ")) {
        for field in fields_of(query) {
            assert!(
                field.starts_with('@') || everywhere.contains(&field),
                "nobody logs {field}, which the runbook asks for"
            );
        }
    }
    let written = all["stacks/api"]["Resources"]["Api"]["Properties"]["AccessLogSetting"]["Format"].as_str().unwrap();
    let line: Value = serde_json::from_str(written).unwrap();
    assert_eq!(line.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>(), of("gateway"));
}

/// The names of log groups, with the prefix as a variable.
fn log_groups(all: &Templates) -> BTreeSet<String> {
    resources(all, "AWS::Logs::LogGroup")
        .filter_map(|(_, group)| Some(group["LogGroupName"]["Fn::Sub"].as_str()?.to_owned()))
        .collect()
}

/// Which tenant, which operation, which dependency: an operator who is paged looks there first.
#[test]
fn dashboards_show_every_alarm_and_answer_three_questions() {
    let all = build::templates().unwrap();
    let widgets = widgets(&all);
    let shown: BTreeSet<&str> = widgets
        .iter()
        .flat_map(|widget| widget["alarms"].as_array().into_iter().flatten())
        .map(|arn| arn.as_str().unwrap().split(":alarm:${Prefix}").nth(1).unwrap())
        .collect();
    let alarms: BTreeSet<&str> =
        resources(&all, "AWS::CloudWatch::Alarm").map(|(_, alarm)| short(&alarm["AlarmName"])).collect();
    assert_eq!(shown, alarms);
    for question in ["Which tenant", "Which operation", "Which dependency"] {
        let titles = widgets.iter().filter_map(|widget| widget["title"].as_str());
        assert!(titles.filter(|title| title.starts_with(question)).count() > 2, "{question}?");
    }
    let dead: BTreeSet<&str> = resources(&all, "AWS::SQS::Queue")
        .map(|(_, queue)| short(&queue["QueueName"]))
        .filter(|name| name.ends_with("-dlq"))
        .collect();
    let seen = json!(widgets).to_string();
    assert!(dead.iter().all(|name| seen.contains(&format!("${{Prefix}}{name}\""))), "{dead:?}");
}

/// The operator who is paged finds what to do under the alarm's name.
#[test]
fn every_alarm_is_in_the_runbook() {
    let all = build::templates().unwrap();
    let runbook = fs::read_to_string(root().join("docs/runbook.md")).unwrap();
    let headings: BTreeSet<&str> =
        runbook.lines().filter_map(|line| line.strip_prefix("### ")).flat_map(|line| line.split(", ")).collect();
    let alarms: BTreeSet<&str> =
        resources(&all, "AWS::CloudWatch::Alarm").map(|(_, alarm)| short(&alarm["AlarmName"])).collect();
    assert_eq!(alarms, headings);
}

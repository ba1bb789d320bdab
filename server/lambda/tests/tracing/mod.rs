//! One request is one trace: over the calls that it makes, and over what the
//! relay and the consumers do for the event that it causes.

pub mod otlp;

use std::collections::HashSet;

use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::{Value, json};
use tenantry_aws::partition::Partition;
use tenantry_aws_testing::{
    client,
    cloud::stream_of,
    installation::{PASSWORD, answer, installation, request},
    runtime::Function,
};
use tokio::net::UdpSocket;

use super::BOOTSTRAP;

/// The daemon beside the functions.
struct Daemon(UdpSocket);

impl Daemon {
    /// What was sent since the last time. Each function sends before it answers.
    fn take(&self) -> Vec<Value> {
        let (mut documents, mut buffer) = (Vec::new(), vec![0; 65_536]);
        while let Ok(length) = self.0.try_recv(&mut buffer) {
            let text = std::str::from_utf8(&buffer[..length]).expect("text");
            let (header, document) = text.split_once('\n').expect("a header and a document");
            assert_eq!(header, "{\"format\":\"json\",\"version\":1}");
            for personal in ["acme.example", "Acme", PASSWORD, "tenant#"] {
                assert!(!document.contains(personal), "{document}");
            }
            documents.push(serde_json::from_str(document).expect("JSON"));
        }
        documents
    }
}

fn header(trace: &str, parent: &str) -> String {
    format!("Root={trace};Parent={parent};Sampled=1")
}

fn new_trace() -> String {
    let id = uuid::Uuid::new_v4().simple().to_string();
    format!("1-{}-{}", &id[..8], &id[8..])
}

/// Those of one function, which are calls of AWS in a segment.
fn calls<'a>(documents: &'a [Value], trace: &str, segment: &str) -> Vec<&'a Value> {
    let of = |one: &&Value| {
        one["trace_id"] == trace
            && one["parent_id"] == segment
            && one["namespace"] == "aws"
            && one["type"] == "subsegment"
    };
    documents.iter().filter(of).collect()
}

fn names(calls: &[&Value]) -> HashSet<(String, String)> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    calls.iter().map(|call| (text(&call["name"]), text(&call["aws"]["operation"]))).collect()
}

/// A queue that hears a topic, as the templates subscribe it.
async fn queue_of(topic: &str) -> String {
    let name = uuid::Uuid::new_v4().to_string();
    let arn = format!("{}:{name}", topic.rsplit_once(':').expect("an ARN").0.replace(":sns:", ":sqs:"));
    // A queue takes messages of a topic only if its policy says so.
    let policy = json!({ "Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" }, "Action": "sqs:SendMessage", "Resource": arn,
        "Condition": { "ArnEquals": { "aws:SourceArn": topic } },
    }] });
    let making = client!(aws_sdk_sqs).create_queue().queue_name(&name);
    let made = making.attributes(QueueAttributeName::Policy, policy.to_string()).send().await.expect("a queue");
    let subscribing = client!(aws_sdk_sns).subscribe().topic_arn(topic).protocol("sqs").endpoint(arn);
    subscribing.attributes("RawMessageDelivery", "true").send().await.expect("subscribed");
    made.queue_url.expect("its address")
}

/// The first message with this word in it.
async fn message_of(queue: &str, word: &str) -> String {
    for _ in 0..5 {
        let received = client!(aws_sdk_sqs).receive_message().queue_url(queue).max_number_of_messages(10);
        let messages = received.wait_time_seconds(5).send().await.expect("messages").messages.unwrap_or_default();
        if let Some(found) = messages.into_iter().filter_map(|one| one.body).find(|body| body.contains(word)) {
            return found;
        }
    }
    unreachable!("no span has {word}")
}

pub async fn one_request_is_one_trace() {
    let (partition, variables) = installation().await;
    let daemon = Daemon(UdpSocket::bind("127.0.0.1:0").await.expect("a port"));
    let mut variables = (*variables).clone();
    let address = daemon.0.local_addr().expect("an address").to_string();
    variables.extend([
        ("AWS_XRAY_DAEMON_ADDRESS".to_owned(), address),
        ("MAIL_FROM".to_owned(), "hello@tenantry.test".to_owned()),
    ]);
    let function = async |service: &str| Function::start(BOOTSTRAP, service, &variables).await;
    let topic = variables.iter().find(|(name, _)| name == "TENANTS_TOPIC_ARN").expect("a topic").1.clone();
    let queue = queue_of(&topic).await;
    client!(aws_sdk_sesv2)
        .create_email_identity()
        .email_identity("hello@tenantry.test")
        .send()
        .await
        .expect("an identity");

    let operator = json!({ "email": "olga@operators.example", "name": "Olga", "password": PASSWORD });
    let provisioning = function("provisioning").await;
    provisioning.call(json!({ "create_operator": operator })).await.expect("an operator");
    let given = json!({ "email": "olga@operators.example", "password": PASSWORD, "refresh_token_in": "body" });
    let auth = function("auth").await;
    let signed_in =
        auth.call(request("POST", "/v1/auth/operator/signin", None, Some(&given))).await.expect("an answer");
    let token = answer(&signed_in).1["access_token"].as_str().expect("a token").to_owned();
    let relay = function("relay").await;
    relay.call(stream_of(&partition.control_outbox()).await).await.expect("relayed");
    assert_eq!(daemon.take(), [json!(null); 0], "nothing of this was sampled");

    // The request: its calls belong to the segment that Lambda sends for the function.
    let (trace, segment) = (new_trace(), "00000000000000a1");
    let new = json!({
        "company_name": "Acme", "admin_email": "owner@acme.example", "tier": "premium", "isolation_model": "pool",
        "currency": "EUR", "time_zone": "UTC",
    });
    let tenants = function("tenants").await;
    let making = request("POST", "/v1/tenants", Some(&token), Some(&new));
    let made = tenants.call_within(&header(&trace, segment), making).await.expect("an answer");
    assert_eq!(answer(&made).0, 201, "{made}");
    let documents = daemon.take();
    assert!(documents.iter().all(|one| one["trace_id"] == trace && one["parent_id"] == segment), "{documents:#?}");
    the_commit_is_described(&calls(&documents, &trace, segment), &partition);

    // The relay's own trace is another one; what it does for the event is a part of the request's.
    let own = new_trace();
    let stream = stream_of(&partition.control_outbox()).await;
    relay.call_within(&header(&own, "00000000000000b1"), stream).await.expect("relayed");
    let documents = daemon.take();
    let relayed = segment_of(&documents, "relay", &trace, segment);
    assert_eq!(relayed["annotations"]["function_trace"], own.as_str());
    let wanted = [("SNS", "PublishBatch"), ("DynamoDB", "DeleteItem")];
    let wanted: HashSet<_> = wanted.map(|(name, operation)| (name.to_owned(), operation.to_owned())).into();
    let relay_id = relayed["id"].as_str().expect("an id");
    assert_eq!(names(&calls(&documents, &trace, relay_id)), wanted);
    let event = documents.iter().find(|one| one["trace_id"] == own.as_str()).expect("a link");
    assert_eq!(
        (&event["parent_id"], &event["annotations"]["event_trace"]),
        (&json!("00000000000000b1"), &json!(trace))
    );

    // So is what the consumer does, after the relay.
    let email = function("email").await;
    let invitation = message_of(&queue, "InvitationSent").await;
    let record = json!({ "messageId": "m", "body": invitation, "attributes": {} });
    let handled = email.call_within(&header(&new_trace(), "00000000000000c1"), json!({ "Records": [record] })).await;
    assert_eq!(handled.expect("handled"), json!({ "batchItemFailures": [] }));
    let documents = daemon.take();
    let handling = segment_of(&documents, "email", &trace, relay_id);
    assert!(handling["fault"].is_null());
    let made = names(&calls(&documents, &trace, handling["id"].as_str().expect("an id")));
    assert!(made.contains(&("SESv2".to_owned(), "SendEmail".to_owned())), "{made:?}");
    assert!(made.iter().any(|(service, _)| service == "DynamoDB"), "{made:?}");
}

fn the_commit_is_described(of_request: &[&Value], partition: &Partition) {
    let commit = of_request.iter().find(|call| call["aws"]["operation"] == "TransactWriteItems").expect("a commit");
    assert_eq!(commit["name"], "DynamoDB");
    let tables = ["control", "control-journal", "control-outbox"].map(|name| format!("{}{name}", partition.prefix()));
    assert_eq!(commit["aws"]["table_names"], json!(tables));
    assert_eq!(
        (&commit["aws"]["region"], &commit["http"]["response"]["status"]),
        (&json!("eu-central-1"), &json!(200))
    );
    assert!(
        commit["aws"]["request_id"].is_string() && commit["error"].is_null() && commit["fault"].is_null(),
        "{commit}"
    );
    assert!(commit["start_time"].as_f64() <= commit["end_time"].as_f64());
    assert!(of_request.iter().any(|call| call["aws"]["table_name"] == tables[0].as_str()), "{of_request:#?}");
}

fn segment_of<'a>(documents: &'a [Value], name: &str, trace: &str, parent: &str) -> &'a Value {
    let is_it = |one: &&Value| one["name"] == name && one["trace_id"] == trace && one["parent_id"] == parent;
    documents.iter().find(is_it).unwrap_or_else(|| unreachable!("no segment of {name} in {documents:#?}"))
}

//! A Lambda Runtime API for one function: hands it events and takes its answers.

use std::{
    collections::HashMap,
    path::PathBuf,
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    sync::{Mutex as AsyncMutex, mpsc, oneshot},
};

type Answer = Result<Value, Value>;

/// The variable that names a folder with a program for each function, which tests then start in place of the bootstrap.
const APART: &str = "TENANTRY_FUNCTIONS";

/// Not sampled, so nothing of it is reported.
const UNTRACED: &str = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0";

/// An event on its way, with its id and the trace that it is a part of.
type Invocation = (String, Value, String);

struct Runtime {
    events: AsyncMutex<mpsc::UnboundedReceiver<Invocation>>,
    /// Hands invocations to the extension within the process that wants to hear of them, if there is one.
    heard: mpsc::UnboundedSender<String>,
    unheard: AsyncMutex<mpsc::UnboundedReceiver<String>>,
    answers: Mutex<HashMap<String, oneshot::Sender<Answer>>>,
}

/// A running bootstrap; it ends with this.
pub struct Function {
    events: mpsc::UnboundedSender<Invocation>,
    runtime: Arc<Runtime>,
    service: String,
    /// Where what it prints can be read.
    lines: Option<AsyncMutex<Lines<BufReader<ChildStdout>>>>,
    child: Child,
}

impl Function {
    /// `program` is the bootstrap of all functions, which only the tests of its own package know, or a folder with a
    /// program for each.
    pub async fn start(program: &str, service: &str, variables: &[(String, String)]) -> Self {
        let program = std::env::var_os(APART).map_or_else(|| PathBuf::from(program), PathBuf::from);
        let program = if program.is_dir() { program.join(format!("function-{service}")) } else { program };
        let mut command = Command::new(program);
        command.env_clear().envs(variables.iter().cloned()).env("SERVICE", service);
        command.stdout(Stdio::piped());
        Self::spawn(command, service).await
    }

    /// Any program that speaks to a Runtime API.
    pub async fn spawn(mut command: Command, service: &str) -> Self {
        let (events, waiting) = mpsc::unbounded_channel();
        let (heard, unheard) = mpsc::unbounded_channel();
        let (waiting, unheard) = (AsyncMutex::new(waiting), AsyncMutex::new(unheard));
        let runtime = Arc::new(Runtime { events: waiting, heard, unheard, answers: Mutex::default() });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(respond))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(fail))
            .route("/2020-01-01/extension/register", post(register))
            .route("/2020-01-01/extension/event/next", get(next_of_extension))
            .with_state(runtime.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address").to_string();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let mut child = command
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", service)
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .kill_on_drop(true)
            .spawn()
            .expect("the function");
        let lines = child.stdout.take().map(|out| AsyncMutex::new(BufReader::new(out).lines()));
        Self { events, runtime, service: service.to_owned(), lines, child }
    }

    pub async fn call(&self, event: Value) -> Answer {
        self.call_within(UNTRACED, event).await
    }

    /// As a part of a trace.
    pub async fn call_within(&self, trace: &str, event: Value) -> Answer {
        let id = uuid::Uuid::new_v4().to_string();
        let (sender, answer) = oneshot::channel();
        self.runtime.answers.lock().expect("answers").insert(id.clone(), sender);
        self.events.send((id, event, trace.to_owned())).expect("it listens");
        let answer = tokio::time::timeout(Duration::from_secs(60), answer).await;
        answer.unwrap_or_else(|_| unreachable!("{} does not answer", self.service)).expect("an answer")
    }
}

impl Function {
    /// As Lambda ends a container: with a word, and half a second for it.
    pub async fn end(mut self) {
        let ended = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().await;
        assert!(ended.expect("kill").success());
        let ended = tokio::time::timeout(Duration::from_secs(20), self.child.wait()).await;
        ended.expect("it ends").expect("an end");
    }

    pub fn pid(&self) -> u32 {
        self.child.id().expect("it runs")
    }

    /// The first line in its log that is wanted; what comes before it is gone.
    pub async fn printed(&self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let mut lines = self.lines.as_ref().expect("a pipe").lock().await;
        let reading = async {
            while let Some(line) = lines.next_line().await.expect("a line") {
                match serde_json::from_str(&line) {
                    Ok(line) if is_wanted(&line) => return line,
                    _ => {}
                }
            }
            unreachable!("{} ended without a word", self.service)
        };
        let found = tokio::time::timeout(Duration::from_secs(20), reading).await;
        found.unwrap_or_else(|_| unreachable!("{} prints no such line", self.service))
    }
}

/// The id of an extension that hears of invocations; others hear of nothing.
const HEARS: &str = "hears-invocations";
const EXTENSION: &str = "lambda-extension-identifier";

async fn register(body: String) -> Response {
    let id = if body.contains("INVOKE") { HEARS.to_owned() } else { uuid::Uuid::new_v4().to_string() };
    ([(EXTENSION, id)], r#"{"functionName":"f","functionVersion":"1","handler":"bootstrap"}"#).into_response()
}

async fn next_of_extension(State(runtime): State<Arc<Runtime>>, headers: HeaderMap) -> Response {
    if headers.get(EXTENSION).is_none_or(|id| id != HEARS) {
        return std::future::pending().await;
    }
    match runtime.unheard.lock().await.recv().await {
        Some(event) => event.into_response(),
        None => std::future::pending().await,
    }
}

async fn next(State(runtime): State<Arc<Runtime>>) -> Response {
    let Some((id, event, trace)) = runtime.events.lock().await.recv().await else {
        // The test is over and the function about to be ended: it waits, as it does on Lambda.
        return std::future::pending().await;
    };
    let deadline = jiff::Timestamp::now().as_millisecond() + 30_000;
    let arn = "arn:aws:lambda:eu-central-1:1:function:f";
    let heard = serde_json::json!({
        "eventType": "INVOKE", "deadlineMs": deadline, "requestId": id, "invokedFunctionArn": arn,
        "tracing": { "type": "X-Amzn-Trace-Id", "value": trace },
    });
    // Without an extension nobody takes it.
    let _ = runtime.heard.send(heard.to_string());
    let headers: HeaderMap = [
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", arn.to_owned()),
        ("lambda-runtime-trace-id", trace),
    ]
    .into_iter()
    .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
    .collect();
    (headers, event.to_string()).into_response()
}

fn settle(runtime: &Runtime, id: &str, answer: Answer) -> StatusCode {
    if let Some(sender) = runtime.answers.lock().expect("answers").remove(id) {
        let _ = sender.send(answer);
    }
    StatusCode::ACCEPTED
}

async fn respond(State(runtime): State<Arc<Runtime>>, Path(id): Path<String>, body: String) -> StatusCode {
    settle(&runtime, &id, Ok(serde_json::from_str(&body).unwrap_or_default()))
}

async fn fail(State(runtime): State<Arc<Runtime>>, Path(id): Path<String>, body: String) -> StatusCode {
    settle(&runtime, &id, Err(serde_json::from_str(&body).unwrap_or_default()))
}

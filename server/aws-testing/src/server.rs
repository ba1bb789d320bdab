//! Servers that stand in for DynamoDB. Each process starts its own on a free
//! port of the loopback, when a test first asks for it.

use std::{
    io::Write as _,
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Builder, Credentials, Region, timeout::TimeoutConfig},
};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tempfile::TempDir;
use tenantry_aws::dynamo::{client_config, set_deadline};

/// Which of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    Dynoxide,
    Ministack,
}

impl Which {
    pub const ALL: [Which; 2] = [Which::Dynoxide, Which::Ministack];

    pub fn name(self) -> &'static str {
        match self {
            Which::Dynoxide => "dynoxide",
            Which::Ministack => "ministack",
        }
    }

    /// Where it is installed: beside the other tools of the tests.
    pub fn program(self) -> PathBuf {
        let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools");
        match self {
            Which::Dynoxide => tools.join("bin/dynoxide"),
            Which::Ministack => tools.join("ministack/bin/ministack"),
        }
    }

    pub fn is_here(self) -> bool {
        self.program().is_file()
    }

    /// What to do where it is not.
    pub fn how_to_install(self) -> &'static str {
        "`cargo xtask aws test` installs it into target/tools"
    }

    fn command(self, port: u16, folder: &Path) -> Command {
        let port = port.to_string();
        let mut command = Command::new("sh");
        // Whatever becomes of this process, its end closes the pipe, and with it the server goes.
        command.args(["-c", r#""$@" & server=$!; read -r _; kill "$server"; wait "$server""#, "sh"]);
        command.arg(self.program());
        match self {
            Which::Dynoxide => drop(command.args(["serve", "--host", "127.0.0.1", "--port", &port, "--log", "quiet"])),
            Which::Ministack => {
                let endpoint = format!("http://127.0.0.1:{port}");
                command
                    .env("AUTH", "true")
                    .env("BIND_HOST", "127.0.0.1")
                    .env("GATEWAY_PORT", &port)
                    .env("MINISTACK_REGION", REGION)
                    .env("AWS_ACCESS_KEY_ID", "test")
                    .env("AWS_ENDPOINT_URL", endpoint)
                    .env("IOT_MTLS_ENABLED", "0")
                    .env("SFTP_ENABLED", "0")
                    .env("LOG_LEVEL", "ERROR")
                    .env("TMPDIR", folder)
                    .env("STATE_DIR", folder.join("state"))
                    .env("S3_DATA_DIR", folder.join("s3"));
            }
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

const REGION: &str = "eu-central-1";

struct Running {
    which: Which,
    port: u16,
    child: Child,
    _folder: TempDir,
}

/// An emulator on a busy machine takes seconds where DynamoDB takes milliseconds; no test is about how many.
const ATTEMPT: Duration = Duration::from_secs(15);
const OPERATION: Duration = Duration::from_secs(30);

static RUNNING: Mutex<Vec<Running>> = Mutex::new(Vec::new());

/// The port of the server, which is started if it does not run yet.
pub fn port(which: Which) -> u16 {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(server) = running.iter().find(|server| server.which == which) {
        return server.port;
    }
    let server = start(which);
    let port = server.port;
    running.push(server);
    port
}

fn start(which: Which) -> Running {
    set_deadline(OPERATION);
    let folder = TempDir::with_prefix("tenantry-aws-").expect("a directory");
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    let child = which.command(port, folder.path()).spawn().expect("a shell");
    let until = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).is_err() {
        assert!(Instant::now() < until, "{} does not start", which.name());
        std::thread::sleep(Duration::from_millis(20));
    }
    Running { which, port, child, _folder: folder }
}

impl Running {
    /// By its own pipe.
    fn end(&mut self) {
        if let Some(mut pipe) = self.child.stdin.take() {
            let _ = pipe.write_all(b"\n");
        }
        let _ = self.child.wait();
    }
}

/// A server beside the one that all share, as a region that can be lost with what it holds.
pub struct OwnServer(Running);

impl OwnServer {
    pub fn start(which: Which) -> Self {
        Self(start(which))
    }

    pub fn client(&self) -> Client {
        Client::from_conf(config_at(self.0.port).build())
    }

    /// Callers that are at work with it get no answer any more.
    pub fn lose(&mut self) {
        self.0.end();
    }
}

impl Drop for OwnServer {
    fn drop(&mut self) {
        self.lose();
    }
}

/// Ends what was started, each by its own pipe.
pub fn end() {
    for mut server in RUNNING.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        server.end();
    }
}

/// How its tables are reached, ready for whatever a test wants besides.
pub fn config(which: Which) -> Builder {
    config_at(port(which))
}

/// What carries the calls to an emulator.
pub fn http() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}

fn config_at(port: u16) -> Builder {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(REGION))
        .endpoint_url(format!("http://127.0.0.1:{port}"))
        .credentials_provider(Credentials::new("test", "test", None, None, "tests"))
        .http_client(http());
    // After the timeouts that DynamoDB is given.
    client_config(config).timeout_config(TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).build())
}

pub fn client(which: Which) -> Client {
    Client::from_conf(config(which).build())
}

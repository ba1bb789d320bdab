//! The configuration file, the log file, and what the command line says.

use super::{path, tenantry, text};
use crate::support::{Installation, Server, wait_for};

#[tokio::test]
async fn the_file_sets_what_no_flag_sets() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tenantry.toml");
    std::fs::write(&file, "mailbox = \"off\"\ncors-origin = [\"https://a.example\"]\nlog-level = \"debug\"\n")
        .expect("a file");
    let server = Server::with(&["--config", path(&file), "--log-level", "info"]);
    let client = server.client();
    assert_eq!(client.get("/v1/dev/mailbox").await.status, 404, "the file turned the mailbox off");
    let request = client.request(reqwest::Method::OPTIONS, "/v1/products").header("origin", "https://a.example");
    let preflight = client.send(request.header("access-control-request-method", "GET")).await;
    assert!(preflight.headers.contains_key("access-control-allow-origin"));
    assert!(!server.log().contains("\"DEBUG\""), "the flag wins over the file");
}

#[test]
fn a_mistake_in_the_file_is_told_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tenantry.toml");
    for (text_of_file, words) in [
        ("# a comment\nlisten = \"127.0.0.1:0\"\nmax-conections = 5\n", "line 3: \"max-conections\" is no setting"),
        ("request-timeout = \"soon\"\n", "line 1: request-timeout: "),
        ("listen = [\n", "line "),
        ("request-timeout = 0\n", "--request-timeout must be from 1 to 300"),
    ] {
        std::fs::write(&file, text_of_file).expect("a file");
        let output = tenantry(&["serve", "--config", path(&file), "--data", "/nonexistent/x"]);
        assert!(!output.status.success());
        let said = text(&output.stderr);
        assert!(said.contains(words) && said.lines().count() == 1, "{said}");
    }
    let output = tenantry(&["serve", "--config", "/nonexistent.toml"]);
    assert!(text(&output.stderr).contains("/nonexistent.toml can't be read"));
}

#[test]
fn the_printed_file_can_be_used() {
    let printed = tenantry(&["serve", "--print-config"]);
    assert!(printed.status.success());
    let printed = text(&printed.stdout);
    assert!(printed.contains("#listen = \"127.0.0.1:8080\"") && printed.contains("TENANTRY_SMTP_URL"), "{printed}");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tenantry.toml");
    std::fs::write(&file, printed).expect("a file");
    let server = Server::with(&["--config", path(&file)]);
    assert!(server.base.starts_with("http://127.0.0.1:"));
}

#[test]
fn shells_can_complete() {
    for shell in ["bash", "zsh", "fish"] {
        let script = tenantry(&["completions", shell]);
        assert!(script.status.success() && text(&script.stdout).contains("max-connections"), "{shell}");
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_log_file_is_opened_anew_at_a_hangup() {
    let folder = tempfile::tempdir().expect("a folder");
    let (log, moved) = (folder.path().join("tenantry.log"), folder.path().join("tenantry.log.1"));
    let server = Server::with(&["--log-file", path(&log)]);
    let line_of = async |id: &str, file: &std::path::Path| {
        let client = server.client();
        let request = client.request(reqwest::Method::GET, "/healthz").header("x-request-id", id);
        client.send(request).await.expect_status(200);
        wait_for(async || std::fs::read_to_string(file).ok().filter(|text| text.contains(id))).await
    };
    line_of("before", &log).await;
    std::fs::rename(&log, &moved).expect("moved");
    server.signal("HUP");
    wait_for(async || log.exists().then_some(())).await;
    let fresh = line_of("after", &log).await;
    assert!(!fresh.contains("before"));
    assert!(!std::fs::read_to_string(&moved).expect("text").contains("\"after\""));
}

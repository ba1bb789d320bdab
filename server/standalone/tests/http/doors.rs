//! What anybody can do without a token, and how little of it one address can do to others.

use std::{collections::BTreeSet, net::IpAddr, sync::Arc};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::Notify,
};

use crate::support::{Client, Company, Installation, PASSWORD, Placement, Server, address, mailed_code, mails};

fn from(server: &Server, address: &str) -> Client {
    Client::from(&server.base, Some(address.parse::<IpAddr>().expect("an address of this machine")), Server::HABITS)
}

/// Operations that take no token and are no plain read, as the document has them.
fn open_operations(document: &Value) -> Vec<(Method, String, String)> {
    let mut open = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            let ways = operation["security"].as_array();
            let anybody = ways.is_none_or(|ways| ways.is_empty() || ways.contains(&json!({})));
            if anybody && method != Method::GET && operation["operationId"].is_string() {
                open.push((method, path.clone(), operation["operationId"].to_string()));
            }
        }
    }
    open
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_open_operation_is_throttled_by_address() {
    let server = Server::start();
    let document = server.client().get("/v1/openapi.json").await.expect_status(200).json();
    let open = open_operations(&document);
    assert!(open.len() >= 12, "{open:?}");
    let mut throttled = BTreeSet::new();
    for (n, (method, path, operation)) in open.iter().enumerate() {
        let client = from(&server, &format!("127.0.1.{}", n + 1));
        for tries in 1..=700 {
            let answer = client.send(client.request(method.clone(), path).json(&json!({}))).await;
            if answer.status == 429 {
                let seconds: u64 = answer.header("retry-after").parse().expect("seconds");
                assert!((1..=60).contains(&seconds), "{operation}: {seconds}");
                assert_eq!(answer.code(), "throttled");
                println!("{operation}: {tries} tries from one address");
                throttled.insert(operation);
                break;
            }
        }
        assert!(throttled.contains(operation), "{operation} is never refused");
    }
}

/// One address hammers one invitation's code over 80 connections; people elsewhere sign in meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobodys_sign_in_hangs_on_a_storm_from_one_address() {
    let server = Server::start();
    let company = Company::found(&server, "Stormy", Placement::Pool).await;
    let guest = company.address("guest");
    company.owner.post("/v1/invitations", &json!({"email": guest, "role": "staff"})).await.expect_status(201);
    let code = mailed_code(&server.client(), &guest).await;
    let stop = Arc::new(Notify::new());
    let mut storm = tokio::task::JoinSet::new();
    for n in 0..80 {
        let (client, stop, code) = (from(&server, "127.0.2.1"), stop.clone(), code.clone());
        storm.spawn(async move {
            let body = json!({"code": code, "name": format!("Guest {n}"), "password": PASSWORD});
            let hammer = async {
                let mut joined = 0;
                loop {
                    let request = client.request(Method::POST, "/v1/auth/signup").json(&body);
                    joined += u32::from(client.try_send(request).await.is_ok_and(|answer| answer.status == 201));
                    if joined > 1 {
                        break joined;
                    }
                }
            };
            tokio::select! {
                joined = hammer => joined,
                () = stop.notified() => 0,
            }
        });
    }
    let email = address("owner", "Stormy");
    let mut refused = Vec::new();
    for n in 0..52 {
        let client = from(&server, &format!("127.0.3.{}", n + 1));
        let answer = client.post("/v1/auth/signin", &json!({"email": email, "password": PASSWORD})).await;
        if answer.status != 200 {
            refused.push(answer.raw);
        }
    }
    stop.notify_waiters();
    while let Some(joined) = storm.join_next().await {
        assert!(joined.expect("a client") <= 1);
    }
    assert!(refused.is_empty(), "{} of 52 sign-ins were refused: {}", refused.len(), refused[0]);

    // Nobody's credential is left, however many tries were refused.
    let members = company.owner.all("/v1/members").await.len();
    let data = server.keep();
    let control = rusqlite::Connection::open(data.path().join("control.db")).expect("a file");
    let kept = control.query_row("SELECT count(*) FROM credentials WHERE realm = 'member'", [], |row| row.get(0));
    assert_eq!(kept, Ok(members as i64));
}

#[tokio::test]
async fn names_in_mails_to_strangers_are_one_line_without_links() {
    let server = Server::start();
    let client = server.client();
    let register = |company: &str, name: &str, email: &str| {
        let body = json!({"company_name": company, "email": email, "name": name, "password": PASSWORD});
        let client = client.clone();
        async move { client.post("/v1/tenants", &body).await }
    };
    for (company, name, pointer, code) in [
        ("Acme\nYour account is locked", "Ada", "/company_name", "line_break"),
        ("Acme, see https://evil.example", "Ada", "/company_name", "link"),
        ("Acme", "Ada www.evil.example", "/name", "link"),
        ("Acme", "Ada\r\nBcc: all@example.com", "/name", "line_break"),
    ] {
        let answer = register(company, name, "stranger@example.com").await.expect_status(422).json();
        assert_eq!((&answer["errors"][0]["pointer"], &answer["errors"][0]["code"]), (&json!(pointer), &json!(code)));
    }
    for email in ["a..b@example.com", ".a@example.com", "a.@example.com", "a@x-.example"] {
        let answer = register("Acme", "Ada", email).await.expect_status(422).json();
        assert_eq!(answer["errors"][0]["code"], "not_an_email", "{email}");
    }
    register("Ac\u{200b}me", "Ada \u{202e}nimda", "ada@example.com").await.expect_status(202);
    let mail = mails(&client, "ada@example.com", 1).await;
    let text = mail[0]["text"].as_str().expect("text");
    assert!(text.contains("to open Acme on Tenantry") && text.contains("Hello Ada nimda"), "{text}");
}

#[tokio::test]
async fn a_registration_is_judged_before_it_is_sent() {
    let server = Server::start();
    let client = server.client();
    let check = async |password: &str| {
        let body = json!({"company_name": "Kaffee", "email": "a@kaffee.example", "name": "Ada", "password": password});
        client.post("/v1/auth/check-registration", &body).await
    };
    for (password, code) in
        [("short", "too_short"), ("password1234", "common"), (" correct horse battery", "edge_space")]
    {
        let refused = check(password).await.expect_status(422).json();
        assert_eq!(
            (&refused["errors"][0]["pointer"], &refused["errors"][0]["code"]),
            (&json!("/password"), &json!(code))
        );
    }
    check(PASSWORD).await.expect_status(204);
    assert!(mails(&client, "a@kaffee.example", 0).await.is_empty(), "nothing was begun");
    // A caller who can't sign in yet reads what may be missing, with an account or without.
    let body = json!({"email": "a@kaffee.example", "password": PASSWORD});
    let refused = client.post("/v1/auth/signin", &body).await.expect_status(401);
    assert!(
        refused.text("detail").ends_with("if you have just registered, confirm your email first"),
        "{}",
        refused.raw
    );
}

/// Sends what no client library would, and reads the whole answer; the connection must end or the answer with it.
async fn raw(server: &Server, bytes: &[u8]) -> String {
    let at = server.base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(at).await.expect("a connection");
    stream.write_all(bytes).await.expect("sent");
    let mut text = Vec::new();
    let mut part = [0; 4096];
    let reading = async {
        loop {
            match stream.read(&mut part).await {
                Ok(0) | Err(_) => break,
                Ok(some) => text.extend_from_slice(&part[..some]),
            }
            if text.ends_with(b"}") {
                break;
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), reading).await.expect("an answer");
    String::from_utf8_lossy(&text).to_lowercase()
}

#[tokio::test]
async fn a_request_names_one_host() {
    let server = Server::start();
    for wrong in [
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a.example/b\r\n\r\n",
    ] {
        let answer = raw(&server, wrong.as_bytes()).await;
        assert!(answer.starts_with("http/1.1 400") && answer.contains("invalid_header"), "{answer}");
    }
    let answer = raw(&server, b"GET /healthz HTTP/1.0\r\n\r\n").await;
    assert!(answer.starts_with("http/1.0 200"), "{answer}");
}

#[tokio::test]
async fn an_answer_before_the_body_says_that_the_connection_ends() {
    let server = Server::start();
    let head = "POST /v1/products HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    let early = raw(&server, format!("{head}Content-Length: 100000\r\n\r\n{{").as_bytes()).await;
    assert!(early.starts_with("http/1.1 401") && early.contains("\r\nconnection: close\r\n"), "{early}");
    let whole = raw(&server, format!("{head}Content-Length: 2\r\n\r\n{{}}").as_bytes()).await;
    assert!(whole.starts_with("http/1.1 401") && !whole.contains("connection: close"), "{whole}");
}

//! Mail by SMTP, to a little server on this machine.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::support::{Installation, PASSWORD, Server, wait_for};

#[derive(Clone, Debug, Default)]
struct Received {
    from: String,
    to: String,
    data: String,
}

/// Refuses so many mails for the moment, then takes them.
async fn mail_server(refuse: usize) -> (SocketAddr, Arc<Mutex<Vec<Received>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = listener.local_addr().expect("an address");
    let mails = Arc::new(Mutex::new(Vec::new()));
    serve(listener, mails.clone(), Arc::new(AtomicUsize::new(refuse)));
    (at, mails)
}

fn serve(listener: TcpListener, mails: Arc<Mutex<Vec<Received>>>, refuse: Arc<AtomicUsize>) {
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(talk(stream, mails.clone(), refuse.clone()));
        }
    });
}

async fn talk(stream: TcpStream, mails: Arc<Mutex<Vec<Received>>>, refuse: Arc<AtomicUsize>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await?;
    let mut mail = Received::default();
    while let Some(line) = lines.next_line().await? {
        let verb = line.get(..4).unwrap_or_default().to_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250 test",
            "MAIL" => {
                mail.from = line;
                "250 ok"
            }
            "RCPT" if refuse.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok() => {
                "451 come again"
            }
            "RCPT" => {
                mail.to = line;
                "250 ok"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    mail.data += &format!("{line}\n");
                }
                mails.lock().expect("sound").push(std::mem::take(&mut mail));
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

/// The server is away until five connections have failed, which is when mail was given up once, and then takes mail.
#[tokio::test]
async fn a_mail_server_that_is_away_for_five_tries_loses_no_mail() {
    // Bound, and not listening: connections are refused, and nobody else gets the port.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a port");
    let at = socket.local_addr().expect("an address");
    let server = Server::with(&["--smtp-url", &format!("smtp://{at}"), "--mail-from", "no-reply@tenantry.example"]);
    let client = server.client();
    let body = json!({"company_name": "Mailed", "email": "olga@mailed.example", "name": "Olga", "password": PASSWORD,
        "currency": "EUR", "time_zone": "Europe/Berlin"});
    client.post("/v1/tenants", &body).await.expect_status(202);
    wait_for(async || server.log().contains("try 5 of mail").then_some(())).await;
    let mails = Arc::new(Mutex::new(Vec::new()));
    serve(socket.listen(16).expect("a listener"), mails.clone(), Arc::default());
    let mail = wait_for(async || mails.lock().expect("sound").first().cloned()).await;
    assert!(mail.to.contains("<olga@mailed.example>"), "{mail:?}");
    let log = server.log();
    assert!(!log.contains("gave up") && log.contains("works again"), "{log}");
}

#[tokio::test]
async fn mail_goes_out_with_a_stable_id_and_comes_again_when_refused() {
    let (at, mails) = mail_server(1).await;
    let server = Server::with(&[
        "--smtp-url",
        &format!("smtp://{at}"),
        "--mail-from",
        "Tenantry <no-reply@tenantry.example>",
        "--mail-reply-to",
        "help@tenantry.example",
    ]);
    let client = server.client();
    let body = json!({"company_name": "Mailed", "email": "olga@mailed.example", "name": "Olga", "password": PASSWORD,
        "currency": "EUR", "time_zone": "Europe/Berlin"});
    client.post("/v1/tenants", &body).await.expect_status(202);
    let mail = wait_for(async || mails.lock().expect("sound").first().cloned()).await;
    assert!(mail.from.contains("<no-reply@tenantry.example>"), "{mail:?}");
    assert!(mail.to.contains("<olga@mailed.example>"), "{mail:?}");
    let header = |name: &str| {
        let found = mail.data.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        found.unwrap_or_else(|| panic!("no {name} in {}", mail.data)).to_owned()
    };
    assert_eq!(header("Reply-To:"), "help@tenantry.example");
    assert_eq!(header("Subject:"), "Confirm your email address");
    let id = header("Message-ID:");
    let event = id.strip_prefix('<').and_then(|id| id.strip_suffix("@tenantry.example>")).expect("our id");
    assert_eq!(event.parse::<uuid::Uuid>().expect("the event's id").get_version_num(), 7);
    // The refused try is in the log under the same id, and not the address.
    let log = server.log();
    assert!(log.contains(event) && log.contains("451") && !log.contains("olga@mailed.example"), "{log}");
    assert_eq!(client.get("/v1/dev/mailbox").await.status, 404, "what is sent is not kept");
    assert_eq!(mails.lock().expect("sound").len(), 1);
}

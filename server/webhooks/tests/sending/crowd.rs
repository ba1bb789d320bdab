//! A thousand endpoints of which one hangs and one is dead: nobody else waits for them.

use std::{
    collections::BTreeMap,
    io,
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rustls::RootCertStore;
use tenantry_webhooks::{
    Delivery, Dispatcher, Held, Message, Next, Outcome, Queue, QueueError, Reach, Resolver, Secret, Sender, Settings,
    Surroundings, Target,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const ENDPOINTS: u32 = 1_000;
/// Deliveries of each endpoint.
const EACH: u32 = 3;
const HANGING: u32 = 3;
const DEAD: u32 = 7;
/// So many deliveries of either are due ahead of everybody's. Those that hang would fill all lanes.
const HANGING_AHEAD: u32 = 100;
const DEAD_AHEAD: u32 = 20;

/// Deliveries at once, and to one endpoint.
const LANES: (usize, usize) = (64, 4);

/// Deliveries in memory, as a table would hold them.
#[derive(Default)]
struct Table {
    /// Rows that were read.
    read: AtomicUsize,
    rows: Mutex<BTreeMap<(Timestamp, u32), Delivery<u32, u32>>>,
    delivered: Mutex<BTreeMap<u32, (u32, Instant)>>,
    failed: AtomicUsize,
}

#[async_trait]
impl Queue for Table {
    type Endpoint = u32;
    type Id = u32;

    async fn due(
        &self,
        now: Timestamp,
        held: &Held<u32, u32>,
        limit: usize,
    ) -> Result<Vec<Delivery<u32, u32>>, QueueError> {
        let rows = self.rows.lock().expect("no panic");
        let due = rows.range(..=(now, u32::MAX)).map(|(_, delivery)| delivery);
        let free = |delivery: &&Delivery<u32, u32>| {
            !held.endpoints.contains(&delivery.endpoint) && !held.under_way.contains(&delivery.id)
        };
        let due: Vec<_> = due.filter(free).take(limit).cloned().collect();
        self.read.fetch_add(due.len(), Ordering::SeqCst);
        Ok(due)
    }

    async fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, QueueError> {
        Ok(self.rows.lock().expect("no panic").range((now, u32::MAX)..).next().map(|((due, _), _)| *due))
    }

    async fn settle(&self, delivery: &Delivery<u32, u32>, _: &Outcome, next: Next) -> Result<(), QueueError> {
        let mut rows = self.rows.lock().expect("no panic");
        rows.retain(|(_, id), _| *id != delivery.id);
        match next {
            Next::Done => {
                let when = (delivery.endpoint, Instant::now());
                self.delivered.lock().expect("no panic").insert(delivery.id, when);
            }
            Next::At(due) => {
                self.failed.fetch_add(1, Ordering::SeqCst);
                rows.insert((due, delivery.id), Delivery { failures: delivery.failures + 1, ..delivery.clone() });
            }
            Next::GivenUp | Next::Disable => {}
        }
        Ok(())
    }
}

struct Real;

impl Surroundings for Real {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn jitter(&self) -> f64 {
        0.5
    }
}

struct Here;

#[async_trait]
impl Resolver for Here {
    async fn resolve(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        Ok(vec![IpAddr::from([127, 0, 0, 1])])
    }
}

/// Takes everything at once, but for what names the endpoint that hangs; counts how often that was.
async fn receiver(hanging: Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let hanging = hanging.clone();
            tokio::spawn(async move {
                let mut request = [0; 2_048];
                let read = stream.read(&mut request).await.unwrap_or(0);
                if request[..read].windows(8).any(|window| window == b"/hanging") {
                    hanging.fetch_add(1, Ordering::SeqCst);
                    let _ = stream.read(&mut request).await;
                    return;
                }
                let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await;
                let _ = stream.shutdown().await;
            });
        }
    });
    port
}

/// Waits until everybody but the two has everything; returns the time in which 99 of 100 deliveries were.
async fn delays(with_the_bad: bool) -> Duration {
    let hanging = Arc::new(AtomicUsize::new(0));
    let port = receiver(hanging.clone()).await;
    let dead = {
        let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        closed.local_addr().expect("an address").port()
    };
    let table = Arc::new(Table::default());
    let begun_at = Timestamp::now();
    let put = |id: u32, endpoint: u32, due: Timestamp| {
        let url = match endpoint {
            HANGING => format!("http://hooks.example:{port}/hanging"),
            DEAD => format!("http://hooks.example:{dead}/"),
            other => format!("http://hooks.example:{port}/{other}"),
        };
        let target = Target::parse(&url, Reach::Anywhere).expect("a target");
        let message = Message { id: format!("evt_{id}"), body: "{}".into() };
        let secrets = vec![Secret::new([1; 32])];
        let delivery = Delivery { endpoint, id, target, secrets, message, failures: 0 };
        table.rows.lock().expect("no panic").insert((due, id), delivery);
    };
    let mut id = 0;
    if with_the_bad {
        for (endpoint, ahead) in [(HANGING, HANGING_AHEAD), (DEAD, DEAD_AHEAD)] {
            for _ in 0..ahead {
                put(id, endpoint, begun_at - SignedDuration::from_secs(60));
                id += 1;
            }
        }
    }
    let good: Vec<u32> = (0..ENDPOINTS).filter(|endpoint| ![HANGING, DEAD].contains(endpoint)).collect();
    let first_good = id;
    for _ in 0..EACH {
        for endpoint in &good {
            put(id, *endpoint, begun_at);
            id += 1;
        }
    }
    // What hangs does so for as long as this takes.
    let settings = Settings { reach: Reach::Anywhere, timeout: Duration::from_secs(3_600), ..Settings::default() };
    let sender = Sender::new(RootCertStore::empty(), Arc::new(Here), settings).expect("a sender");
    let dispatcher = Dispatcher::new(table.clone(), Arc::new(sender), Arc::new(Real), LANES);
    let begun = Instant::now();
    let working = tokio::spawn(async move { dispatcher.run().await });
    let all = good.len() * EACH as usize;
    let deadline = begun + Duration::from_secs(60);
    while table.delivered.lock().expect("no panic").range(first_good..).count() < all {
        assert!(Instant::now() < deadline, "{} of {all}", table.delivered.lock().expect("no panic").len());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    working.abort();
    let delivered = table.delivered.lock().expect("no panic");
    let mut delays: Vec<Duration> =
        delivered.range(first_good..).map(|(_, (_, at))| at.duration_since(begun)).collect();
    delays.sort();
    if with_the_bad {
        assert!(table.failed.load(Ordering::SeqCst) >= LANES.1, "the dead one was tried, and put off");
        assert_eq!(hanging.load(Ordering::SeqCst), LANES.1, "what hangs holds its own lanes and no other");
        assert_eq!(delivered.values().filter(|(endpoint, _)| [HANGING, DEAD].contains(endpoint)).count(), 0);
    }
    let (read, tries) = (table.read.load(Ordering::SeqCst), delivered.len() + table.failed.load(Ordering::SeqCst));
    println!("{read} rows read for {tries} tries that ended");
    assert!(read <= 2 * (tries + LANES.0), "{read} rows read for {tries} tries that ended");
    delays[delays.len() * 99 / 100]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_that_hangs_and_one_that_is_dead_delay_nobody_else() {
    // The first run warms up. The times are for people: machines differ, and others use them.
    let [_, alone, beside] = [delays(false).await, delays(false).await, delays(true).await];
    println!("{} deliveries: 99 of 100 within {alone:?} alone, {beside:?} beside the two", (ENDPOINTS - 2) * EACH);
}

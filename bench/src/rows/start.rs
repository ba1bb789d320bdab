//! How soon a stopped server is back, and how much memory it takes at work.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{
    folder::Folder,
    measure::{CONNECTIONS, How, measure},
    process::{Process, free_port},
    reference,
    report::{Goals, Row, median},
    requests::Walk,
    seed::{self, Shape, Shop},
    server,
    stage::Pace,
};

/// 100,000 products.
const SHAPE: Shape = Shape { tenants: 100, signed_in: 100, products: 1_000 };
/// How long a started server may take until it answers.
const START_TIMEOUT: Duration = Duration::from_secs(60);

pub fn start_and_memory(pace: Pace) -> Result<Vec<Row>> {
    let folder = Folder::fresh("start")?;
    let data = folder.path().join("data");
    let shops = seed::fill(&data, SHAPE)?;
    let mut starts = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..pace.rounds * 3 {
        starts.push(started(&data, &shops)?.1);
        let before = Instant::now();
        drop(reference::ceiling()?);
        bare.push(before.elapsed().as_secs_f64() * 1e3);
    }
    let notes = vec![format!("the bare axum server listens after {:.1} ms", median(&bare))];
    let work = "start to the first authenticated answer, 100,000 products";
    let start = Row::of("start", work, &starts, " ms", Goals::at_most(100.0, 25.0, 10.0), notes);

    let (server, _) = started(&data, &shops)?;
    let idle = server.resident()?;
    let how = How::flat_out(CONNECTIONS, pace.round);
    let mut walk = Walk::through(&shops);
    measure(&server, how, &mut |out| walk.get(out))?;
    let gets = server.resident()?;
    measure(&server, how, &mut |out| walk.page(out))?;
    let pages = server.resident()?;
    measure(&server, How::flat_out(256, pace.round), &mut |out| walk.order(out))?;
    let orders = server.resident()?;
    let mut loaded = Vec::new();
    for _ in 0..3 {
        measure(&server, how, &mut |out| walk.get(out))?;
        loaded.push(server.resident()?);
    }
    let notes = vec![format!(
        "{idle:.0} MiB before the load, {gets:.0} after gets, {pages:.0} after pages, {orders:.0} after orders"
    )];
    let work = "memory with 100,000 products, after gets, pages and orders";
    let memory = Row::of("memory", work, &loaded, " MiB", Goals::at_most(150.0, 80.0, 50.0), notes);
    Ok(vec![start, memory])
}

/// Starts the server on a data directory. Returns it with the milliseconds until its first response.
fn started(data: &Path, shops: &[Shop]) -> Result<(Process, f64)> {
    let at = free_port()?;
    let mut request = Vec::new();
    Walk::through(shops).get(&mut request);
    let command = server::command(data, at)?;
    let started = Instant::now();
    let server = Process::start(command, at)?;
    loop {
        if let Ok(mut stream) = TcpStream::connect(at) {
            stream.write_all(&request)?;
            let mut answer = [0; 16];
            stream.read_exact(&mut answer).context("the first answer broke off")?;
            if &answer[9..12] != b"200" {
                bail!("the first answer is {:?}", String::from_utf8_lossy(&answer));
            }
            return Ok((server, started.elapsed().as_secs_f64() * 1e3));
        }
        if started.elapsed() > START_TIMEOUT {
            bail!("the server did not start");
        }
        std::thread::sleep(Duration::from_micros(200));
    }
}

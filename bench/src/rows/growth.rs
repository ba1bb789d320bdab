//! What one request costs when there is more of everything else.

use std::{thread, time::Duration};

use anyhow::Result;

use crate::{
    folder::Folder,
    load::Until,
    measure::{CONNECTIONS, How, Measured, measure, middle},
    process::Process,
    report::{Goals, Row},
    requests::Walk,
    seed::{self, Shape, Shop},
    server,
    stage::Pace,
};

const GOALS: Goals = Goals::at_most(1.5, 1.2, 1.05);
/// A tenant's burst is 2,000 requests and fills up again in two seconds.
const OF_A_BURST: u64 = 1_500;
/// How long a rate limit takes to refill.
const REFILL: Duration = Duration::from_secs(2);

struct Installation {
    server: Process,
    shops: Vec<Shop>,
    _folder: Folder,
}

impl Installation {
    fn open(shape: Shape) -> Result<Self> {
        let folder = Folder::fresh("growth")?;
        let data = folder.path().join("data");
        let shops = seed::fill(&data, shape)?;
        let installation = Self { server: server::start(&data)?, shops, _folder: folder };
        installation.ask(Walk::get, 1)?;
        Ok(installation)
    }

    fn ask(&self, request: fn(&mut Walk, &mut Vec<u8>), tenants: u64) -> Result<Measured> {
        let mut walk = Walk::through(&self.shops);
        let how = How { connections: CONNECTIONS, until: Until::Sent(OF_A_BURST * tenants), rate: None };
        measure(&self.server, how, &mut |out| request(&mut walk, out))
    }
}

/// From ten tenants to ten thousand.
pub fn tenants(pace: Pace, most: usize) -> Result<Vec<Row>> {
    let few = Installation::open(Shape { tenants: 10, signed_in: 10, products: 10 })?;
    let many = Installation::open(Shape { tenants: most, signed_in: 160, products: 10 })?;
    let work = |what| format!("{what}: 10 to {most} tenants, times as slow");
    Ok(vec![
        compare("tenants-get", work("get"), pace, (&few, &many), 10, Walk::get)?,
        compare("tenants-page", work("page"), pace, (&few, &many), 10, Walk::page)?,
    ])
}

/// From a hundred products in one tenant to a hundred thousand.
pub fn products(pace: Pace, most: usize) -> Result<Vec<Row>> {
    let few = Installation::open(Shape { tenants: 1, signed_in: 1, products: 100 })?;
    let many = Installation::open(Shape { tenants: 1, signed_in: 1, products: most })?;
    let work = |what| format!("{what}: 100 to {most} products in one tenant, times as slow");
    Ok(vec![
        compare("products-get", work("get"), pace, (&few, &many), 1, Walk::get)?,
        compare("products-page", work("page"), pace, (&few, &many), 1, Walk::page)?,
    ])
}

fn compare(
    name: &'static str,
    work: String,
    pace: Pace,
    (few, many): (&Installation, &Installation),
    tenants: u64,
    request: fn(&mut Walk, &mut Vec<u8>),
) -> Result<Row> {
    let (mut times, mut small, mut large) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..pace.rounds + 2 {
        thread::sleep(REFILL);
        let (one, other) = (few.ask(request, tenants)?, many.ask(request, tenants)?);
        times.push(one.per_second / other.per_second);
        small.push(one);
        large.push(other);
    }
    let notes = [("few", &small), ("many", &large)];
    let notes = notes.iter().filter_map(|(who, rounds)| Some(middle(rounds)?.line(who))).collect();
    Ok(Row::of(name, work, &times, " x", GOALS, notes))
}

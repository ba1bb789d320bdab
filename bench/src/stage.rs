//! What most rows share: one filled installation, its server, the ceiling and
//! the peer, all running while the rounds go from one to the other.

use std::{path::PathBuf, time::Duration};

use anyhow::Result;

use crate::{
    folder::Folder,
    measure::{CONNECTIONS, How, measure},
    peer::{self, Peer},
    process::Process,
    reference,
    requests::{Walk, hello},
    seed::{self, Shape, Shop},
    server,
};

/// Enough tenants that their rate limits, which are on, are never reached.
pub const SHAPE: Shape = Shape { tenants: 160, signed_in: 160, products: 100 };

/// How long and how often each row measures.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub rounds: usize,
    pub round: Duration,
}

pub struct Stage {
    pub ours: Process,
    pub ceiling: Process,
    pub peer: Option<Peer>,
    pub shops: Vec<Shop>,
    pub folder: Folder,
    pub pace: Pace,
}

impl Stage {
    pub fn set(pace: Pace, installed_peer: Option<&PathBuf>) -> Result<Self> {
        let folder = Folder::fresh("stage")?;
        let data = folder.path().join("data");
        let shops = seed::fill(&data, SHAPE)?;
        let ours = server::start(&data)?;
        let peer = installed_peer.map(|installed| peer::start(installed, folder.path(), SHAPE)).transpose()?;
        let stage = Self { ours, ceiling: reference::ceiling()?, peer, shops, folder, pace };
        stage.warm_up()?;
        Ok(stage)
    }

    /// Tokens are verified once; that is not what the rows are about.
    fn warm_up(&self) -> Result<()> {
        let short = How::flat_out(CONNECTIONS, Duration::from_millis(500));
        let mut walk = Walk::through(&self.shops);
        measure(&self.ours, short, &mut |out| walk.get(out))?;
        measure(&self.ceiling, short, &mut hello)?;
        if let Some(peer) = &self.peer {
            let mut walk = Walk::through(&peer.shops);
            measure(&peer.process, short, &mut |out| walk.get(out))?;
        }
        Ok(())
    }
}

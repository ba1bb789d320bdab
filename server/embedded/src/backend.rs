//! Opens a data directory and plugs its adapters together.

use std::{
    cell::RefCell,
    fs::{File, TryLockError},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::Arc,
    thread::JoinHandle,
    time::Duration,
};

use async_trait::async_trait;
use jiff::SignedDuration;
use rusqlite::OptionalExtension;
use tenantry_core::{
    Ports,
    domain::signing::Signer,
    events::Consumer,
    policy::retention::Lifetimes,
    ports::env::{Clock, Random, Timer},
    runtime::{env::SystemClock, memory_throttles::MemoryThrottles, meter::Meter},
};

use crate::{
    control::SqliteControl,
    directory::{self, DirectoryError},
    identity::{Hasher, LocalIdentity},
    mailbox::Mailbox,
    partition::{self, FileId, Limits, Partition},
    private,
    probe::Probe,
    pump::{Breakers, Engine, OutboxNotifier, Pump, SqliteRelay},
    sign_ins::SqliteSignIns,
    sqlite::{Fault, FileFault, FileProblem, LOG_LIMIT, assert_version},
    store::{ReadCache, SqliteStore},
    tenant_mover::SqliteTenantMover,
};

/// The configuration of the embedded backend; each field has a default that suits production.
#[derive(Clone)]
pub struct Config {
    pub data: PathBuf,
    /// `iss` of the tokens.
    pub issuer: String,
    pub access_token_s: u64,
    pub session_days: u32,
    /// Silo files that are open at the same time.
    pub open_silos: usize,
    pub hashing_threads: usize,
    /// The pause after a consumer's first failure, in milliseconds.
    pub retry_pause_ms: u64,
    /// Memory for products that were read, in MiB.
    pub cache_mib: u32,
    /// Refuses to let a file grow beyond so many pages of 4 KiB.
    pub max_pages: Option<u32>,
    /// Only to read, perhaps beside a server: nothing is locked, made or written.
    pub reading: bool,
    /// False only for the negative control of the power-cut test, which must
    /// then lose acknowledged commits.
    #[doc(hidden)]
    pub durable: bool,
    /// Bytes of a write-ahead log over which room is made for it to begin anew.
    #[doc(hidden)]
    pub log_limit: u64,
    pub clock: Arc<dyn Clock>,
    /// Times what consumers are handed again; the machine's clock but for tests.
    pub delivery_clock: Arc<dyn Clock>,
}

impl Config {
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            issuer: "tenantry".to_owned(),
            access_token_s: 3_600,
            session_days: 30,
            open_silos: 64,
            hashing_threads: 1,
            retry_pause_ms: 500,
            cache_mib: 32,
            max_pages: None,
            reading: false,
            durable: true,
            log_limit: LOG_LIMIT,
            clock: Arc::new(SystemClock),
            delivery_clock: Arc::new(SystemClock),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the data directory {path} can't be used: {error}")]
    Folder { path: PathBuf, error: std::io::Error },
    #[error("the data directory {0} is in use by another tenantry process; stop that one first")]
    Locked(PathBuf),
    #[error("the databases in {path} can't be opened: {error}")]
    Database { path: PathBuf, error: String },
    /// A file is missing, damaged or another's. Nothing was made or changed.
    #[error("{path}: {problem}")]
    File { path: PathBuf, problem: FileProblem },
    #[error("{0}")]
    Version(String),
    #[error("a thread can't be started: {0}")]
    Thread(std::io::Error),
    #[error("the identity provider can't start: {0}")]
    Identity(String),
}

/// A data directory that is open, and so locked against other processes.
pub struct Backend {
    pub store: Arc<SqliteStore>,
    pub control: Arc<SqliteControl>,
    pub identity: LocalIdentity,
    pub relay: Arc<SqliteRelay>,
    pub mailbox: Arc<Mailbox>,
    pub(crate) partition: Arc<Partition>,
    pub(crate) notifier: Arc<OutboxNotifier>,
    pub(crate) folder: PathBuf,
    probe: Arc<Probe>,
    signer: Signer,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    meter: Arc<Meter>,
    cache: Arc<ReadCache>,
    delivery_clock: Arc<dyn Clock>,
    retry_pause: SignedDuration,
    writers: Vec<JoinHandle<()>>,
    _lock: Option<File>,
}

/// The operating system's randomness. What ids take is fetched ahead, since an
/// import asks for tens of thousands of small pieces.
struct OsRandom;

/// Bytes that are fetched ahead for one thread.
const AHEAD: usize = 1_024;
/// The largest piece that is taken of them: an id, a key or a token.
const SMALL: usize = 64;

/// Bytes of the system that nobody has got yet, from `next` on.
struct Ahead {
    bytes: [u8; AHEAD],
    next: usize,
}

thread_local! {
    static RANDOM: RefCell<Ahead> = const { RefCell::new(Ahead { bytes: [0; AHEAD], next: AHEAD }) };
}

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) {
        if bytes.len() > SMALL {
            return fetch(bytes);
        }
        RANDOM.with_borrow_mut(|ahead| {
            if ahead.next + bytes.len() > AHEAD {
                fetch(&mut ahead.bytes);
                ahead.next = 0;
            }
            let given = &mut ahead.bytes[ahead.next..ahead.next + bytes.len()];
            bytes.copy_from_slice(given);
            // Keys and tokens are among them.
            given.fill(0);
            ahead.next += bytes.len();
        });
    }
}

fn fetch(bytes: &mut [u8]) {
    if let Err(error) = getrandom::fill(bytes) {
        // Without randomness no id and no token may be made.
        tracing::error!(%error, "the operating system gives no randomness: {error}");
        std::process::abort();
    }
}

/// Waits by the runtime's clock.
struct RuntimeTimer(tokio::time::Instant);

#[async_trait]
impl Timer for RuntimeTimer {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    async fn sleep(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

impl Backend {
    pub fn open(config: Config) -> Result<Self, OpenError> {
        assert_version().map_err(OpenError::Version)?;
        let unusable = |error: std::io::Error| OpenError::Folder { path: config.data.clone(), error };
        let random: Arc<dyn Random> = Arc::new(OsRandom);
        let unclaimed = |error| match error {
            DirectoryError::Folder(error) => unusable(error),
            DirectoryError::File(problem) => OpenError::File { path: config.data.clone(), problem },
        };
        let (lock, installation) = if config.reading {
            let installation = directory::installation(&config.data).map_err(unclaimed)?;
            let unmarked = || FileProblem { name: partition::CONTROL.to_owned(), fault: FileFault::Unmarked };
            (None, installation.ok_or_else(|| unclaimed(unmarked().into()))?)
        } else {
            private::create_folder(&config.data.join(partition::SILOS)).map_err(unusable)?;
            let lock = lock(&config.data)?;
            if let Err(error) = private::tighten_directory(&config.data, partition::is_ours) {
                tracing::warn!(%error, "others may look into {}: {error}", config.data.display());
            }
            (Some(lock), directory::claim(&config.data).map_err(unclaimed)?)
        };
        let damaged = |error: Fault| match error {
            Fault::File(problem) => OpenError::File { path: config.data.clone(), problem: (*problem).clone() },
            error => OpenError::Database { path: config.data.clone(), error: error.to_string() },
        };
        let limits = Limits {
            open_silos: NonZeroUsize::new(config.open_silos).unwrap_or(NonZeroUsize::MIN),
            max_pages: config.max_pages,
            durable: config.durable,
            log_limit: config.log_limit,
            reading: config.reading,
        };
        let (partition, writers) = Partition::open(&config.data, installation, &limits).map_err(damaged)?;
        let partition = Arc::new(partition);
        if !config.reading {
            // Each that is bad is in the log, and keeps only its own tenant waiting.
            partition.check_files().map_err(damaged)?;
        }
        let signer = Signer::new(signing_secret(&partition, &*random).map_err(damaged)?);
        let identity = LocalIdentity::open(
            partition.clone(),
            random.clone(),
            config.clock.clone(),
            &signer,
            Hasher::start(config.hashing_threads)?,
            &config.issuer,
            Lifetimes {
                access: SignedDuration::from_secs(config.access_token_s as i64),
                session: SignedDuration::from_hours(24 * i64::from(config.session_days)),
            },
        )
        .map_err(damaged)?;
        let notifier = Arc::new(OutboxNotifier::default());
        let meter = Arc::new(Meter::new(config.clock.clone()));
        let cache = Arc::new(ReadCache::with_bytes(u64::from(config.cache_mib) << 20));
        Ok(Self {
            store: Arc::new(SqliteStore::new(partition.clone(), notifier.clone(), meter.clone(), cache.clone())),
            control: Arc::new(SqliteControl::new(partition.clone(), notifier.clone())),
            relay: Arc::new(SqliteRelay::new(partition.clone(), notifier.clone())),
            mailbox: Arc::new(Mailbox::new(partition.clone())),
            identity,
            partition,
            notifier,
            probe: Arc::new(Probe::new(&config.data)),
            folder: config.data,
            signer,
            clock: config.clock,
            random,
            meter,
            cache,
            delivery_clock: config.delivery_clock,
            retry_pause: SignedDuration::from_millis(config.retry_pause_ms as i64),
            writers,
            _lock: lock,
        })
    }

    /// Signs mailed links and cursors; the same at each start.
    pub fn signer(&self) -> Signer {
        self.signer.clone()
    }

    pub fn ports(&self) -> Ports {
        let (store, meter) = (self.store.clone(), self.meter.clone());
        Ports { store, meter, ..self.ports_at(self.clock.clone()) }
    }

    /// Returns ports to the same stores with another clock. Their use counts for no tenant.
    pub fn ports_at(&self, clock: Arc<dyn Clock>) -> Ports {
        let meter = Arc::new(Meter::new(clock.clone()));
        let (partition, notifier, cache) = (self.partition.clone(), self.notifier.clone(), self.cache.clone());
        Ports {
            store: Arc::new(SqliteStore::new(partition, notifier, meter.clone(), cache)),
            control: self.control.clone(),
            sign_ins: Arc::new(SqliteSignIns::new(self.partition.clone())),
            identity: Arc::new(self.identity.at(clock.clone())),
            relay: self.relay.clone(),
            throttles: Arc::new(MemoryThrottles::new(clock.clone())),
            clock,
            timer: Arc::new(RuntimeTimer(tokio::time::Instant::now())),
            random: self.random.clone(),
            meter,
        }
    }

    /// Makes the tenant mover of these files.
    pub fn tenant_mover(&self) -> SqliteTenantMover {
        SqliteTenantMover::new(self.partition.clone(), self.cache.clone())
    }

    /// Must be called within a tokio runtime.
    pub fn start_pump(&self, consumers: Vec<Arc<dyn Consumer>>) -> Pump {
        Pump::start(Engine {
            partition: self.partition.clone(),
            notifier: self.notifier.clone(),
            consumers,
            identity: self.identity.clone(),
            breakers: Breakers::default(),
            clock: self.delivery_clock.clone(),
            expiry_clock: self.clock.clone(),
            first_pause: self.retry_pause,
            turn: tokio::sync::Mutex::default(),
        })
    }

    /// Whether the stores can be written to and read from.
    pub async fn check(&self) -> Result<(), String> {
        self.check_control().await?;
        self.check_pool().await?;
        let probe = self.probe.clone();
        tokio::task::spawn_blocking(move || probe.check()).await.map_err(|error| error.to_string())?
    }

    /// Returns whether no company has signed up yet.
    pub fn is_empty(&self) -> bool {
        let Ok((file, _)) = self.partition.at(FileId::Control) else { return false };
        file.read(|conn| conn.query_row("SELECT NOT EXISTS (SELECT 1 FROM tenants)", [], |row| row.get(0)))
            .unwrap_or(false)
    }

    /// Counts the identities of members, also of those who have not confirmed yet; fails with the database's sentence.
    pub fn identities(&self) -> Result<usize, String> {
        let (file, _) = self.partition.at(FileId::Control).map_err(|fault| fault.to_string())?;
        let count = "SELECT count(*) FROM credentials WHERE realm = 'member'";
        let counted = file.read(|conn| conn.query_row(count, [], |row| row.get::<_, i64>(0)));
        counted.map(|count| count as usize).map_err(|error| error.to_string())
    }

    /// Ends the writers once their queues are empty and closes the files.
    /// A port that is still held keeps them open.
    pub async fn close(self) {
        let Backend { store, control, identity, relay, mailbox, partition, writers, _lock, .. } = self;
        drop((store, control, identity, relay, mailbox, partition));
        let ended = tokio::task::spawn_blocking(move || writers.into_iter().for_each(|writer| drop(writer.join())));
        if tokio::time::timeout(Duration::from_secs(5), ended).await.is_err() {
            tracing::warn!("the stores are still in use; they are closed with the process");
        }
    }
}

fn lock(folder: &Path) -> Result<File, OpenError> {
    let unusable = |error: std::io::Error| OpenError::Folder { path: folder.to_owned(), error };
    let path = folder.join(partition::LOCK);
    let file = File::options().create(true).truncate(false).write(true).open(path).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// Returns the installation's secret, made when the directory is first opened.
fn signing_secret(partition: &Partition, random: &dyn Random) -> Result<[u8; 32], Fault> {
    let (file, _) = partition.at(FileId::Control)?;
    let conn = file.writer();
    let stored: Option<[u8; 32]> =
        conn.query_row("SELECT value FROM secrets WHERE name = 'seal'", [], |row| row.get(0)).optional()?;
    if let Some(secret) = stored {
        return Ok(secret);
    }
    let mut secret = [0u8; 32];
    random.fill(&mut secret);
    conn.execute("INSERT INTO secrets (name, value) VALUES ('seal', ?1)", [secret])?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_piece_of_randomness_is_given_twice() {
        let mut seen = HashSet::new();
        for length in (16..=SMALL).cycle().take(10_000) {
            let mut piece = vec![0; length];
            OsRandom.fill(&mut piece);
            assert!(seen.insert(piece[..16].to_vec()), "a piece came again");
        }
        let mut large = [0; 2 * SMALL];
        OsRandom.fill(&mut large);
        assert_ne!(large, [0; 2 * SMALL]);
    }
}

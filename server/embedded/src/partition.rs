//! The one place that names files and alone decides between pool and silo.
//! A silo tenant's data is in a file of its own; the rest share one.

use std::{
    collections::{HashMap, HashSet},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use fail::fail_point;
use lru::LruCache;
use tenantry_core::{TenantKey, ids::TenantId, tenant::Placement};

use crate::{
    moving::Gates,
    sqlite::{DataFile, Fault, OpenOptions, Writer},
};

const DATA_SCHEMA: &str = concat!(include_str!("data.sql"), include_str!("outbox.sql"));
const CONTROL_SCHEMA: &str = concat!(include_str!("control.sql"), include_str!("outbox.sql"));
const MAIL_SCHEMA: &str = include_str!("mail.sql");

/// The files of a data directory, by name.
pub(crate) const CONTROL: &str = "control.db";
pub(crate) const POOL: &str = "pool.db";
pub(crate) const MAIL: &str = "mail.db";
/// The folder of the silo files.
pub(crate) const SILOS: &str = "silo";
/// Small files beside the databases that belong to the installation.
pub(crate) const NOTES: [&str; 1] = ["demo.json"];

/// Made for its owner's eyes only, with what leads to it.
pub(crate) fn private_folder(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Silo files share a few writing threads, so that a thousand of them cost nothing.
const SILO_WRITERS: usize = 2;

/// How often is looked whether a file is closed, and how long in between.
const CLOSING: u32 = 500;
const LOOK: Duration = Duration::from_millis(10);

/// A file that holds an outbox.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Place {
    Control,
    Pool,
    Silo(TenantId),
}

pub(crate) struct Partition {
    silo_folder: PathBuf,
    silo_options: OpenOptions,
    control: Arc<DataFile>,
    pool: Arc<DataFile>,
    mail: Arc<DataFile>,
    silos: Mutex<Silos>,
    gates: Arc<Gates>,
    control_writer: Writer,
    pool_writer: Writer,
    mail_writer: Writer,
    silo_writers: Vec<Writer>,
}

struct Silos {
    open: LruCache<TenantId, Arc<DataFile>>,
    /// Stay open: what is noted of their changes goes with their connection.
    pinned: HashMap<TenantId, Arc<DataFile>>,
    /// Are about to go, and not opened any more.
    leaving: HashSet<TenantId>,
}

pub(crate) struct Limits {
    /// Silo files that are open at the same time.
    pub open_silos: NonZeroUsize,
    pub max_pages: Option<u32>,
    pub durable: bool,
    pub reading: bool,
}

impl Partition {
    pub fn open(folder: &Path, limits: &Limits) -> Result<(Self, Vec<std::thread::JoinHandle<()>>), Fault> {
        let Limits { max_pages, durable, reading, .. } = *limits;
        let options = |schema, cache_kib| OpenOptions { schema, cache_kib, durable, max_pages, reading };
        let silo_folder = folder.join(SILOS);
        let (pool, checkpoints) = DataFile::open_busy(&folder.join(POOL), options(DATA_SCHEMA, 16_384))?;
        let mut threads = vec![checkpoints];
        let mut writer = |name: String| {
            let (writer, thread) = Writer::start(&name).map_err(|_| Fault::Closed)?;
            threads.push(thread);
            Ok::<_, Fault>(writer)
        };
        let partition = Self {
            silo_folder,
            silo_options: options(DATA_SCHEMA, 256),
            control: Arc::new(DataFile::open(&folder.join(CONTROL), options(CONTROL_SCHEMA, 4_096))?),
            pool: Arc::new(pool),
            mail: Arc::new(DataFile::open(&folder.join(MAIL), options(MAIL_SCHEMA, 1_024))?),
            silos: Mutex::new(Silos {
                open: LruCache::new(limits.open_silos),
                pinned: HashMap::new(),
                leaving: HashSet::new(),
            }),
            gates: Arc::default(),
            control_writer: writer("control".into())?,
            pool_writer: writer("pool".into())?,
            mail_writer: writer("mail".into())?,
            silo_writers: (0..SILO_WRITERS).map(|n| writer(format!("silo-{n}"))).collect::<Result<_, _>>()?,
        };
        Ok((partition, threads))
    }

    pub fn place(key: &TenantKey) -> Place {
        match key.placement() {
            Placement::Pool => Place::Pool,
            Placement::Silo => Place::Silo(key.id()),
        }
    }

    /// The file of a place and the thread that writes to it.
    pub fn at(&self, place: Place) -> Result<(Arc<DataFile>, &Writer), Fault> {
        match place {
            Place::Control => Ok((self.control.clone(), &self.control_writer)),
            Place::Pool => Ok((self.pool.clone(), &self.pool_writer)),
            Place::Silo(tenant) => Ok((self.silo(tenant)?, self.silo_writer(tenant))),
        }
    }

    /// Where a tenant's data is; a key from before it was moved there is refused.
    pub fn of(&self, key: &TenantKey) -> Result<(Arc<DataFile>, &Writer), Fault> {
        self.gates.admit(key)?;
        self.at(Self::place(key))
    }

    pub fn gates(&self) -> &Arc<Gates> {
        &self.gates
    }

    pub fn is_there(&self, place: Place) -> bool {
        match place {
            Place::Control | Place::Pool => true,
            Place::Silo(tenant) => self.silo_path(tenant).is_file(),
        }
    }

    pub fn mail(&self) -> (Arc<DataFile>, &Writer) {
        (self.mail.clone(), &self.mail_writer)
    }

    /// All silos that have a file.
    pub fn silo_places(&self) -> std::io::Result<Vec<Place>> {
        let mut places = Vec::new();
        for entry in std::fs::read_dir(&self.silo_folder)? {
            let path = entry?.path();
            let id = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
            if let (Some("db"), Some(id)) = (path.extension().and_then(|extension| extension.to_str()), id) {
                places.push(Place::Silo(id));
            }
        }
        Ok(places)
    }

    fn silo(&self, tenant: TenantId) -> Result<Arc<DataFile>, Fault> {
        let mut silos = self.silos();
        if let Some(file) = silos.pinned.get(&tenant).cloned().or_else(|| silos.open.get(&tenant).cloned()) {
            return Ok(file);
        }
        if silos.leaving.contains(&tenant) {
            return Err(Fault::Moved);
        }
        let file = Arc::new(DataFile::open(&self.silo_path(tenant), self.silo_options)?);
        silos.open.put(tenant, file.clone());
        Ok(file)
    }

    /// Keeps a silo's file open, however many others are used.
    pub fn pin(&self, tenant: TenantId) -> Result<(), Fault> {
        let file = self.silo(tenant)?;
        self.silos().pinned.insert(tenant, file);
        Ok(())
    }

    pub fn unpin(&self, tenant: TenantId) {
        self.silos().pinned.remove(&tenant);
    }

    /// Its log is named after a file, so it is closed before it goes: whoever
    /// closes it later would remove the log of its successor.
    pub async fn remove_silo(&self, tenant: TenantId) -> std::io::Result<()> {
        self.silos().leaving.insert(tenant);
        let removed = self.close_and_remove(tenant).await;
        self.silos().leaving.remove(&tenant);
        removed
    }

    async fn close_and_remove(&self, tenant: TenantId) -> std::io::Result<()> {
        let file = {
            let mut silos = self.silos();
            let (pinned, open) = (silos.pinned.remove(&tenant), silos.open.pop(&tenant));
            pinned.or(open)
        };
        let mut file = file.map(|file| Arc::downgrade(&file));
        for _ in 0..CLOSING {
            file = file.filter(|file| file.strong_count() > 0);
            if file.is_none() {
                break;
            }
            tokio::time::sleep(LOOK).await;
        }
        if file.is_some() {
            return Err(std::io::Error::from(std::io::ErrorKind::ResourceBusy));
        }
        fail_point!("move-removing");
        let path = self.silo_path(tenant);
        for suffix in ["", "-wal", "-shm"] {
            let mut name = path.clone().into_os_string();
            name.push(suffix);
            match std::fs::remove_file(&name) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        std::fs::File::open(&self.silo_folder)?.sync_all()
    }

    fn silo_path(&self, tenant: TenantId) -> PathBuf {
        self.silo_folder.join(format!("{tenant}.db"))
    }

    fn silos(&self) -> MutexGuard<'_, Silos> {
        self.silos.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn silo_writer(&self, tenant: TenantId) -> &Writer {
        let last = tenant.as_bytes()[15] as usize;
        &self.silo_writers[last % self.silo_writers.len()]
    }
}

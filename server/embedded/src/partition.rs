//! The one place that names files and alone decides between pool and silo.
//! A silo tenant's data is in a file of its own; the rest share one.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use lru::LruCache;
use tenantry_core::{TenantKey, ids::TenantId, tenant::Placement};

use crate::sqlite::{DataFile, Fault, OpenOptions, Writer};

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
    silos: Mutex<LruCache<TenantId, Arc<DataFile>>>,
    control_writer: Writer,
    pool_writer: Writer,
    mail_writer: Writer,
    silo_writers: Vec<Writer>,
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
            silos: Mutex::new(LruCache::new(limits.open_silos)),
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

    pub fn of(&self, key: &TenantKey) -> Result<(Arc<DataFile>, &Writer), Fault> {
        self.at(Self::place(key))
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
        let mut silos = self.silos.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = silos.get(&tenant) {
            return Ok(file.clone());
        }
        let path = self.silo_folder.join(format!("{tenant}.db"));
        let file = Arc::new(DataFile::open(&path, self.silo_options)?);
        silos.put(tenant, file.clone());
        Ok(file)
    }

    fn silo_writer(&self, tenant: TenantId) -> &Writer {
        let last = tenant.as_bytes()[15] as usize;
        &self.silo_writers[last % self.silo_writers.len()]
    }
}

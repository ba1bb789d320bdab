//! The one place that names files and alone decides between placements.
//! A silo tenant's data is in a file of its own; the rest share one.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    num::NonZeroUsize,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use fail::fail_point;
use lru::LruCache;
use tenantry_core::{
    TenantKey,
    domain::{ids::TenantId, tenant::Placement},
};
use uuid::Uuid;

use crate::{
    directory::NOTE,
    moving::WriteGate,
    placed,
    sqlite::{DataFile, Fault, FileFault, FileKind, FileProblem, Identity, OpenOptions, Stamp, Writer},
};

/// The files of a data directory, by name.
pub(crate) const CONTROL: &str = "control.db";
pub(crate) const POOL: &str = "pool.db";
pub(crate) const MAIL: &str = "mail.db";
/// What a tenant's record would lead to that says `provisioned_pool`. This backend makes no such file (ADR 83), so its
/// data is reported as missing, rather than the shared pool shown as an empty company.
const PROVISIONED_POOL: &str = "provisioned-pool.db";
/// Held by the one process that uses the directory.
pub(crate) const LOCK: &str = "lock";
/// The folder of the silo files.
pub(crate) const SILOS: &str = "silo";
/// Small files beside the databases that belong to the installation.
pub(crate) const NOTES: [&str; 1] = ["demo.json"];

/// Returns the file of a silo, within the data directory.
pub(crate) fn silo_name(tenant: TenantId) -> String {
    format!("{SILOS}/{tenant}.db")
}

/// Returns what a file of this name holds; nothing, if it is no database of ours.
pub(crate) fn kind_of(name: &str) -> Option<FileKind> {
    match name {
        CONTROL => Some(FileKind::Control),
        POOL => Some(FileKind::Pool),
        MAIL => Some(FileKind::Mail),
        _ => {
            let stem = name.strip_prefix(SILOS)?.strip_prefix('/')?.strip_suffix(".db")?;
            stem.parse().ok().map(FileKind::Silo)
        }
    }
}

/// Returns the tenants that have a file in a folder of silos.
pub(crate) fn silo_files(folder: &Path) -> std::io::Result<Vec<TenantId>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut tenants = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let stem = name.to_str().and_then(|name| name.strip_suffix(".db"));
        tenants.extend(stem.and_then(|stem| stem.parse::<TenantId>().ok()));
    }
    Ok(tenants)
}

/// Returns whether a name in a data directory is one of ours.
pub(crate) fn is_ours(name: &str) -> bool {
    let begins = |ours: &str| name == ours || name.strip_prefix(ours).is_some_and(|rest| rest.starts_with(['-', '.']));
    [CONTROL, POOL, MAIL, NOTE, LOCK].into_iter().chain(NOTES).any(begins) || name == SILOS
}

/// Silo files share a few writing threads, so that a thousand of them cost nothing.
const SILO_WRITERS: usize = 2;

/// Checks whether a file is closed before giving up.
const CLOSE_POLLS: u32 = 500;
/// The time between two of these checks.
const CLOSE_POLL_INTERVAL: Duration = Duration::from_millis(10);

/// A file that holds an outbox.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum FileId {
    Control,
    Pool,
    /// Not offered here.
    ProvisionedPool,
    Silo(TenantId),
}

pub(crate) struct Partition {
    folder: PathBuf,
    installation: Uuid,
    silo_options: OpenOptions,
    control: Arc<DataFile>,
    pool: Arc<DataFile>,
    mail: Arc<DataFile>,
    silos: Mutex<Silos>,
    bad: Mutex<BTreeMap<TenantId, FileProblem>>,
    sound: Mutex<HashMap<TenantId, Stamp>>,
    gate: Arc<WriteGate>,
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
    /// Were taken from under their name while they were in use: not opened anew before they are
    /// closed, since what closes them removes a log by its name.
    closing: HashMap<TenantId, Weak<DataFile>>,
}

impl Silos {
    fn retire(&mut self, tenant: TenantId, file: &Arc<DataFile>) {
        self.pinned.remove(&tenant);
        self.open.pop(&tenant);
        self.closing.insert(tenant, Arc::downgrade(file));
    }

    /// Returns whether the file of a silo that was removed is still open somewhere.
    fn is_closing(&mut self, tenant: TenantId) -> bool {
        if self.closing.get(&tenant).is_some_and(|file| file.strong_count() > 0) {
            return true;
        }
        self.closing.remove(&tenant);
        false
    }
}

pub(crate) struct Limits {
    /// Silo files that are open at the same time.
    pub open_silos: NonZeroUsize,
    pub max_pages: Option<u32>,
    pub durable: bool,
    pub log_limit: u64,
    pub reading: bool,
}

impl Partition {
    pub fn open(
        folder: &Path,
        installation: Uuid,
        limits: &Limits,
    ) -> Result<(Self, Vec<std::thread::JoinHandle<()>>), Fault> {
        let Limits { max_pages, durable, log_limit, reading, .. } = *limits;
        let options = |cache_kib| OpenOptions { cache_kib, durable, max_pages, log_limit, reading };
        let identity = |kind| Identity { installation, kind };
        let open = |name: &str, kind, cache_kib| {
            DataFile::open(&folder.join(name), name, options(cache_kib), &identity(kind)).map(Arc::new)
        };
        let control = open(CONTROL, FileKind::Control, 4_096)?;
        let mail = open(MAIL, FileKind::Mail, 1_024)?;
        let pool = identity(FileKind::Pool);
        let (pool, checkpoints) = DataFile::open_busy(&folder.join(POOL), POOL, options(16_384), &pool)?;
        let mut threads = vec![checkpoints];
        let mut writer = |name: String| {
            let (writer, thread) = Writer::start(&name).map_err(|_| Fault::Closed)?;
            threads.push(thread);
            Ok::<_, Fault>(writer)
        };
        let partition = Self {
            folder: folder.to_owned(),
            installation,
            silo_options: options(1_024),
            control,
            pool: Arc::new(pool),
            mail,
            silos: Mutex::new(Silos {
                open: LruCache::new(limits.open_silos),
                pinned: HashMap::new(),
                leaving: HashSet::new(),
                closing: HashMap::new(),
            }),
            bad: Mutex::default(),
            sound: Mutex::default(),
            gate: Arc::default(),
            control_writer: writer("control".into())?,
            pool_writer: writer("pool".into())?,
            mail_writer: writer("mail".into())?,
            silo_writers: (0..SILO_WRITERS).map(|n| writer(format!("silo-{n}"))).collect::<Result<_, _>>()?,
        };
        Ok((partition, threads))
    }

    pub fn place(key: &TenantKey) -> FileId {
        match key.placement() {
            Placement::Pool => FileId::Pool,
            Placement::ProvisionedPool => FileId::ProvisionedPool,
            Placement::Silo => FileId::Silo(key.id()),
        }
    }

    /// Opens the file of a place; returns it with the thread that writes to it.
    pub fn at(&self, place: FileId) -> Result<(Arc<DataFile>, &Writer), Fault> {
        match place {
            FileId::Control => Ok((there(&self.control)?, &self.control_writer)),
            FileId::Pool => Ok((there(&self.pool)?, &self.pool_writer)),
            FileId::ProvisionedPool => {
                Err(FileProblem { name: PROVISIONED_POOL.to_owned(), fault: FileFault::Missing }.into())
            }
            FileId::Silo(tenant) => Ok((self.silo(tenant)?, self.silo_writer(tenant))),
        }
    }

    /// Opens the file of a tenant's place; rejects a key from before the tenant was moved there.
    pub fn of(&self, key: &TenantKey) -> Result<(Arc<DataFile>, &Writer), Fault> {
        self.gate.admit(key)?;
        self.at(Self::place(key))
    }

    pub fn write_gate(&self) -> &Arc<WriteGate> {
        &self.gate
    }

    pub fn is_there(&self, place: FileId) -> bool {
        match place {
            FileId::Control | FileId::Pool => true,
            FileId::ProvisionedPool => false,
            FileId::Silo(tenant) => self.silo_path(tenant).is_file(),
        }
    }

    /// Returns whether a file is open, so that to look into it costs no opening.
    pub fn is_open(&self, place: FileId) -> bool {
        match place {
            FileId::Control | FileId::Pool => true,
            FileId::ProvisionedPool => false,
            FileId::Silo(tenant) => {
                let silos = self.silos();
                silos.pinned.contains_key(&tenant) || silos.open.contains(&tenant)
            }
        }
    }

    pub fn mail(&self) -> (Arc<DataFile>, &Writer) {
        (self.mail.clone(), &self.mail_writer)
    }

    /// Returns all silos that have a file.
    pub fn silo_ids(&self) -> std::io::Result<Vec<FileId>> {
        Ok(silo_files(&self.folder.join(SILOS))?.into_iter().map(FileId::Silo).collect())
    }

    /// Never makes a file: a tenant's that is not there is a loss, and an empty one would hide it.
    fn silo(&self, tenant: TenantId) -> Result<Arc<DataFile>, Fault> {
        let found = self.open_silo(tenant);
        if let Err(Fault::File(problem)) = &found
            && self.is_loss(tenant, problem)
        {
            self.note_bad(tenant, problem);
        }
        found
    }

    /// A file that was not made yet, or that is not where the tenant's data is any more, is not lost.
    fn is_loss(&self, tenant: TenantId, problem: &FileProblem) -> bool {
        problem.fault != FileFault::Missing
            || self.control.read(|control| placed::has_silo(control, tenant)).unwrap_or(true)
                // It may have been made by now.
                && !self.silo_path(tenant).exists()
    }

    fn open_silo(&self, tenant: TenantId) -> Result<Arc<DataFile>, Fault> {
        let mut silos = self.silos();
        if let Some(file) = silos.pinned.get(&tenant).cloned().or_else(|| silos.open.get(&tenant).cloned()) {
            if let Err(problem) = file.verify_seldom() {
                silos.retire(tenant, &file);
                return Err(problem.into());
            }
            return Ok(file);
        }
        if silos.leaving.contains(&tenant) {
            return Err(Fault::Moved);
        }
        let name = silo_name(tenant);
        if silos.is_closing(tenant) {
            return Err(FileProblem { name, fault: FileFault::Replaced }.into());
        }
        let identity = self.identity(tenant);
        let file = Arc::new(DataFile::open(&self.silo_path(tenant), &name, self.silo_options, &identity)?);
        silos.open.put(tenant, file.clone());
        drop(silos);
        if self.bad().remove(&tenant).is_some() {
            tracing::warn!(tenant_id = %tenant, "{name} is there again and is used");
        }
        Ok(file)
    }

    /// Makes the file of a silo. One that is there already stays, if it is the tenant's.
    pub fn create_silo(&self, tenant: TenantId) -> Result<(), Fault> {
        let path = self.silo_path(tenant);
        if !path.exists() {
            let made = OpenOptions::create(&path, &self.identity(tenant));
            made.map_err(|fault| FileProblem { name: silo_name(tenant), fault })?;
        }
        self.silo(tenant).map(drop)
    }

    /// What is wrong with files that tenants' data should be in, looked at now; and
    /// the tenants whose files are sound again.
    pub fn check_files(&self) -> Result<(Vec<FileProblem>, Vec<TenantId>), Fault> {
        let placed = self.control.read(placed::silos)?;
        let before: BTreeSet<TenantId> = self.bad().keys().copied().collect();
        let shared = [&self.control, &self.pool, &self.mail];
        let mut problems: Vec<FileProblem> = shared.into_iter().filter_map(|file| file.verify().err()).collect();
        for tenant in &placed {
            problems.extend(self.check_silo(*tenant).err());
        }
        // A tenant that was moved or erased since has no file to miss.
        let placed: BTreeSet<TenantId> = placed.into_iter().collect();
        self.bad().retain(|tenant, _| placed.contains(tenant));
        self.sound().retain(|tenant, _| placed.contains(tenant));
        let recovered = before.into_iter().filter(|tenant| !self.bad().contains_key(tenant)).collect();
        Ok((problems, recovered))
    }

    fn check_silo(&self, tenant: TenantId) -> Result<(), FileProblem> {
        let is_bad = self.bad().contains_key(&tenant);
        let stamp = Stamp::of(&self.silo_path(tenant));
        if let Ok(stamp) = &stamp
            && !is_bad
            && self.sound().get(&tenant) == Some(stamp)
        {
            return Ok(());
        }
        let checked = match &stamp {
            Err(fault) => Err(FileProblem { name: silo_name(tenant), fault: fault.clone() }),
            // Also where nobody asks for it: its events wait to be delivered.
            Ok(_) => match self.silo(tenant) {
                Err(Fault::File(problem)) => Err((*problem).clone()),
                _ => Ok(()),
            },
        };
        match (checked, stamp) {
            (Ok(()), Ok(stamp)) => {
                self.sound().insert(tenant, stamp);
                Ok(())
            }
            (Ok(()), Err(_)) => Ok(()),
            (Err(problem), _) => {
                self.sound().remove(&tenant);
                self.note_bad(tenant, &problem);
                Err(problem)
            }
        }
    }

    /// Files that were found to be their tenants', so that they need not be opened to be looked at.
    fn sound(&self) -> MutexGuard<'_, HashMap<TenantId, Stamp>> {
        self.sound.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reports that a read or a write found a damaged file.
    pub fn note_bad(&self, tenant: TenantId, problem: &FileProblem) {
        if self.bad().insert(tenant, problem.clone()).as_ref() != Some(problem) {
            tracing::error!(tenant_id = %tenant, "{problem}");
        }
    }

    /// Returns how many tenants can't be served for the sake of their files.
    pub fn bad_files(&self) -> usize {
        self.bad().len()
    }

    /// Of the write-ahead log that is the longest, with the name of its file.
    pub fn longest_log(&self) -> (u64, String) {
        let shared = [&self.control, &self.pool, &self.mail].map(Arc::clone);
        let silos: Vec<Arc<DataFile>> = self.silos().open.iter().map(|(_, file)| file.clone()).collect();
        let logs = shared.iter().chain(&silos).map(|file| (file.log_bytes(), file.name().to_owned()));
        logs.max().unwrap_or_default()
    }

    fn identity(&self, tenant: TenantId) -> Identity {
        Identity { installation: self.installation, kind: FileKind::Silo(tenant) }
    }

    fn bad(&self) -> MutexGuard<'_, BTreeMap<TenantId, FileProblem>> {
        self.bad.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Its log is named after a file, so it is closed before it goes: closing
    /// it later would remove the log of its successor.
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
        for _ in 0..CLOSE_POLLS {
            file = file.filter(|file| file.strong_count() > 0);
            if file.is_none() {
                break;
            }
            tokio::time::sleep(CLOSE_POLL_INTERVAL).await;
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
        std::fs::File::open(self.folder.join(SILOS))?.sync_all()
    }

    fn silo_path(&self, tenant: TenantId) -> PathBuf {
        self.folder.join(silo_name(tenant))
    }

    fn silos(&self) -> MutexGuard<'_, Silos> {
        self.silos.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn silo_writer(&self, tenant: TenantId) -> &Writer {
        let last = tenant.as_bytes()[15] as usize;
        &self.silo_writers[last % self.silo_writers.len()]
    }
}

fn there(file: &Arc<DataFile>) -> Result<Arc<DataFile>, Fault> {
    file.verify_seldom()?;
    Ok(file.clone())
}

/// Whether a file that nobody has open is the one that is wanted.
pub(crate) fn check_file(path: &Path, name: &str, identity: &Identity) -> Result<(), FileProblem> {
    DataFile::open(path, name, OpenOptions::checking(true), identity).map(drop)
}

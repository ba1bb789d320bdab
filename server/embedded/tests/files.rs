//! A file that is missing, emptied, cut short or another's is never taken for
//! ours, nothing is made in its place, and only those wait whose data is in it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use tempfile::TempDir;
use tenantry_conformance::{BoatDraft, Cast, Fixture, ManualClock, Setup, Shop, launch, snapshot};
use tenantry_core::domain::ids::TenantId;
use tenantry_embedded::{Backend, OpenError, backup};
use tenantry_embedded_testing::{Sqlite, SqlitePool, SqliteSilo, Standalone, config};

const SHARED: [&str; 3] = ["control.db", "pool.db", "mail.db"];

fn silo(tenant: TenantId) -> String {
    format!("silo/{tenant}.db")
}

/// As nobody uses it, with nothing left beside it.
fn settled(path: &Path) -> Vec<u8> {
    let conn = Connection::open(path).expect("a database");
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("carried over");
    conn.close().expect("closed");
    fs::read(path).expect("bytes")
}

/// As releases left files before these carried an id.
fn strip(path: &Path) {
    let conn = Connection::open(path).expect("a database");
    conn.execute_batch(
        "DROP TABLE installation; DROP TABLE IF EXISTS clock; DROP TABLE IF EXISTS api_keys; PRAGMA application_id = 0",
    )
    .expect("stripped");
    // The baseline makes the answers of that time anew.
    conn.execute_batch(
        "DROP INDEX IF EXISTS products_by_barcode; DROP INDEX IF EXISTS products_by_category; \
         DROP INDEX IF EXISTS orders_by_number; DROP INDEX IF EXISTS stock_low; \
         DROP INDEX IF EXISTS journal_by_feed; \
         DROP INDEX IF EXISTS customers_by_day; DROP TABLE IF EXISTS order_counts; \
         DROP TABLE IF EXISTS id_leads; DROP TABLE IF EXISTS answers; \
         DROP TABLE IF EXISTS resources; DROP TABLE IF EXISTS resource_keys",
    )
    .expect("stripped");
    let added = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
                 WHERE t.type = 'table' AND c.name IN ('revenue_high', 'category_fold', 'barcode', 'barcode_fold', \
                 'day_before', 'day_after', 'feed')";
    let columns: Vec<(String, String)> = conn
        .prepare(added)
        .and_then(|mut columns| columns.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("a schema");
    for (table, column) in columns {
        conn.execute_batch(&format!("ALTER TABLE {table} DROP COLUMN {column}")).expect("stripped");
        if table == "products" {
            conn.execute_batch(
                "CREATE INDEX IF NOT EXISTS products_by_category ON products (tenant_id, category, product_id)",
            )
            .expect("stripped");
        }
    }
    conn.pragma_update(None, "user_version", 1).expect("stripped");
    conn.close().expect("closed");
}

fn installation(path: &Path) -> Option<Vec<u8>> {
    let conn = Connection::open(path).expect("a database");
    conn.query_row("SELECT id FROM installation", [], |row| row.get(0)).ok()
}

fn refusal(folder: &Path, clock: &ManualClock) -> String {
    let refused = Backend::open(config(folder, clock)).err().expect("a refusal");
    assert!(matches!(refused, OpenError::File { .. }), "{refused}");
    refused.to_string()
}

fn bare(clock: &ManualClock, folder: TempDir) -> SqlitePool {
    SqlitePool::open_in(folder, clock.clone(), Setup::default(), |_| ())
}

/// Ways in which a file is not what belongs under its name, each with what is said of it.
fn damages(whole: &[u8], other: &[u8], kind: &[u8]) -> Vec<(Option<Vec<u8>>, &'static str)> {
    vec![
        (None, "it is missing"),
        (Some(Vec::new()), "it is empty"),
        (Some(whole[..whole.len() / 2].to_vec()), "it is damaged"),
        (Some(vec![0x5a; 20_000]), "it is damaged"),
        (Some(other.to_vec()), "another installation"),
        (Some(kind.to_vec()), "it is the file of"),
    ]
}

fn put(path: &Path, content: Option<&[u8]>) {
    // Another file under the name, as a person puts one there, without the log of the one before.
    for suffix in ["db", "db-wal", "db-shm"] {
        let _ = fs::remove_file(path.with_extension(suffix));
    }
    if let Some(content) = content {
        fs::write(path, content).expect("written");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_shared_file_is_made_anew() {
    let other = SqlitePool::open(Setup::default()).await.close().await;
    let backend = SqlitePool::open(Setup::default()).await;
    Cast::found(&backend, "acme").await;
    let clock = backend.clock().clone();
    let mut folder = backend.close().await;
    for (name, kind) in [("control.db", "pool.db"), ("pool.db", "mail.db"), ("mail.db", "control.db")] {
        let path = folder.path().join(name);
        let whole = settled(&path);
        let (other, kind) = (settled(&other.path().join(name)), settled(&folder.path().join(kind)));
        for (content, said) in damages(&whole, &other, &kind) {
            put(&path, content.as_deref());
            let refused = refusal(folder.path(), &clock);
            assert!(
                refused.contains(name) && refused.contains(said) && refused.contains("Nothing is made"),
                "{refused}"
            );
            assert_eq!(fs::read(&path).ok(), content, "{name} was left as it is");
        }
        put(&path, Some(&whole));
        folder = bare(&clock, folder).close().await;
    }
    // All at once is no empty directory either.
    for name in SHARED {
        fs::remove_file(folder.path().join(name)).expect("removed");
    }
    assert!(refusal(folder.path(), &clock).contains("control.db can't be used: it is missing"));
    assert!(SHARED.iter().all(|name| !folder.path().join(name).exists()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silo_that_is_lost_keeps_only_its_tenant_waiting() {
    let strangers = SqliteSilo::open(Setup::default()).await;
    let stranger = Cast::found(&strangers, "stranger").await;
    let strangers = strangers.close().await;
    let backend = SqliteSilo::open(Setup::default()).await;
    let (cast, neighbor) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "neighbor").await);
    let shop = Shop(cast.owner.enter(&backend).await);
    let beside = Shop(neighbor.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "1.00", 5).await;
    backend.settle().await;
    let (path, clock) = (backend.folder().join(silo(cast.id)), backend.clock().clone());
    drop((shop, beside));
    let mut folder = backend.close().await;
    let whole = settled(&path);
    let other = settled(&strangers.path().join(silo(stranger.id)));
    let kind = settled(&folder.path().join(silo(neighbor.id)));
    for (content, said) in damages(&whole, &other, &kind) {
        put(&path, content.as_deref());
        let backend = SqliteSilo::open_in(folder, clock.clone(), Setup::default(), |_| ());
        let (shop, beside) = (Shop(cast.owner.enter(&backend).await), Shop(neighbor.owner.enter(&backend).await));
        let refused = shop.0.product(lamp.id).await.expect_err(said);
        assert!(refused.is_data_missing(), "{said}: {refused:?}");
        assert!(tenantry_core::domain::error::chain(&refused).contains(said), "{refused:?}");
        let refused = shop.create_sku("Chair", "CHAIR").await.expect_err(said);
        assert!(refused.is_data_missing(), "{said}: {refused:?}");
        beside.create("Table", "2.00", 1).await;
        assert_eq!(backend.bad_files().await.len(), 1, "{said}");
        assert_eq!(fs::read(&path).ok(), content, "it was left as it is");

        put(&path, Some(&whole));
        assert_eq!(backend.bad_files().await, Vec::<String>::new(), "it is there again");
        assert_eq!(shop.0.product(lamp.id).await.expect("it is back").id, lamp.id);
        shop.create(said, "1.00", 1).await;
        drop((shop, beside));
        folder = backend.close().await;
        put(&path, Some(&whole));
    }
}

/// What is removed under a running server takes no order more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_acknowledged_that_a_removed_file_would_lose() {
    for remove_silo in [true, false] {
        let backend = SqliteSilo::open(Setup::default()).await;
        let cast = Cast::found(&backend, "acme").await;
        let shop = Shop(cast.owner.enter(&backend).await);
        shop.create("Lamp", "1.00", 5).await;
        backend.settle().await;
        let name = if remove_silo { silo(cast.id) } else { "control.db".to_owned() };
        fs::rename(backend.folder().join(&name), backend.folder().join("away")).expect("moved away");
        if remove_silo {
            let refused = shop.create_sku("Chair", "CHAIR").await.expect_err("it would be lost");
            assert!(refused.is_data_missing(), "{refused:?}");
        } else {
            let operator = tenantry_conformance::password();
            let made = backend.worker().create_operator("late@operators.example", "Late", &operator).await;
            assert!(made.is_err(), "it would be lost");
        }
        fs::rename(backend.folder().join("away"), backend.folder().join(&name)).expect("moved back");
        let again = tenantry_conformance::eventually("it is used again", || async {
            shop.create_sku("Chair", "CHAIR").await.ok()
        });
        assert_eq!(again.await.name, "Chair");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_that_was_cut_short_goes_on() {
    let id = "0195d6f2-8d3c-7a61-9d55-3c1b8a6f0e11";
    let clock = ManualClock::starting_now();
    for made in 0..=SHARED.len() {
        // A whole directory of this id, then without what the first start had not come to.
        let folder = TempDir::with_prefix("tenantry-test-").expect("a directory");
        let note = folder.path().join("installation.json");
        let starting = format!(r#"{{"installation": "{id}", "state": "starting"}}"#);
        fs::write(&note, &starting).expect("a note");
        let folder = bare(&clock, folder).close().await;
        assert!(fs::read_to_string(&note).expect("a note").contains("settled"));
        for name in ["control.db", "pool.db", "mail.db"].iter().take(SHARED.len() - made) {
            fs::remove_file(folder.path().join(name)).expect("removed");
        }
        fs::write(&note, &starting).expect("a note");
        fs::write(folder.path().join("control.db.new"), "half of a file").expect("a rest");
        let folder = bare(&clock, folder).close().await;
        let ids: Vec<_> = SHARED.iter().map(|name| installation(&folder.path().join(name))).collect();
        assert_eq!(ids, vec![ids[0].clone(); 3], "one id in all of them, with {made} made before");
        assert!(ids[0].is_some() && (made == SHARED.len() || !folder.path().join("control.db.new").exists()));
    }
}

/// A directory of a release whose files carried no id, as a whole and cut short.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_without_an_id_are_adopted_once() {
    for adopted_before in 0..=4 {
        let backend = SqliteSilo::open(Setup::default()).await;
        let (cast, lost) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "lost").await);
        Shop(cast.owner.enter(&backend).await).create("Lamp", "1.00", 5).await;
        backend.settle().await;
        let (before, clock) = (snapshot(&backend, cast.id).await, backend.clock().clone());
        let folder = backend.close().await;
        let note = folder.path().join("installation.json");
        let settled_note = fs::read_to_string(&note).expect("a note");
        // In the order in which they are adopted.
        let files = [silo(cast.id), "mail.db".into(), "pool.db".into(), "control.db".into()];
        for name in files.iter().skip(adopted_before) {
            strip(&folder.path().join(name));
        }
        fs::remove_file(folder.path().join(silo(lost.id))).expect("lost before");
        if adopted_before == 0 {
            fs::remove_file(&note).expect("there was none");
        } else {
            fs::write(&note, settled_note.replace("settled", "adopting")).expect("a note");
        }
        let backend = SqliteSilo::open_in(folder, clock, Setup::default(), |_| ());
        assert_eq!(snapshot(&backend, cast.id).await, before);
        let gone = Shop(lost.owner.enter(&backend).await).create_sku("Chair", "CHAIR").await.expect_err("it is lost");
        assert!(gone.is_data_missing(), "{gone:?}");
        let folder = backend.close().await;
        let ids: Vec<_> = files.iter().map(|name| installation(&folder.path().join(name))).collect();
        assert_eq!(ids, vec![ids[0].clone(); 4]);
        assert!(ids[0].is_some() && fs::read_to_string(&note).expect("a note").contains("settled"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_directory_with_a_lost_file_is_not_adopted() {
    for (name, content) in
        [("pool.db", None), ("pool.db", Some(&b""[..])), ("control.db", None), ("control.db", Some(b""))]
    {
        let backend = SqlitePool::open(Setup::default()).await;
        Cast::found(&backend, "acme").await;
        let clock = backend.clock().clone();
        let folder = backend.close().await;
        SHARED.iter().for_each(|name| strip(&folder.path().join(name)));
        fs::remove_file(folder.path().join("installation.json")).expect("there was none");
        put(&folder.path().join(name), content);
        assert!(refusal(folder.path(), &clock).contains(name));
    }
    // A pool of another installation, which only its tenants reveal.
    let mut folders = Vec::new();
    for company in ["one", "two"] {
        let backend = SqlitePool::open(Setup::default()).await;
        let cast = Cast::found(&backend, company).await;
        Shop(cast.owner.enter(&backend).await).create("Lamp", "1.00", 5).await;
        let clock = backend.clock().clone();
        let folder = backend.close().await;
        SHARED.iter().for_each(|name| strip(&folder.path().join(name)));
        fs::remove_file(folder.path().join("installation.json")).expect("there was none");
        folders.push((folder, clock));
    }
    fs::copy(folders[0].0.path().join("pool.db"), folders[1].0.path().join("pool.db")).expect("copied");
    let refused = refusal(folders[1].0.path(), &folders[1].1);
    assert!(refused.contains("a tenant that control.db does not know"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_of_a_newer_version_is_refused_and_says_which_is_needed() {
    let backend = SqlitePool::open(Setup::default()).await;
    let clock = backend.clock().clone();
    let folder = backend.close().await;
    let conn = Connection::open(folder.path().join("pool.db")).expect("a database");
    conn.execute_batch("UPDATE installation SET tenantry = '99.1.0'; PRAGMA user_version = 4000").expect("newer");
    drop(conn);
    let refused = refusal(folder.path(), &clock);
    assert!(refused.contains("pool.db") && refused.contains("run Tenantry 99.1.0 or newer on it"), "{refused}");
}

/// The log of a lost file must not be carried over into the copy that takes its place.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_from_a_backup_does_not_meet_the_log_of_the_lost_file() {
    let backend = SqliteSilo::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let lamp = shop.create("Lamp", "1.00", 5).await;
    let target = TempDir::new().expect("a directory");
    let copy = target.path().join("backup");
    let manifest = backup::take(backend.folder(), &copy, &mut |_| ()).expect("a backup");
    assert!(manifest.is_whole(), "{:?}", manifest.missing);
    let later = shop.create("Later", "1.00", 5).await;
    let path = backend.folder().join(silo(cast.id));
    // As a crash leaves it, with what was written last in the log alone.
    let log = fs::read(path.with_extension("db-wal")).expect("a log");
    drop(shop);
    let clock = backend.clock().clone();
    let folder = backend.close().await;
    put(&path, Some(&fs::read(copy.join(silo(cast.id))).expect("the copy")));
    fs::write(path.with_extension("db-wal"), log).expect("the log");
    let backend = SqliteSilo::open_in(folder, clock, Setup::default(), |_| ());
    let shop = Shop(cast.owner.enter(&backend).await);
    assert_eq!(shop.0.product(lamp.id).await.expect("it was backed up").id, lamp.id);
    assert!(shop.0.product(later.id).await.is_err(), "it was not backed up");
    let aside: Vec<PathBuf> = fs::read_dir(backend.folder().join("silo"))
        .expect("a folder")
        .map(|entry| entry.expect("one").path())
        .filter(|path| path.to_string_lossy().contains(".of-another-"))
        .collect();
    assert!(!aside.is_empty(), "the log is kept under another name");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_may_look_into_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    let open_up = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
    };
    let backend = Sqlite::<true>::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let clock = backend.clock().clone();
    let folder = backend.close().await;
    let files = SHARED.map(str::to_owned).into_iter().chain([silo(cast.id), "lock".into(), "installation.json".into()]);
    let files: Vec<PathBuf> = files.map(|name| folder.path().join(name)).collect();
    // As a release left them that trusted the umask.
    files.iter().for_each(|path| open_up(path, 0o644));
    let folders = [folder.path().to_owned(), folder.path().join("silo")];
    folders.iter().for_each(|path| open_up(path, 0o755));
    let notes = folder.path().join("notes-of-somebody");
    fs::write(&notes, "not ours").expect("a file");
    open_up(&notes, 0o644);

    let backend = Sqlite::<true>::open_in(folder, clock, Setup::default(), |_| ());
    Shop(cast.owner.enter(&backend).await).create("Lamp", "1.00", 5).await;
    let backups = TempDir::new().expect("a directory");
    let copy = backups.path().join("backup");
    let manifest = backup::take(backend.folder(), &copy, &mut |_| ()).expect("a backup");
    let copied = manifest.files.iter().map(|file| copy.join(&file.name)).chain([copy.join("manifest.json")]);
    let logs = SHARED.iter().map(|name| backend.folder().join(format!("{name}-wal")));
    for path in files.iter().cloned().chain(copied).chain(logs) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    for path in folders.into_iter().chain([copy.clone(), copy.join("silo")]) {
        assert_eq!(mode(&path), 0o700, "{}", path.display());
    }
    assert_eq!(mode(&notes), 0o644, "what is not ours stays");
}

/// A backup that lacks a tenant's file says so, and a restore asks before it goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_says_what_it_lacks_and_whose_it_is() {
    let backend = SqliteSilo::open(Setup::default()).await;
    let (cast, lost) = (Cast::found(&backend, "acme").await, Cast::found(&backend, "lost").await);
    Shop(cast.owner.enter(&backend).await).create("Lamp", "1.00", 5).await;
    let clock = backend.clock().clone();
    let folder = backend.close().await;
    let place = TempDir::new().expect("a directory");
    let take = |name: &str| {
        let target = place.path().join(name);
        backup::take(folder.path(), &target, &mut |_| ()).map(|manifest| (target, manifest))
    };
    let restore = |from: &Path, name: &str, how| {
        let data = place.path().join(name);
        backup::restore(from, &data, how, &mut |_| ()).map(|_| data)
    };
    let (whole, manifest) = take("whole").expect("a backup");
    assert!(manifest.is_whole() && manifest.installation.is_some());

    // The same installation by default, one of its own if that is wanted.
    let same = restore(&whole, "same", backup::Restore::default()).expect("restored");
    assert_eq!(installation(&same.join("pool.db")), installation(&folder.path().join("pool.db")));
    let how = backup::Restore { as_new: true, ..backup::Restore::default() };
    let fresh = restore(&whole, "fresh", how).expect("restored");
    let ids: Vec<_> = ["pool.db", "control.db", "mail.db", &silo(cast.id)]
        .iter()
        .map(|name| installation(&fresh.join(name)))
        .collect();
    assert_eq!(ids, vec![ids[0].clone(); 4]);
    assert_ne!(ids[0], installation(&folder.path().join("pool.db")));
    let how = backup::Restore { replaces: Some(&fresh), ..backup::Restore::default() };
    let refused = restore(&whole, "mixed", how).expect_err("another installation's").to_string();
    assert!(refused.contains("--as-new-installation"), "{refused}");
    drop(Backend::open(config(&fresh, &clock)).expect("it opens"));

    fs::remove_file(folder.path().join(silo(lost.id))).expect("removed");
    let (partial, manifest) = take("partial").expect("of what is there");
    assert!(!manifest.is_whole() && manifest.missing[0].contains(&silo(lost.id)), "{:?}", manifest.missing);
    let refused = restore(&partial, "lacking", backup::Restore::default()).expect_err("it lacks a file").to_string();
    assert!(refused.contains("--incomplete"), "{refused}");
    let how = backup::Restore { incomplete: true, ..backup::Restore::default() };
    restore(&partial, "lacking", how).expect("as it is");
    fs::remove_file(folder.path().join("pool.db")).expect("removed");
    let refused = take("none").expect_err("nothing to copy").to_string();
    assert!(refused.contains("pool.db can't be used: it is missing"), "{refused}");
}

/// A record of a kind that no file, table or step is named after.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_holds_records_of_declared_kinds() {
    record_comes_back::<false>().await;
    record_comes_back::<true>().await;
}

async fn record_comes_back<const SILO: bool>() {
    let backend = Sqlite::<SILO>::open(Setup::default()).await;
    let cast = Cast::found(&backend, "acme").await;
    let shop = Shop(cast.owner.enter(&backend).await);
    let boat = launch(&shop, BoatDraft::new("Anna", "A1", "2020-01-01T00:00:00Z")).await.expect("a boat");
    backend.settle().await;
    let before = snapshot(&backend, cast.id).await;
    let clock = backend.clock().clone();
    drop(shop);
    let folder = backend.close().await;
    let place = TempDir::new().expect("a directory");
    let (taken, restored) = (place.path().join("taken"), place.path().join("restored"));
    backup::take(folder.path(), &taken, &mut |_| ()).expect("a backup");
    backup::restore(&taken, &restored, backup::Restore::default(), &mut |_| ()).expect("restored");
    let again = Standalone::open(config(&restored, &clock), clock, Setup::default());
    let (key, _) = again.opened.worker.tenant(cast.id).await.expect("a look-up").expect("a tenant");
    let found = again.opened.store.all_resources(&key, None, 10).await.expect("a list").items;
    assert_eq!(found, [boat.stored().expect("a record")]);
    assert!(before.contains(&found[0].body.escape_debug().to_string()), "it was there");
    again.close().await;
}

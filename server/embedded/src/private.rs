//! Files and folders for their owner's eyes only, whatever the umask is: they
//! hold password digests, keys and customers' addresses.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

/// Makes a folder, with what leads to it.
pub(crate) fn create_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Makes a file that is not there yet.
pub(crate) fn create_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}

/// Replaces a file by one with this content; a reader sees either of them whole.
pub(crate) fn replace_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let fresh = crate::sqlite::beside(path, ".new");
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = create_file(&fresh)?;
    io::Write::write_all(&mut file, content)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    sync_folder_of(path)
}

/// So that what was named or renamed in it stays so.
pub(crate) fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Takes from others what they may do with a file or folder.
#[cfg(unix)]
pub(crate) fn tighten(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let found = fs::symlink_metadata(path)?;
    let mode = found.permissions().mode();
    // A folder that all may write to, as /tmp, is not ours to close.
    if found.is_symlink() || mode & 0o1000 != 0 || mode & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o7700))
}

#[cfg(not(unix))]
pub(crate) fn tighten(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The same of a data directory with all that we made in it.
pub(crate) fn tighten_directory(folder: &Path, ours: fn(&str) -> bool) -> io::Result<()> {
    tighten(folder)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !ours(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            tighten_directory(&path, |_| true)?;
        } else if let Err(error) = tighten(&path)
            // A log of SQLite's can go at any moment.
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
    }
    Ok(())
}

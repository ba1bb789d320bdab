//! Runs programs and shows which.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// The repository, wherever the verb was called from.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Returns cargo's target directory.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

pub fn command(program: impl AsRef<OsStr>, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(args).current_dir(root());
    command
}

/// Without what the cargo that started this process said of its package: build
/// scripts look at that, and would build anew whatever was built by hand.
pub fn cargo(args: &[&str]) -> Command {
    let mut cargo = command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), args);
    for (name, _) in env::vars_os() {
        let of_package =
            ["CARGO_MANIFEST_", "CARGO_PKG_"].iter().any(|begin| name.to_string_lossy().starts_with(begin));
        if of_package {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Runs to the end with the terminal passed on; fails if the program does.
pub fn run(mut command: Command) -> Result<()> {
    let shown = show(&command);
    println!("$ {shown}");
    let status = command.status().with_context(|| format!("{shown} can't be started"))?;
    if !status.success() {
        bail!("{shown} failed: {status}");
    }
    Ok(())
}

/// Runs a program; what it prints is shown only if it fails.
pub fn run_quietly(mut command: Command) -> Result<()> {
    let shown = show(&command);
    let output = command.output().with_context(|| format!("{shown} can't be started"))?;
    if !output.status.success() {
        let printed = [output.stdout, output.stderr].concat();
        bail!("{shown} failed: {}\n{}", output.status, String::from_utf8_lossy(&printed));
    }
    Ok(())
}

/// Returns whether a program can be started and succeeds.
pub fn answers(mut command: Command) -> bool {
    command.output().is_ok_and(|output| output.status.success())
}

pub fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program).chain(command.get_args()).map(|part| part.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

pub fn in_ci() -> bool {
    env::var("CI").is_ok_and(|value| value == "true")
}

/// Archives lose the bit that says so.
#[cfg(unix)]
pub fn executable(program: &Path) -> Result<()> {
    use std::{fs, os::unix::fs::PermissionsExt};
    fs::set_permissions(program, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("{} can't be made executable", program.display()))
}

#[cfg(not(unix))]
pub fn executable(_: &Path) -> Result<()> {
    Ok(())
}

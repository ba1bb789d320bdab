//! How the programs that are deployed are linked: with less to load and to relocate at each start. What is built to run
//! on this machine for a moment is linked as ever.

use std::{env, path::PathBuf, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let said = |name: &str| env::var(name).unwrap_or_default();
    // The profile of the functions is the only one that is for size.
    let is_deployed = !said("CARGO_FEATURE_FUNCTIONS").is_empty() && said("OPT_LEVEL") == "s";
    if !is_deployed || said("CARGO_CFG_TARGET_OS") != "linux" {
        return;
    }
    if let Some(linker) = linker_of_rust() {
        argument(&format!("-B{}", linker.display()));
        argument("-fuse-ld=lld");
        // One copy of functions whose code is the same. Data keeps its addresses, and nothing compares those of functions.
        argument("-Wl,--icf=all");
    }
    // A bit for each place to relocate in place of 24 bytes; musl and glibc read it since 1.2.4 and 2.36.
    argument("-Wl,-z,pack-relative-relocs");
}

fn argument(argument: &str) {
    println!("cargo::rustc-link-arg-bins={argument}");
}

/// Where Rust keeps the linker that it brings along, under the name by which a C compiler calls it. Other linkers can't fold
/// functions, and pack no relocations for arm64 before binutils 2.43.
fn linker_of_rust() -> Option<PathBuf> {
    let asked = Command::new(env::var_os("RUSTC")?).args(["--print", "sysroot"]).output().ok()?;
    let sysroot = PathBuf::from(String::from_utf8(asked.stdout).ok()?.trim());
    let folder = sysroot.join("lib/rustlib").join(env::var("HOST").ok()?).join("bin/gcc-ld");
    folder.join("ld.lld").is_file().then_some(folder)
}

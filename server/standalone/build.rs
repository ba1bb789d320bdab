//! The web app is embedded as it is built; a new build of it is a new binary.

fn main() {
    println!("cargo::rerun-if-changed=../../client/dist");
}

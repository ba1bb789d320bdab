//! Packs the committed documents, which are a twelfth of what a function may have and shrink to a tenth of that.

use std::{env, error::Error, fs, io::Write, path::Path};

use flate2::{Compression, write::DeflateEncoder};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = env::var("OUT_DIR")?;
    for name in ["openapi.json", "openapi-3.0.json"] {
        let document = Path::new("../../docs").join(name);
        println!("cargo::rerun-if-changed={}", document.display());
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        packed.write_all(&fs::read(document)?)?;
        fs::write(Path::new(&out).join(format!("{name}.deflate")), packed.finish()?)?;
    }
    Ok(())
}

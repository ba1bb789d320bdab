//! From a clone to a running server, with the standard library alone, so that the first build is that of the server and
//! not that of the tools around it.

pub mod npm;
pub mod run;
pub mod shell;

/// A tool that this machine lacks and that could not be brought here: on a
/// laptop its step is skipped, in CI it is a failure.
#[derive(Debug)]
pub struct Missing(pub &'static str);

impl std::fmt::Display for Missing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Missing {}

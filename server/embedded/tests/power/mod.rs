//! A disk as it could be found after a power cut, out of what a process did to it.

mod disk;
pub mod trace;
pub mod verify;
pub mod writer;

//! How the process takes memory from the system.

/// Asks for pages of the usual size.
///
/// mimalloc 3 asks Linux for pages of 2 MiB. The system clears each as a whole
/// when its first byte is used: an import of 10,000 rows spent a quarter of its
/// time so, and an idle server held 20 MiB more.
#[cfg(target_os = "linux")]
pub fn use_small_pages() {
    // A system that can't do it only costs that time.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

#[cfg(not(target_os = "linux"))]
pub fn use_small_pages() {}

//! When to stop: an interrupt from the terminal, or a word from the system.

use anyhow::{Context, Result};

/// Listens from now on; without it the first signal would end the process at once.
pub struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    #[cfg(unix)]
    pub fn listen() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate()).context("SIGTERM can't be listened to")?,
            interrupt: signal(SignalKind::interrupt()).context("SIGINT can't be listened to")?,
        })
    }

    #[cfg(not(unix))]
    pub fn listen() -> Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    pub async fn wait(&mut self) -> Result<()> {
        tokio::select! {
            _ = self.terminate.recv() => Ok(()),
            _ = self.interrupt.recv() => Ok(()),
        }
    }

    #[cfg(not(unix))]
    pub async fn wait(&mut self) -> Result<()> {
        tokio::signal::ctrl_c().await.context("ctrl-c can't be listened to")
    }
}

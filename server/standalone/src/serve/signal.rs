//! When to stop: an interrupt from the terminal, or a word from the system. A
//! hang-up is the word of logrotate that the log file was moved.

use anyhow::{Context, Result};

use crate::logging::Reopen;

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

/// Opens the log file anew at each hang-up, as long as the process lives.
#[cfg(unix)]
pub fn reopen_at_hangup(reopen: Reopen) -> Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut hangup = signal(SignalKind::hangup()).context("SIGHUP can't be listened to")?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            reopen.ask();
            tracing::info!("the log goes on");
        }
    });
    Ok(())
}

#[cfg(not(unix))]
pub fn reopen_at_hangup(_: Reopen) -> Result<()> {
    Ok(())
}

//! The data of the operators' system page.

use std::{path::PathBuf, sync::Arc};

use async_trait::async_trait;
use jiff::Timestamp;
use tenantry_api::{Alarm, AlarmState, Alarms, Cause, EventsState, Health, LastHour, StorageState, System};
use tenantry_embedded::{Backend, doctor};

use crate::{alarms::Board, backup::bytes};

/// In percent of the disk: below the first an operator should look, below the
/// second commits will soon fail.
const LOW: u64 = 10;
const LITTLE: u64 = 2;
/// Events are delivered within moments; this is long enough to be sure that they are not.
const LATE_S: i64 = 60;

pub struct Own {
    pub backend: Arc<Backend>,
    pub data: PathBuf,
    pub board: Arc<Board>,
    pub started_at: Timestamp,
    /// Mails leave the house.
    pub smtp: bool,
}

#[async_trait]
impl System for Own {
    fn deployment_target(&self) -> &'static str {
        "standalone"
    }

    fn started_at(&self) -> Option<Timestamp> {
        Some(self.started_at)
    }

    async fn health(&self) -> Vec<Health> {
        let mut parts = vec![
            answers("control_store", self.backend.check_control().await),
            answers("pool_store", self.backend.check_pool().await),
            disk(doctor::disk_space(&self.data)),
        ];
        parts.extend(self.events_and_mail());
        parts.push(alarms(&self.board.alarms()));
        parts
    }

    async fn events(&self) -> Result<EventsState, Cause> {
        let waiting = self.backend.waiting()?;
        Ok(EventsState { oldest_waiting_at: waiting.oldest, dead_letters: waiting.dead_letters })
    }

    async fn storage(&self) -> Result<StorageState, Cause> {
        let free = doctor::disk_space(&self.data).ok().map(|(free, _)| free);
        Ok(StorageState { bytes: self.backend.bytes()?, free_bytes: free })
    }

    /// Returns `None`: the process that answers has seen every request.
    async fn last_hour(&self, _: Timestamp) -> Result<Option<LastHour>, Cause> {
        Ok(None)
    }
}

impl Own {
    fn events_and_mail(&self) -> [Health; 2] {
        let waiting = match self.backend.waiting() {
            Ok(waiting) => waiting,
            Err(error) => return ["events", "mail"].map(|name| Health::failing(name, error.to_string())),
        };
        let late = waiting.oldest.map(|oldest| Timestamp::now().duration_since(oldest).as_secs());
        let events = match late.filter(|late| *late > LATE_S) {
            Some(late) => Health::degraded("events", format!("the oldest event has waited for {late} s")),
            None if waiting.dead_letters > 0 => {
                Health::degraded("events", format!("{} were given up on", counted(waiting.dead_letters, "event")))
            }
            None => Health::ok("events", None),
        };
        let kept = (!self.smtp).then(|| "mails are kept here and sent to nobody".to_owned());
        let mail = match waiting.dead_mails {
            0 => Health::ok("mail", kept),
            lost => Health::degraded("mail", format!("{} could not be sent", counted(lost, "mail"))),
        };
        [events, mail]
    }
}

fn answers(name: &'static str, checked: Result<(), String>) -> Health {
    checked.map_or_else(|why| Health::failing(name, why), |()| Health::ok(name, None))
}

fn disk(space: std::io::Result<(u64, u64)>) -> Health {
    let (free, all) = match space {
        Ok(space) => space,
        Err(error) => return Health::degraded("disk", format!("it can't be asked for its free space: {error}")),
    };
    let percent = free.saturating_mul(100).checked_div(all).unwrap_or_default();
    let text = format!("{} of {} are free", bytes(free), bytes(all));
    if percent < LITTLE {
        Health::failing("disk", text)
    } else if percent < LOW {
        Health::degraded("disk", text)
    } else {
        Health::ok("disk", Some(text))
    }
}

fn alarms(all: &[Alarm]) -> Health {
    let firing: Vec<&str> =
        all.iter().filter(|alarm| alarm.state == AlarmState::Firing).map(|alarm| alarm.name.as_str()).collect();
    match firing.as_slice() {
        [] => Health::ok("alarms", None),
        names => Health::degraded("alarms", format!("{} fire", names.join(", "))),
    }
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use tenantry_api::Level;

    use super::*;

    #[test]
    fn the_disk_is_judged_by_what_is_left() {
        let level = |free| disk(Ok((free, 100 << 30))).level;
        assert_eq!(level(50 << 30), Level::Ok);
        assert_eq!(level(5 << 30), Level::Degraded);
        assert_eq!(level(1 << 30), Level::Failing);
        assert_eq!(disk(Err(std::io::ErrorKind::Unsupported.into())).level, Level::Degraded);
    }
}

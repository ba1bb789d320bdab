//! Backups that the server takes by itself.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use clap::Args;

#[derive(Args, Debug)]
#[command(next_help_heading = "Backups")]
pub struct Backups {
    /// Take backups into this directory, each in one of its own, named by its time.
    #[arg(long, env = "TENANTRY_BACKUP_DIR", value_name = "DIRECTORY")]
    pub backup_dir: Option<PathBuf>,
    /// How often: a number of minutes, hours or days, as 30m, 6h or 1d.
    #[arg(long, env = "TENANTRY_BACKUP_EVERY", default_value = "1d", value_name = "TIME")]
    pub backup_every: Every,
    /// How many backups are kept; older ones are removed after a new one is whole.
    #[arg(long, env = "TENANTRY_BACKUP_KEEP", default_value_t = 7, value_name = "COUNT")]
    pub backup_keep: usize,
}

/// A stretch of time that people can read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Every(pub Duration);

const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl FromStr for Every {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let unit = text.chars().next_back()?;
            let (_, seconds) = UNITS.iter().find(|(name, _)| *name == unit)?;
            let count: u64 = text.strip_suffix(unit)?.parse().ok().filter(|count| *count > 0)?;
            count.checked_mul(*seconds).filter(|seconds| *seconds <= 366 * 86_400)
        };
        read().map(Duration::from_secs).map(Self).ok_or_else(|| "must be like 30s, 15m, 6h or 1d".to_owned())
    }
}

impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.as_secs();
        let (name, seconds) = UNITS.iter().find(|(_, seconds)| all.is_multiple_of(*seconds)).unwrap_or(&UNITS[3]);
        write!(f, "{}{name}", all / seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::Every;

    #[test]
    fn a_time_has_a_unit() {
        for text in ["30s", "15m", "6h", "1d", "7d"] {
            assert_eq!(text.parse::<Every>().map(|every| every.to_string()).as_deref(), Ok(text));
        }
        for bad in ["", "h", "6", "0h", "-1h", "6 h", "1w", "9999d", "1ü"] {
            assert!(bad.parse::<Every>().is_err(), "{bad}");
        }
    }
}

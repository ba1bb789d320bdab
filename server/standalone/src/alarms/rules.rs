//! The rules of alarms, as a file says them.

use std::{path::Path, time::Duration};

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::config::Every;

pub const DEFAULT: &str = include_str!("default.toml");

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    alarm: Vec<Rule>,
}

#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub name: String,
    pub kind: Kind,
    above: Option<f64>,
    below: Option<f64>,
    /// What the value is taken over, where it is taken over a time.
    #[serde(default = "five_minutes", deserialize_with = "time")]
    pub window: Duration,
    #[serde(rename = "for", default, deserialize_with = "time")]
    pub fire_after: Duration,
    #[serde(default, deserialize_with = "some_time")]
    resolve: Option<Duration>,
    /// Requests that a share or a percentile needs.
    #[serde(default)]
    pub least: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    ErrorRate,
    LatencyP99,
    FailedSignIns,
    LimitUse,
    DeadLetters,
    DiskFree,
    BackupHours,
    CertificateDays,
    DataFiles,
    LogMib,
    ClockHours,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Kind::ErrorRate => "error_rate",
            Kind::LatencyP99 => "latency_p99",
            Kind::FailedSignIns => "failed_sign_ins",
            Kind::LimitUse => "limit_use",
            Kind::DeadLetters => "dead_letters",
            Kind::DiskFree => "disk_free",
            Kind::BackupHours => "backup_hours",
            Kind::CertificateDays => "certificate_days",
            Kind::DataFiles => "data_files",
            Kind::LogMib => "log_mib",
            Kind::ClockHours => "clock_hours",
        }
    }
}

impl Rule {
    pub fn threshold(&self) -> f64 {
        self.above.or(self.below).unwrap_or_default()
    }

    /// A value that is not known is no reason to call anybody.
    pub fn is_beyond(&self, value: Option<f64>) -> bool {
        value.is_some_and(|value| {
            self.above.is_some_and(|above| value > above) || self.below.is_some_and(|below| value < below)
        })
    }

    pub fn resolve_after(&self) -> Duration {
        self.resolve.unwrap_or(self.fire_after)
    }

    /// Returns the rule in words, for mails and the API.
    pub fn condition(&self) -> String {
        let side = if self.above.is_some() { "above" } else { "below" };
        format!("{} {side} {}", self.kind.name(), self.threshold())
    }
}

pub fn read(path: Option<&Path>) -> Result<Vec<Rule>> {
    let Some(path) = path else { return parse(DEFAULT) };
    let text = std::fs::read_to_string(path).with_context(|| format!("--alarms {} can't be read", path.display()))?;
    parse(&text).with_context(|| format!("--alarms {}", path.display()))
}

fn parse(text: &str) -> Result<Vec<Rule>> {
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        anyhow::anyhow!("line {line}: {}", error.message())
    })?;
    for (n, rule) in file.alarm.iter().enumerate() {
        let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if rule.name.is_empty() || rule.name.len() > 64 || !rule.name.chars().all(sound) {
            bail!("the name {:?} must be of small letters, digits and hyphens", rule.name);
        }
        if file.alarm[..n].iter().any(|other| other.name == rule.name) {
            bail!("two alarms are named {:?}", rule.name);
        }
        if rule.above.is_some() == rule.below.is_some() {
            bail!("the alarm {:?} needs `above` or `below`", rule.name);
        }
    }
    Ok(file.alarm)
}

fn five_minutes() -> Duration {
    Duration::from_secs(300)
}

fn time<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    text.parse::<Every>().map(|every| every.0).map_err(D::Error::custom)
}

fn some_time<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    time(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_sound() {
        let rules = parse(DEFAULT).expect("sound");
        assert_eq!(rules.len(), 11);
        let disk = rules.iter().find(|rule| rule.kind == Kind::DiskFree).expect("a rule");
        assert!(disk.is_beyond(Some(0.04)) && !disk.is_beyond(Some(0.06)) && !disk.is_beyond(None));
        assert_eq!(disk.condition(), "disk_free below 0.05");
        for rule in &rules {
            assert!(DEFAULT.contains(&format!("# {}", rule.kind.name())), "{:?} is not explained", rule.kind);
        }
    }

    #[test]
    fn mistakes_are_named() {
        let one = |rest: &str| format!("[[alarm]]\nname = \"a\"\nkind = \"disk_free\"\n{rest}\n");
        for (text, words) in [
            (one("abve = 1"), "line 4: unknown field `abve`"),
            (one(""), "needs `above` or `below`"),
            (one("above = 1\nbelow = 2"), "needs `above` or `below`"),
            (one("above = 1\nfor = \"soon\""), "must be like"),
            (one("above = 1").repeat(2), "two alarms are named"),
            ("[[alarm]]\nname = \"A b\"\nkind = \"disk_free\"\nabove = 1".to_owned(), "small letters"),
            ("[[alarm]]\nname = \"a\"\nkind = \"moon\"\nabove = 1".to_owned(), "line 3: unknown variant"),
        ] {
            let answer = format!("{:#}", parse(&text).expect_err(&text));
            assert!(answer.contains(words), "{text}: {answer}");
        }
    }
}

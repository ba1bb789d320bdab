//! Warnings before a limit is reached. What was notified is kept beside the
//! number that it is about, and both are judged in one transaction: each
//! threshold is notified once for each time it is reached, however many orders
//! come at once.

use crate::ports::watch::Threshold;

/// Percentages of a limit at which a tenant is notified.
pub const THRESHOLDS_PERCENT: [u8; 3] = [75, 90, 100];

/// The thresholds of a limit as numbers. Where a small limit has two at one
/// number, only the higher one counts; an unlimited one has none, and one of
/// zero is no news.
pub fn thresholds(max: Option<u64>) -> Vec<(u8, u64)> {
    let max = max.filter(|max| *max > 0);
    let mut thresholds: Vec<(u8, u64)> = Vec::new();
    for percent in THRESHOLDS_PERCENT.into_iter().filter(|_| max.is_some()) {
        let at = (u128::from(max.unwrap_or(0)) * u128::from(percent)).div_ceil(100) as u64;
        thresholds.retain(|(_, known)| *known != at);
        thresholds.push((percent, at));
    }
    thresholds
}

/// From what was notified last and the number of now: what is to be kept as notified,
/// and the thresholds that are news. Below a threshold, it will be news again.
pub fn evaluate(notified: u8, used: u64, thresholds: &[Threshold]) -> (u8, Vec<&Threshold>) {
    let reached = |threshold: &&Threshold| used >= threshold.at;
    let level = thresholds.iter().filter(reached).map(|threshold| threshold.percent).max().unwrap_or(0);
    (level, thresholds.iter().filter(reached).filter(|threshold| threshold.percent > notified).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_exact_and_never_told_in_pairs() {
        assert_eq!(thresholds(Some(1_000)), [(75, 750), (90, 900), (100, 1_000)]);
        assert_eq!(thresholds(Some(10)), [(75, 8), (90, 9), (100, 10)]);
        assert_eq!(thresholds(Some(4)), [(75, 3), (100, 4)]);
        assert_eq!(thresholds(Some(1)), [(100, 1)]);
        assert!(thresholds(Some(0)).is_empty() && thresholds(None).is_empty());
        assert_eq!(thresholds(Some(u64::MAX)).last(), Some(&(100, u64::MAX)));
    }
}

//! Durations in few numbers: four ranges for each doubling, so that a
//! percentile is known to within a tenth or so.

use std::time::Duration;

/// The first range goes up to 64 microseconds.
const FIRST: u32 = 6;
/// Two bits divide a doubling into four.
const BITS: u32 = 2;
/// The last range begins at about two minutes, which is beyond every deadline.
pub const RANGES: usize = 1 + (21 << BITS);

pub fn range_of(took: Duration) -> usize {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    if micros < 1 << FIRST {
        return 0;
    }
    let doubling = micros.ilog2();
    let part = (micros >> (doubling - BITS)) & ((1 << BITS) - 1);
    (1 + (((doubling - FIRST) << BITS) as usize) + part as usize).min(RANGES - 1)
}

/// Returns where a range begins, in microseconds.
fn beginning(range: usize) -> f64 {
    let Some(above) = range.checked_sub(1) else { return 0.0 };
    let (doubling, part) = (above >> BITS, above & ((1 << BITS) - 1));
    2f64.powi(FIRST as i32 + doubling as i32) * (1.0 + part as f64 / f64::from(1 << BITS))
}

/// A histogram: the counts by range.
#[derive(Clone)]
pub struct Histogram(pub [u64; RANGES]);

impl Default for Histogram {
    fn default() -> Self {
        Self([0; RANGES])
    }
}

impl Histogram {
    pub fn count(&self) -> u64 {
        self.0.iter().sum()
    }

    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, count)| *sum += count);
    }

    /// Within a range it is taken as evenly spread.
    pub fn percentile_ms(&self, share: f64) -> Option<f64> {
        let wanted = share * self.count() as f64;
        let mut below = 0.0;
        for (range, count) in self.0.iter().enumerate().filter(|(_, count)| **count > 0) {
            let upto = below + *count as f64;
            if upto >= wanted {
                let (from, to) = (beginning(range), beginning(range + 1));
                let micros = from + (to - from) * (wanted - below) / *count as f64;
                return Some(micros.round() / 1_000.0);
            }
            below = upto;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_follow_each_other_without_a_gap() {
        for micros in 0..200_000 {
            let range = range_of(Duration::from_micros(micros));
            let micros = micros as f64;
            assert!((beginning(range)..beginning(range + 1)).contains(&micros), "{micros} in {range}");
        }
        assert_eq!(range_of(Duration::MAX), RANGES - 1);
        assert_eq!(range_of(Duration::from_secs(110)), RANGES - 2);
    }

    #[test]
    fn percentiles_are_near_enough() {
        let mut histogram = Histogram::default();
        for ms in 1..=1_000 {
            histogram.0[range_of(Duration::from_millis(ms))] += 1;
        }
        for (share, ms) in [(0.5, 500.0), (0.9, 900.0), (0.99, 990.0)] {
            let found = histogram.percentile_ms(share).expect("a percentile");
            assert!((found / ms - 1.0).abs() < 0.1, "{share}: {found} for {ms}");
        }
        assert_eq!(Histogram::default().percentile_ms(0.5), None);
    }
}

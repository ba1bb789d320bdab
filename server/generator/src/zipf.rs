//! The law of the few that make most (Zipf): the n-th of a list is drawn in proportion to `1 / (n + offset)`.

use crate::dice::Dice;

pub(crate) struct Zipf {
    /// Sums of the weights up to each one, which is how one is found without a walk.
    sums: Vec<f64>,
}

impl Zipf {
    /// The larger the offset, the less the first ones stand out.
    pub fn new(count: usize, offset: f64) -> Self {
        let mut sum = 0.0;
        let sums = (0..count.max(1)).map(|n| {
            sum += 1.0 / (n as f64 + offset);
            sum
        });
        Self { sums: sums.collect() }
    }

    pub fn draw(&self, dice: &mut Dice) -> usize {
        let last = self.sums.len() - 1;
        let at = dice.share() * self.sums[last];
        self.sums.partition_point(|sum| *sum <= at).min(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenth_of_the_list_makes_most_of_the_draws() {
        let (zipf, mut dice) = (Zipf::new(1_000, 4.0), Dice::new(7));
        let mut drawn = vec![0_u32; 1_000];
        for _ in 0..20_000 {
            drawn[zipf.draw(&mut dice)] += 1;
        }
        let first: u32 = drawn[..100].iter().sum();
        assert!((10_000..16_000).contains(&first), "{first}");
        assert!(drawn[0] > drawn[50] && drawn[999] < 20);
    }
}

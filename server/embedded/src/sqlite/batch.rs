//! How many rows a piece of a move or an erasure takes at a time: as many as the writer does in a few milliseconds, since commits of
//! others wait behind it. Each piece waits for the disk once, so few large ones are quicker than many small ones.

use std::time::Duration;

/// What the writer may take for a piece.
const WANTED: Duration = Duration::from_millis(6);
const LEAST: usize = 128;
const MOST: usize = 4_096;

#[derive(Clone, Copy, Debug)]
pub(crate) struct BatchSize(usize);

impl Default for BatchSize {
    fn default() -> Self {
        Self(2 * LEAST)
    }
}

impl BatchSize {
    pub fn rows(self) -> usize {
        self.0
    }

    /// Takes up how long the writer took for as many.
    pub fn adjust(&mut self, took: Duration) {
        if took < WANTED / 2 {
            self.0 = (self.0 * 2).min(MOST);
        } else if took > WANTED * 2 {
            self.0 = (self.0 / 2).max(LEAST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_grow_while_they_are_quick_and_shrink_where_they_are_not() {
        let mut size = BatchSize::default();
        for _ in 0..10 {
            size.adjust(Duration::from_millis(1));
        }
        assert_eq!(size.rows(), MOST);
        size.adjust(WANTED);
        assert_eq!(size.rows(), MOST);
        for _ in 0..10 {
            size.adjust(Duration::from_millis(40));
        }
        assert_eq!(size.rows(), LEAST);
    }
}

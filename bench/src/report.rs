//! What is printed: for each row the ratio, and which of its goals it reaches.

use std::fmt::Write as _;

/// Whether more is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Better {
    More,
    Less,
}

#[derive(Clone, Copy, Debug)]
pub struct Goals {
    pub better: Better,
    pub first_step: f64,
    pub goal: f64,
    pub stretch: f64,
}

pub struct Row {
    pub name: &'static str,
    pub work: String,
    /// What is compared with the goals, and its unit.
    pub value: f64,
    pub unit: &'static str,
    /// The least and the most that a round gave.
    pub spread: (f64, f64),
    pub goals: Goals,
    /// The figures behind it.
    pub notes: Vec<String>,
}

impl Goals {
    pub const fn at_least(first_step: f64, goal: f64, stretch: f64) -> Self {
        Self { better: Better::More, first_step, goal, stretch }
    }

    pub const fn at_most(first_step: f64, goal: f64, stretch: f64) -> Self {
        Self { better: Better::Less, first_step, goal, stretch }
    }

    fn reached(&self, mark: f64, value: f64) -> bool {
        match self.better {
            Better::More => value >= mark,
            Better::Less => value <= mark,
        }
    }

    pub fn reaches_first_step(&self, value: f64) -> bool {
        self.reached(self.first_step, value)
    }

    fn mark_of(&self, mark: f64, value: f64) -> String {
        let sign = if self.better == Better::More { ">=" } else { "<=" };
        format!("{sign} {mark} {}", if self.reached(mark, value) { "yes" } else { "no" })
    }
}

impl Row {
    /// Makes a row out of the rounds' values in `unit`: their median, and the lowest and highest as its spread.
    pub fn of(
        name: &'static str,
        work: impl Into<String>,
        rounds: &[f64],
        unit: &'static str,
        goals: Goals,
        notes: Vec<String>,
    ) -> Self {
        let spread = rounds.iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(*value), high.max(*value)));
        Self { name, work: work.into(), value: median(rounds), unit, spread, goals, notes }
    }

    pub fn print(&self) {
        println!("{}: {} [{}]", self.name, self.work, self.figure());
        self.notes.iter().for_each(|note| println!("    {note}"));
    }

    fn figure(&self) -> String {
        let (low, high) = self.spread;
        format!("{:.2}{} ({low:.2} to {high:.2})", self.value, self.unit)
    }
}

/// Renders rows as a Markdown table with a line for each.
pub fn table(rows: &[Row]) -> String {
    let mut text = "| row | measured (rounds) | first step | goal | stretch |\n|---|---|---|---|---|\n".to_owned();
    for row in rows {
        let mark_of = |mark| row.goals.mark_of(mark, row.value);
        let (first, goal, stretch) =
            (mark_of(row.goals.first_step), mark_of(row.goals.goal), mark_of(row.goals.stretch));
        // Writing to a String can't fail.
        let _ = writeln!(text, "| {}: {} | {} | {first} | {goal} | {stretch} |", row.name, row.work, row.figure());
    }
    text
}

pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[odd / 2],
        even => (sorted[even / 2 - 1] + sorted[even / 2]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_counts_and_goals_know_their_direction() {
        assert_eq!((median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0])), (2.0, 2.5));
        assert!(Goals::at_least(0.45, 0.7, 0.8).reaches_first_step(0.5));
        assert!(!Goals::at_most(3.0, 1.8, 1.4).reaches_first_step(3.1));
    }
}

//! Reads what a benchmark prints: for each row a line `name: work [value unit (low to high)]`, and lines of notes beneath
//! it, of which `ours: .. N us CPU per request` is one.

use std::{collections::BTreeMap, fmt};

/// What one run of a benchmark says about one row.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Figures {
    /// In the row's own unit.
    pub value: f64,
    /// Microseconds of the server's CPU for a request, where the row tells them.
    pub cpu: Option<f64>,
}

/// Reads all rows of a benchmark's output; lines of another form are passed over.
pub fn read(printed: &str) -> BTreeMap<String, Figures> {
    let mut rows = BTreeMap::new();
    let mut last: Option<String> = None;
    for line in printed.lines() {
        if let Some(note) = line.strip_prefix("    ") {
            let figures = last.as_ref().and_then(|row| rows.get_mut(row));
            if let (Some(figures), Some(cpu)) = (figures, cpu(note)) {
                let figures: &mut Figures = figures;
                figures.cpu = Some(cpu);
            }
        } else if let Some((name, value)) = row(line) {
            rows.insert(name.to_owned(), Figures { value, cpu: None });
            last = Some(name.to_owned());
        }
    }
    rows
}

fn row(line: &str) -> Option<(&str, f64)> {
    let (name, rest) = line.split_once(": ")?;
    let (_, figure) = rest.strip_suffix(']')?.rsplit_once('[')?;
    Some((name, leading_number(figure)?))
}

fn cpu(note: &str) -> Option<f64> {
    let (_, cpu) = note.strip_prefix("ours: ")?.strip_suffix(" us CPU per request")?.rsplit_once(' ')?;
    cpu.parse().ok()
}

fn leading_number(text: &str) -> Option<f64> {
    let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(text.len());
    text[..end].parse().ok()
}

/// Returns the value in the middle, of an even number the lower of the two; NaN of none.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:.2}", self.value)?;
        self.cpu.map_or(Ok(()), |cpu| write!(out, ", {cpu:.1} us"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "\
get: authenticated get of a product, share of the axum ceiling [0.43 (0.41 to 0.49)]
    ours: 41623/s, p50 0.60 ms, p99 1.90 ms, 37.7 us CPU per request
    ceiling: 96000/s, p50 0.30 ms, p99 1.00 ms, 11.0 us CPU per request
orders: durable orders by 256 client(s), p99 81.8 ms, times the fdatasync rate [0.80 x (0.70 to 0.91)]
memory: memory with 100,000 products, after gets, pages and orders [103.00 MiB (102.00 to 104.00)]
    91 MiB before the load, 96 after gets, 97 after pages, 103 after orders

| row | measured (rounds) | first step | goal | stretch |
";

    #[test]
    fn rows_are_read_with_their_value_and_the_servers_own_cpu() {
        let rows: Vec<(String, Figures)> = read(PRINTED).into_iter().collect();
        let figures = |value, cpu| Figures { value, cpu };
        assert_eq!(
            rows,
            [
                ("get".to_owned(), figures(0.43, Some(37.7))),
                ("memory".to_owned(), figures(103.0, None)),
                ("orders".to_owned(), figures(0.80, None)),
            ]
        );
    }

    #[test]
    fn the_middle_of_several_turns_counts() {
        assert_eq!((median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0])), (2.0, 1.0));
    }
}

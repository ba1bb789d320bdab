//! How many deliveries are under way at once: in all, and for each endpoint. One that hangs holds its own lane and no other.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Counts the deliveries that are under way.
pub struct Lanes<E> {
    all: usize,
    each: usize,
    taken: Mutex<Taken<E>>,
}

struct Taken<E> {
    all: usize,
    by_endpoint: HashMap<E, usize>,
}

/// A place of one delivery, until it is dropped.
pub struct Lane<E: Eq + Hash> {
    lanes: Arc<Lanes<E>>,
    endpoint: E,
}

impl<E: Eq + Hash + Clone> Lanes<E> {
    /// Makes room for so many deliveries in all, of which so many may be of one endpoint.
    pub fn new(all: usize, each: usize) -> Self {
        Self { all, each, taken: Mutex::new(Taken { all: 0, by_endpoint: HashMap::new() }) }
    }

    /// Takes a place; `None` while the endpoint, or all, have none left.
    pub fn begin(self: &Arc<Self>, endpoint: E) -> Option<Lane<E>> {
        let mut taken = self.taken();
        let of_endpoint = taken.by_endpoint.get(&endpoint).copied().unwrap_or(0);
        if taken.all >= self.all || of_endpoint >= self.each {
            return None;
        }
        taken.all += 1;
        taken.by_endpoint.insert(endpoint.clone(), of_endpoint + 1);
        drop(taken);
        Some(Lane { lanes: self.clone(), endpoint })
    }

    /// Returns how many more can begin.
    pub fn room(&self) -> usize {
        self.all - self.taken().all
    }

    /// Returns the endpoints for which nothing more can begin.
    pub fn full(&self) -> Vec<E> {
        let taken = self.taken();
        let full = taken.by_endpoint.iter().filter(|(_, count)| **count >= self.each);
        full.map(|(endpoint, _)| endpoint.clone()).collect()
    }
}

impl<E> Lanes<E> {
    fn taken(&self) -> MutexGuard<'_, Taken<E>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<E: Eq + Hash> Drop for Lane<E> {
    fn drop(&mut self) {
        let mut taken = self.lanes.taken();
        taken.all = taken.all.saturating_sub(1);
        if let Some(count) = taken.by_endpoint.get_mut(&self.endpoint) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.by_endpoint.remove(&self.endpoint);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_takes_no_more_than_its_share_and_all_no_more_than_all() {
        let lanes = Arc::new(Lanes::new(3, 2));
        let first = lanes.begin("a").expect("a place");
        let second = lanes.begin("a").expect("a place");
        assert!(lanes.begin("a").is_none());
        assert_eq!((lanes.full(), lanes.room()), (vec!["a"], 1));
        let third = lanes.begin("b").expect("a place");
        assert!(lanes.begin("c").is_none());
        drop(first);
        assert!(lanes.full().is_empty());
        drop((second, third));
        assert_eq!((lanes.room(), lanes.taken().by_endpoint.len()), (3, 0));
    }
}

//! One address can't occupy the threads that hash passwords: it has a bounded
//! part of that work under way at once, and the rest of the queue is for others.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::domain::error::{Error, Result};

/// Work under way, by address. An address without any takes no room.
#[derive(Default)]
pub(crate) struct Hashing(Mutex<HashMap<String, u32>>);

/// A place in the queue, given back when it is dropped.
pub(crate) struct HashingSlot<'a> {
    hashing: &'a Hashing,
    address: String,
}

impl Hashing {
    /// Refused, if the address has its part under way already. That is over in moments.
    pub fn acquire(&self, address: &str, at_once: u32) -> Result<HashingSlot<'_>> {
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = under_way.get(address).copied().unwrap_or_default();
        if count >= at_once {
            return Err(Error::Throttled { retry_after_s: 1 });
        }
        under_way.insert(address.to_owned(), count + 1);
        Ok(HashingSlot { hashing: self, address: address.to_owned() })
    }
}

impl Drop for HashingSlot<'_> {
    fn drop(&mut self) {
        let mut under_way = self.hashing.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = under_way.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                under_way.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_part_and_gives_it_back() {
        let hashing = Hashing::default();
        let held: Vec<_> = (0..3).map(|_| hashing.acquire("one", 3).expect("its part")).collect();
        assert!(matches!(hashing.acquire("one", 3).err(), Some(Error::Throttled { retry_after_s: 1 })));
        assert!(hashing.acquire("other", 3).is_ok(), "others are not held up");
        drop(held);
        assert!(hashing.acquire("one", 3).is_ok());
        assert!(hashing.0.lock().expect("a lock").is_empty());
    }
}

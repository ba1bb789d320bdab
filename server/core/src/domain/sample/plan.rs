//! The orders of the sample shop: more of them lately, the younger the less far
//! on their way. Which order comes out depends on its number alone, so that
//! adding them can stop anywhere and go on later.

use jiff::{SignedDuration, Timestamp};

use super::{
    Sample,
    catalogue::{CUSTOMERS, GOODS},
};
use crate::domain::{
    ids::OrderId,
    journal::Actor,
    money::Money,
    order::{Address, Line, Order, StatusChange},
    order_status::Status,
    tenant::TenantRecord,
};

/// An order of the plan, and when it was placed.
pub(crate) struct Planned {
    n: usize,
    pub placed_at: Timestamp,
}

/// Returns the n-th youngest order of a shop that was opened at this moment.
pub(crate) fn planned(n: usize, now: Timestamp) -> Planned {
    let step = n as i64;
    let minutes = 26 * step * step + 50 + step * 373 % 240;
    Planned { n, placed_at: now - SignedDuration::from_mins(minutes) }
}

impl Planned {
    pub fn order(&self, id: OrderId, sample: &Sample, tenant: &TenantRecord) -> Order {
        let lines = self.lines(sample);
        let customer = &CUSTOMERS[self.n * 7 % CUSTOMERS.len()];
        let history = self.history();
        let (status, updated_at) =
            history.last().map_or((Status::Pending, self.placed_at), |step| (step.status, step.at));
        Order {
            id,
            number_prefix: tenant.settings.order_number_prefix.clone(),
            external_ref: None,
            customer_email: customer.email.to_owned(),
            total: Money::from_minor(lines.iter().map(|line| line.subtotal.minor()).sum()),
            lines,
            currency: tenant.currency,
            status,
            shipping_address: Some(Address {
                street: customer.street.to_owned(),
                city: customer.city.to_owned(),
                state: None,
                zip: customer.zip.to_owned(),
                country: None,
            }),
            note: Some("A sample order".to_owned()),
            tracking: matches!(status, Status::Shipped | Status::Delivered).then(|| format!("SAMPLE-{:04}", self.n)),
            placed_on: tenant.local_date(self.placed_at),
            placed_hour: Some(tenant.local_hour(self.placed_at)),
            version: history.len() as u64,
            history,
            sample: true,
            created_at: self.placed_at,
            updated_at,
        }
    }

    /// One to three products, each once.
    fn lines(&self, sample: &Sample) -> Vec<Line> {
        let goods = GOODS.iter().zip(&sample.products);
        let at = |k: usize| (self.n * 5 + k * 7) % GOODS.len();
        let of = |k: usize| goods.clone().nth(at(k)).map(|(good, product)| (k, good, *product));
        (0..=self.n % 3)
            .filter_map(of)
            .map(|(k, good, product)| {
                let quantity = 1 + ((self.n + k) % 3) as u32;
                Line {
                    product,
                    product_name: good.name.to_owned(),
                    sku: sample.with_skus.then(|| good.sku.to_owned()),
                    quantity,
                    price: Money::from_minor(good.price),
                    subtotal: Money::from_minor(good.price * i64::from(quantity)),
                }
            })
            .collect()
    }

    fn history(&self) -> Vec<StatusChange> {
        let way: &[(Status, i64)] = match self.n {
            n if n % 9 == 4 => &[(Status::Cancelled, 90)],
            0..8 => &[],
            8..14 => &[(Status::Confirmed, 40)],
            14..20 => &[(Status::Confirmed, 40), (Status::Shipped, 26 * 60)],
            _ => &[(Status::Confirmed, 40), (Status::Shipped, 26 * 60), (Status::Delivered, 84 * 60)],
        };
        // Nobody at the company did any of this.
        let step = |status, minutes| StatusChange {
            status,
            at: self.placed_at + SignedDuration::from_mins(minutes),
            by: Actor::System,
        };
        std::iter::once(step(Status::Pending, 0))
            .chain(way.iter().map(|(status, after)| step(*status, *after)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_holds_every_status_and_nothing_is_ahead_of_its_time() {
        let now: Timestamp = "2026-11-24T10:00:00Z".parse().expect("a time");
        let (mut seen, mut last) = (std::collections::BTreeMap::new(), now);
        for n in 0..super::super::ORDERS {
            let planned = planned(n, now);
            let history = planned.history();
            let age = now.duration_since(planned.placed_at);
            assert!(age > SignedDuration::ZERO && age < SignedDuration::from_hours(30 * 24), "{n}");
            assert!(history.iter().all(|step| step.at <= now), "{n}");
            assert!(history.is_sorted_by_key(|step| step.at));
            for (from, to) in history.iter().zip(history.iter().skip(1)) {
                assert!(from.status.next().contains(&to.status), "{n}");
            }
            last = last.min(planned.placed_at);
            *seen.entry(history.last().expect("a step").status).or_insert(0) += 1;
        }
        assert!(now.duration_since(last) > SignedDuration::from_hours(27 * 24), "a month is filled");
        let counts: Vec<i32> = Status::ALL.iter().map(|status| seen[status]).collect();
        assert_eq!(counts, [7, 5, 6, 18, 4]);
    }
}

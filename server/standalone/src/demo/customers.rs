//! People who buy, some of them again and again. Their addresses can't exist.

use tenantry_generator::Dice;

use super::company::Company;

const FIRST: [&str; 24] = [
    "Ada", "Ben", "Clara", "David", "Emma", "Felix", "Greta", "Hugo", "Iris", "Jonas", "Kate", "Liam", "Maya", "Noah",
    "Olga", "Paul", "Quinn", "Rosa", "Sam", "Tessa", "Uma", "Victor", "Wendy", "Yusuf",
];
const LAST: [&str; 20] = [
    "Adams", "Brandt", "Clarke", "Doyle", "Evans", "Fischer", "Grant", "Hughes", "Ito", "Jensen", "Kaur", "Larsen",
    "Murphy", "Novak", "Okafor", "Patel", "Quigley", "Rossi", "Silva", "Turner",
];
const STREETS: [&str; 10] = [
    "Mill Lane",
    "Station Road",
    "High Street",
    "Orchard Way",
    "Harbour View",
    "Church Street",
    "Park Avenue",
    "Elm Street",
    "Canal Walk",
    "Hill Road",
];

pub struct Customer {
    pub email: String,
    pub street: String,
    pub city: &'static str,
    pub zip: &'static str,
    /// How often they come, compared with the others.
    pub weight: f64,
}

pub fn of(company: &Company, dice: &mut Dice) -> Vec<Customer> {
    (0..company.customers)
        .map(|index| {
            // Walking both lists at strides without a common factor repeats no pair.
            let (first, last) = (FIRST[index % FIRST.len()], LAST[(index * 7 + index / FIRST.len()) % LAST.len()]);
            let (city, zip) = *dice.pick(company.cities);
            Customer {
                email: format!("{}.{}{}@example.com", first.to_lowercase(), last.to_lowercase(), index),
                street: format!("{} {}", dice.between(1, 180), dice.pick(&STREETS)),
                city,
                zip,
                // A few regulars buy much of what is sold (Zipf).
                weight: 1.0 / (index as f64 + 4.0),
            }
        })
        .collect()
}

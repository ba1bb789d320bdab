//! What the sample shop sells, and to whom.

pub(crate) struct Good {
    pub sku: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    pub category: &'static str,
    /// In hundredths.
    pub price: i64,
    /// What is left after the sample orders.
    pub stock: u64,
}

const fn good(
    sku: &'static str,
    name: &'static str,
    description: &'static str,
    category: &'static str,
    price: i64,
    stock: u64,
) -> Good {
    Good { sku, name, description, category, price, stock }
}

pub(crate) const GOODS: [Good; 12] = [
    good("SAMPLE-01", "Walnut cutting board", "End grain, oiled, 40 x 30 cm. A sample.", "Kitchen", 6_450, 25),
    good("SAMPLE-02", "Stoneware mug", "Holds 30 cl, for the dishwasher. A sample.", "Kitchen", 1_490, 64),
    good("SAMPLE-03", "Cast iron pan", "28 cm, seasoned with linseed oil. A sample.", "Kitchen", 5_900, 4),
    good("SAMPLE-04", "Linen tea towel", "Woven in two colours. A sample.", "Kitchen", 1_250, 80),
    good("SAMPLE-05", "Wool blanket", "130 x 180 cm, from merino wool. A sample.", "Living", 8_900, 12),
    good("SAMPLE-06", "Oak stool", "Three legs, 45 cm high. A sample.", "Living", 7_900, 0),
    good("SAMPLE-07", "Beeswax candle", "Burns for 30 hours. A sample.", "Living", 990, 120),
    good("SAMPLE-08", "Table lamp", "Brass, with a linen shade. A sample.", "Living", 12_900, 7),
    good("SAMPLE-09", "Terracotta pot", "22 cm across, with a saucer. A sample.", "Garden", 1_850, 40),
    good("SAMPLE-10", "Hand trowel", "Forged, with an ash handle. A sample.", "Garden", 2_400, 3),
    good("SAMPLE-11", "Watering can", "Five litres, galvanised. A sample.", "Garden", 3_600, 18),
    good("SAMPLE-12", "Seed box", "Twelve old kinds of vegetables. A sample.", "Garden", 2_100, 33),
];

pub(crate) struct Customer {
    /// Under a domain that belongs to nobody (RFC 2606).
    pub email: &'static str,
    pub street: &'static str,
    pub city: &'static str,
    pub zip: &'static str,
}

const fn customer(email: &'static str, street: &'static str, city: &'static str, zip: &'static str) -> Customer {
    Customer { email, street, city, zip }
}

pub(crate) const CUSTOMERS: [Customer; 11] = [
    customer("amelie.brook@example.com", "Mill Lane 4", "Northford", "10115"),
    customer("bruno.castell@example.com", "Harbour Street 17", "Westbay", "20095"),
    customer("carla.dahl@example.com", "Market Square 2", "Eastham", "50667"),
    customer("david.ekholm@example.com", "Garden Row 9", "Southgate", "80331"),
    customer("elif.farmer@example.com", "Station Road 31", "Northford", "10117"),
    customer("fiona.grant@example.com", "Castle Hill 6", "Highcombe", "01067"),
    customer("george.hollis@example.com", "River Walk 12", "Westbay", "20097"),
    customer("hanna.ilves@example.com", "Orchard Way 8", "Lakeside", "70173"),
    customer("ivo.jansen@example.com", "Church Street 25", "Eastham", "50668"),
    customer("julia.keller@example.com", "Meadow Close 3", "Southgate", "80333"),
    customer("karim.lund@example.com", "High Street 40", "Lakeside", "70174"),
];

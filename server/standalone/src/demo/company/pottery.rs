//! A small pottery on the basic plan: few products, steady regulars.

use tenantry_core::domain::{member::Role, tenant::Placement, tier::Tier};

use super::{Company, ProductLine, Variant};

static GLAZES: &[Variant] = &[
    Variant("MOS", "moss glaze", 0),
    Variant("SEA", "sea-blue glaze", 0),
    Variant("OAT", "oat glaze, hand-speckled", 200),
];

pub static COMPANY: Company = Company {
    name: "Fernwood Pottery",
    domain: "fernwood.example",
    tier: Tier::Basic,
    placement: Placement::Pool,
    currency: "EUR",
    time_zone: "Europe/Dublin",
    owner: "Niamh Byrne",
    people: [(Role::Admin, "Oisin Daly"), (Role::Staff, "Grace Keane"), (Role::Viewer, "Tom Rafferty")],
    lines: LINES,
    orders: 120,
    customers: 42,
    max_lines: 3,
    cities: &[("Galway", "H91 E2K3"), ("Cork", "T12 XH45"), ("Dublin", "D08 V2N4"), ("Sligo", "F91 K7P2")],
    country: "Ireland",
    carrier: "AP",
    seed: 0x0f_e2_17,
};

static LINES: &[ProductLine] = &[
    line(
        "MUG",
        "Stoneware mug",
        "Cups",
        2400,
        9,
        GLAZES,
        "Wheel-thrown, 350 ml, with a handle for the whole hand. Safe in the dishwasher.",
    ),
    line("ESP", "Espresso cup", "Cups", 1600, 6, GLAZES, "Holds 90 ml. The foot is left unglazed and smooth."),
    line(
        "BWL",
        "Breakfast bowl",
        "Bowls",
        2800,
        7,
        GLAZES,
        "A deep bowl for porridge or soup, 600 ml, fired to 1260 degrees.",
    ),
    line("SRV", "Serving bowl", "Bowls", 6400, 3, GLAZES, "Thirty centimetres wide, for a table of six."),
    line(
        "PLT",
        "Dinner plate",
        "Plates",
        3200,
        5,
        GLAZES,
        "Twenty-seven centimetres, with a low rim. No two are quite alike.",
    ),
    line("TEA", "Teapot", "Pots", 7800, 2, GLAZES, "One litre, pours without a drip, with a strainer in the spout."),
    line("VAS", "Bud vase", "Vases", 2200, 4, GLAZES, "For a single stem; the neck is two centimetres wide."),
    line("JAR", "Lidded jar", "Pots", 4600, 2, GLAZES, "For tea, salt or sugar. The lid closes with a ground seat."),
];

const fn line(
    code: &'static str,
    name: &'static str,
    category: &'static str,
    price: i64,
    demand: u32,
    variants: &'static [Variant],
    description: &'static str,
) -> ProductLine {
    ProductLine { code, name, category, price, description, variants, demand }
}

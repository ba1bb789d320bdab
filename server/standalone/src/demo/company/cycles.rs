//! A bicycle shop on the premium plan: sixty products, busy weekends.

use tenantry_core::domain::{member::Role, tenant::Placement, tier::Tier};

use super::{Company, ProductLine, Variant};

static SIZES: &[Variant] = &[Variant("S", "small", 0), Variant("M", "medium", 0), Variant("L", "large", 0)];

static COLOURS: &[Variant] = &[Variant("BLK", "black", 0), Variant("ORG", "orange", 0), Variant("SLT", "slate", 150)];

static WIDTHS: &[Variant] = &[Variant("28", "28 mm", 0), Variant("32", "32 mm", 100), Variant("40", "40 mm", 300)];

static SPEEDS: &[Variant] =
    &[Variant("10", "10-speed", 0), Variant("11", "11-speed", 600), Variant("12", "12-speed", 1400)];

pub static COMPANY: Company = Company {
    name: "Northlight Cycles",
    domain: "northlight.example",
    tier: Tier::Premium,
    placement: Placement::Pool,
    currency: "GBP",
    time_zone: "Europe/London",
    owner: "Callum Reid",
    people: [(Role::Admin, "Priya Nair"), (Role::Staff, "Ewan Fraser"), (Role::Viewer, "Hannah Moss")],
    lines: LINES,
    orders: 400,
    customers: 130,
    max_lines: 4,
    cities: &[
        ("Glasgow", "G3 8PX"),
        ("Edinburgh", "EH6 7DN"),
        ("Leeds", "LS1 4DL"),
        ("Bristol", "BS1 5TR"),
        ("Inverness", "IV2 3PX"),
    ],
    country: "United Kingdom",
    carrier: "RM",
    seed: 0xc1_c1_e5,
};

static LINES: &[ProductLine] = &[
    line(
        "JKT",
        "Rain jacket",
        "Clothing",
        8900,
        4,
        SIZES,
        "Three layers, taped seams, a tail that stays down. Packs into its own pocket.",
    ),
    line("JSY", "Merino jersey", "Clothing", 6500, 5, SIZES, "A long zip and three pockets; it can be worn for days."),
    line("GLV", "Winter gloves", "Clothing", 3900, 4, SIZES, "Lined, with a grip that works on wet levers."),
    line("SHO", "Overshoes", "Clothing", 3200, 2, SIZES, "Neoprene, with a zip that a cold hand can pull."),
    line("HLM", "Commuter helmet", "Safety", 5400, 5, SIZES, "Light built into the back, ventilated, 310 g."),
    line("VST", "Reflective vest", "Safety", 1900, 3, SIZES, "Seen from two hundred metres in a headlamp."),
    line("BAG", "Roll-top pannier", "Bags", 5900, 5, COLOURS, "Twenty litres, welded, mounts with one hand."),
    line("BAR", "Handlebar bag", "Bags", 4200, 3, COLOURS, "Opens away from the rider; a map goes on top."),
    line("SAD", "Saddle bag", "Bags", 2400, 5, COLOURS, "Room for a tube, levers and a tool."),
    line("BTL", "Insulated bottle", "Accessories", 1400, 8, COLOURS, "Keeps 600 ml warm for the first two hours."),
    line("BEL", "Brass bell", "Accessories", 1650, 6, COLOURS, "A clear note that carries and does not rattle."),
    line("MUD", "Mudguard set", "Accessories", 3400, 4, COLOURS, "Full length, with stays of stainless steel."),
    line("GRP", "Bar tape", "Accessories", 1900, 6, COLOURS, "Cork blend, three metres, with end plugs."),
    line(
        "LGT",
        "Front light",
        "Lights",
        4900,
        6,
        COLOURS,
        "Eight hundred lumens with a cut-off beam; charges by USB-C.",
    ),
    line("TYR", "Touring tyre", "Tyres", 3600, 8, WIDTHS, "A puncture belt and a reflective stripe; lasts 8,000 km."),
    line("TUB", "Inner tube", "Tyres", 650, 12, WIDTHS, "Butyl, long valve. Take two."),
    line("GVL", "Gravel tyre", "Tyres", 4100, 5, WIDTHS, "A fast centre and open shoulders; tubeless ready."),
    line("CHN", "Chain", "Drivetrain", 2200, 7, SPEEDS, "Nickel-plated, 116 links, with a quick link."),
    line("CAS", "Cassette", "Drivetrain", 4400, 4, SPEEDS, "Steel cogs on a light carrier, shifts cleanly under load."),
    line(
        "DRL",
        "Rear derailleur",
        "Drivetrain",
        7200,
        2,
        SPEEDS,
        "With a clutch, so that the chain stays quiet on rough ground.",
    ),
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

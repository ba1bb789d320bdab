//! A home-goods house on the enterprise plan, with a silo of its own.

use tenantry_core::domain::{member::Role, tenant::Placement, tier::Tier};

use super::{Company, ProductLine, Variant};

static TONES: &[Variant] = &[Variant("IVO", "ivory", 0), Variant("SAG", "sage", 0), Variant("INK", "ink blue", 0)];

static WOODS: &[Variant] =
    &[Variant("OAK", "oak", 0), Variant("WAL", "walnut", 1800), Variant("ASH", "black ash", 600)];

static METALS: &[Variant] =
    &[Variant("BRS", "brass", 900), Variant("BLK", "black steel", 0), Variant("NKL", "brushed nickel", 500)];

static SIZES: &[Variant] = &[Variant("SM", "small", 0), Variant("MD", "medium", 1200), Variant("LG", "large", 2800)];

static SCENTS: &[Variant] =
    &[Variant("CED", "cedar and smoke", 0), Variant("FIG", "fig leaf", 0), Variant("SEA", "sea salt", 0)];

pub static COMPANY: Company = Company {
    name: "Harbor & Vale Home",
    domain: "harborvale.example",
    tier: Tier::Enterprise,
    placement: Placement::Silo,
    currency: "USD",
    time_zone: "America/New_York",
    owner: "Eleanor Whitfield",
    people: [(Role::Admin, "Marcus Bell"), (Role::Staff, "Sofia Alvarez"), (Role::Viewer, "Daniel Cho")],
    lines: LINES,
    orders: 700,
    customers: 240,
    max_lines: 5,
    cities: &[
        ("Portland, ME", "04101"),
        ("Boston", "02116"),
        ("Brooklyn", "11201"),
        ("Providence", "02903"),
        ("Philadelphia", "19106"),
        ("Baltimore", "21230"),
    ],
    country: "United States",
    carrier: "US",
    seed: 0x4a_5b_0e,
};

static LINES: &[ProductLine] = &[
    line(
        "LIN-NAP",
        "Linen napkins, set of four",
        "Table linen",
        3400,
        6,
        TONES,
        "Washed flax with mitred corners; softer with every wash.",
    ),
    line(
        "LIN-RUN",
        "Linen table runner",
        "Table linen",
        4200,
        4,
        TONES,
        "Forty by one hundred and eighty centimetres.",
    ),
    line(
        "LIN-TWL",
        "Waffle tea towels, set of two",
        "Table linen",
        2200,
        8,
        TONES,
        "Cotton and linen; they dry a pan in one go.",
    ),
    line(
        "BED-DUV",
        "Percale duvet cover, queen",
        "Bedding",
        14900,
        4,
        TONES,
        "Long-staple cotton, 200 thread count, crisp and cool.",
    ),
    line(
        "BED-SHT",
        "Percale sheet set, queen",
        "Bedding",
        12900,
        5,
        TONES,
        "A flat sheet, a fitted sheet and two pillowcases.",
    ),
    line("BED-QLT", "Stonewashed quilt", "Bedding", 18900, 2, TONES, "Filled with cotton, quilted by hand."),
    line("BTH-TWL", "Bath towel", "Bath", 3900, 8, TONES, "Six hundred grams to the square metre, with a loop."),
    line("BTH-RBE", "Waffle robe", "Bath", 8900, 3, TONES, "Two pockets and a belt that stays tied."),
    line("BTH-MAT", "Bath mat", "Bath", 3200, 5, TONES, "Tufted cotton with a back that grips."),
    line("FUR-STL", "Counter stool", "Furniture", 24900, 2, WOODS, "Turned legs and a seat that is shaped to sit on."),
    line(
        "FUR-SHF",
        "Ladder shelf",
        "Furniture",
        32900,
        2,
        WOODS,
        "Five boards; leans on the wall and is fixed by one screw.",
    ),
    line("FUR-TBL", "Side table", "Furniture", 18900, 3, WOODS, "Forty-five centimetres across, joined without metal."),
    line("FUR-BNC", "Entry bench", "Furniture", 28900, 2, WOODS, "With a rail beneath for four pairs of shoes."),
    line("KIT-BRD", "Cutting board", "Kitchen", 5900, 6, WOODS, "End grain, with a groove for the juice."),
    line("KIT-SPN", "Spoon set", "Kitchen", 2900, 6, WOODS, "Three spoons and a spatula, oiled."),
    line("KIT-MIL", "Pepper mill", "Kitchen", 4900, 5, WOODS, "A ceramic grinder with six settings."),
    line(
        "LGT-PEN",
        "Dome pendant",
        "Lighting",
        15900,
        3,
        METALS,
        "Thirty-five centimetres wide, on two metres of cloth cord.",
    ),
    line(
        "LGT-SCN",
        "Swing-arm sconce",
        "Lighting",
        13900,
        3,
        METALS,
        "Reaches sixty centimetres; wired or plugged in.",
    ),
    line("LGT-TBL", "Reading lamp", "Lighting", 11900, 4, METALS, "Dims by touch and remembers the last setting."),
    line("HRD-HOK", "Wall hooks, set of three", "Hardware", 2800, 7, METALS, "Solid, each bears eight kilograms."),
    line(
        "HRD-PUL",
        "Drawer pulls, set of six",
        "Hardware",
        4800,
        4,
        METALS,
        "One hundred and twenty-eight millimetres between the screws.",
    ),
    line("HRD-RCK", "Towel rail", "Hardware", 6400, 3, METALS, "Sixty centimetres, with hidden fixings."),
    line("DEC-MIR", "Arched mirror", "Decor", 16900, 2, METALS, "A thin frame and glass without a green edge."),
    line("DEC-BSK", "Seagrass basket", "Decor", 3800, 7, SIZES, "Woven by hand; it holds its shape."),
    line("DEC-VAS", "Ribbed vase", "Decor", 3600, 5, SIZES, "Glazed inside, raw outside."),
    line("DEC-PLN", "Terracotta planter", "Decor", 2600, 6, SIZES, "With a saucer; ages well out of doors."),
    line("DEC-FRM", "Gallery frame", "Decor", 2900, 5, SIZES, "Museum glass and an acid-free mat."),
    line("CDL-JAR", "Candle", "Candles", 2800, 9, SCENTS, "Soy wax, burns for fifty hours."),
    line("CDL-DIF", "Reed diffuser", "Candles", 3600, 5, SCENTS, "Lasts about three months."),
    line("CDL-SOP", "Bar soap", "Candles", 1200, 9, SCENTS, "Cured for six weeks and wrapped in paper."),
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

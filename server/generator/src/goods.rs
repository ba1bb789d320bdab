//! Names for any number of products.

use tenantry_core::{
    Result,
    domain::{
        money::Money,
        product::{ProductDraft, ProductInput},
    },
};

use crate::dice::Dice;

const CATEGORIES: [(&str, [&str; 5]); 8] = [
    ("Kitchen", ["Pan", "Kettle", "Cutting board", "Teapot", "Colander"]),
    ("Table", ["Plate", "Bowl", "Mug", "Carafe", "Napkin"]),
    ("Lighting", ["Desk lamp", "Lantern", "Pendant lamp", "Candle", "Lampshade"]),
    ("Garden", ["Trowel", "Watering can", "Planter", "Bird feeder", "Hose reel"]),
    ("Office", ["Notebook", "Pen tray", "Stapler", "Desk pad", "Letter opener"]),
    ("Textiles", ["Blanket", "Cushion", "Tea towel", "Curtain", "Rug"]),
    ("Storage", ["Basket", "Crate", "Jar", "Shelf", "Tin"]),
    ("Toys", ["Puzzle", "Kite", "Spinning top", "Blocks", "Marble run"]),
];
const MATERIALS: [&str; 10] =
    ["oak", "ash", "walnut", "steel", "copper", "stoneware", "glass", "linen", "wool", "enamel"];
const COLORS: [&str; 8] = ["natural", "white", "black", "moss green", "slate blue", "brick red", "ochre", "grey"];

/// The n-th product, with so much in stock.
pub(crate) fn product(n: usize, stock: i64, dice: &mut Dice) -> Result<ProductDraft> {
    let (category, kinds) = CATEGORIES[n % CATEGORIES.len()];
    let kind = kinds[n / CATEGORIES.len() % kinds.len()];
    let (material, color) = (*dice.pick(&MATERIALS), *dice.pick(&COLORS));
    let name = format!("{kind}, {material}, {color}, no. {n}");
    let description = format!("{kind} of {material}, {color}. Made to last, and repaired if it does not.");
    ProductDraft::new(ProductInput {
        description: Some(&description),
        category: Some(category),
        sku: Some(&format!("{}-{n:06}", category[..2].to_uppercase())),
        inventory: stock,
        ..ProductInput::named(&name, Money::from_minor(dice.between(3, 120) * 100 - 5))
    })
}

//! What is said once for a whole file, where its cells leave something open.

use serde::Deserialize;

macro_rules! choice {
    ($(#[doc = $doc:literal])+ $choice:ident { $($(#[doc = $each:literal])+ $(#[$attribute:ident])? $case:ident = $name:literal),+ $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
        pub enum $choice {
            $($(#[doc = $each])+ #[serde(rename = $name)] $case,)+
        }

        impl $choice {
            pub const ALL: &[$choice] = &[$($choice::$case),+];

            /// Returns the name on the wire.
            pub const fn name(self) -> &'static str {
                match self {
                    $($choice::$case => $name,)+
                }
            }
        }
    };
}

choice! {
    /// The sign before the decimals of a price.
    Decimal {
        /// `1,299.00`
        Point = "point",
        /// `1.299,00`
        Comma = "comma",
    }
}

choice! {
    /// What is done with prices that name a currency which is not the company's.
    ForeignCurrency {
        /// The number is taken as an amount of the company's currency; nothing is converted.
        Accept = "accept",
        /// The rows are rejected.
        Reject = "reject",
    }
}

choice! {
    /// What becomes of products that the other shop does not sell: drafts, hidden and archived ones.
    Drafts {
        /// They come in archived.
        Archived = "archived",
        /// Their rows are ignored.
        LeftOut = "left_out",
        /// They come in like all others.
        Active = "active",
    }
}

choice! {
    /// What a word in the place of a stock count says, as `Unlimited` and `InStock`.
    WordyStock {
        /// A stock of 0, with a remark.
        Zero = "zero",
        /// Nothing: the stock of a product that is there stays as it is, a new one has 0.
        Keep = "keep",
    }
}

choice! {
    /// What an update does with the stock of a product that is there. A new product always takes the file's.
    StockUpdate {
        /// It stays as it is.
        Keep = "keep",
        /// It becomes what the file says.
        Set = "set",
    }
}

/// The choices of a caller for one file. What is left out has the default that
/// the field names; `decimal` and `foreign_currency` are asked for by a
/// [`Question`](super::Question) where a file needs them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Choices {
    /// Nothing for a point, and rows that may mean a comma are rejected.
    pub decimal: Option<Decimal>,
    /// Nothing is as [`ForeignCurrency::Reject`].
    pub foreign_currency: Option<ForeignCurrency>,
    /// Nothing is as [`Drafts::Archived`].
    pub drafts: Option<Drafts>,
    /// Nothing is as [`WordyStock::Zero`].
    pub wordy_stock: Option<WordyStock>,
    /// Nothing is [`StockUpdate::Set`] for a file with a stock column and no price
    /// column (it is a stock count), and else [`StockUpdate::Keep`].
    pub stock: Option<StockUpdate>,
}

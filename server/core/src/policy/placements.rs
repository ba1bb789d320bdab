//! Placements that an installation offers. Every one has the pool; which others there are is decided by what was deployed.

use crate::domain::tenant::Placement;

/// Why a placement can't be given to tenants, by placement; nothing where it can. The texts are shown to operators.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placements {
    no_provisioned_pool: Option<String>,
    no_silos: Option<String>,
}

impl Default for Placements {
    /// Pool and silos; a provisioned pool has to be deployed first.
    fn default() -> Self {
        let why = "can't be provisioned_pool: this installation has none";
        Self { no_provisioned_pool: Some(why.to_owned()), no_silos: None }
    }
}

impl Placements {
    /// The same, and tenants can be placed in the provisioned pool.
    #[must_use]
    pub fn with_provisioned_pool(self) -> Self {
        Self { no_provisioned_pool: None, ..self }
    }

    /// The same, but no tenant can be placed in a silo.
    #[must_use]
    pub fn without_silos(self, why: &str) -> Self {
        Self { no_silos: Some(why.to_owned()), ..self }
    }

    /// Returns why tenants can't be given a placement, as a code and a text; nothing if they can.
    pub fn unavailable(&self, placement: Placement) -> Option<(&'static str, &str)> {
        match placement {
            Placement::Pool => None,
            Placement::ProvisionedPool => self.no_provisioned_pool.as_deref().map(|why| ("no_provisioned_pool", why)),
            Placement::Silo => self.no_silos.as_deref().map(|why| ("no_silos", why)),
        }
    }

    /// Returns the placements that tenants can be given.
    pub fn available(&self) -> impl Iterator<Item = Placement> {
        Placement::ALL.into_iter().filter(move |placement| self.unavailable(*placement).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_deployed_is_not_offered() {
        let offered = |placements: &Placements| placements.available().map(Placement::name).collect::<Vec<_>>();
        let placements = Placements::default();
        assert_eq!(offered(&placements), ["pool", "silo"]);
        let placements = placements.with_provisioned_pool();
        assert_eq!(offered(&placements), ["pool", "provisioned_pool", "silo"]);
        let placements = placements.without_silos("they are not replicated");
        assert_eq!(offered(&placements), ["pool", "provisioned_pool"]);
        assert_eq!(placements.unavailable(Placement::Silo), Some(("no_silos", "they are not replicated")));
    }
}

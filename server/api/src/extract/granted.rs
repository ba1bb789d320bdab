//! Operations that programs call as well as people: which scopes an API key needs is said by the type of the extractor, and
//! checked here for all of them. A handler that takes a [`Member`](super::caller::Member) is for people alone.

use std::marker::PhantomData;

use axum::{extract::FromRequestParts, http::request::Parts};
use tenantry_core::{
    Caller, Tenant,
    domain::{api_key::Scope, ids::TenantId},
};

use super::caller::{Identified, identify, in_own_tenant, not_for_operators};
use crate::{
    problem::{Problem, Result},
    state::ApiState,
};

/// The scopes that an operation takes, all of them.
pub trait Takes: Send {
    const SCOPES: &'static [Scope];
}

macro_rules! takes {
    ($($name:ident = $($scope:ident),+;)+) => {$(
        pub struct $name;

        impl Takes for $name {
            const SCOPES: &'static [Scope] = &[$(Scope::$scope),+];
        }
    )+};
}

takes! {
    ProductsRead = ProductsRead;
    ProductsWrite = ProductsWrite;
    OrdersRead = OrdersRead;
    OrdersWrite = OrdersWrite;
    Search = ProductsRead, OrdersRead;
    InsightsRead = InsightsRead;
    SettingsRead = SettingsRead;
    SettingsWrite = SettingsWrite;
}

/// A member, or a program whose key has the scopes.
pub struct Granted<S>(pub Tenant, pub PhantomData<S>);

impl<S: Takes> FromRequestParts<ApiState> for Granted<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        match GrantedCaller::<S>::from_request_parts(parts, state).await?.0 {
            Caller::Member(tenant) => Ok(Granted(tenant, PhantomData)),
            Caller::Operator(_) => Err(not_for_operators()),
        }
    }
}

/// The same, or an operator.
pub struct GrantedCaller<S>(pub Caller, pub PhantomData<S>);

impl<S> GrantedCaller<S> {
    /// The operator, or the caller in the very tenant that the path names; other tenants do not exist.
    pub fn of_tenant(self, id: TenantId) -> Result<Caller> {
        in_own_tenant(self.0, id)
    }
}

impl<S: Takes> FromRequestParts<ApiState> for GrantedCaller<S> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        let caller = match identify(parts, state).await? {
            Identified::Person(person) => person.enter()?,
            Identified::Program(client) => Caller::Member(client.acting(S::SCOPES)?),
        };
        Ok(GrantedCaller(caller, PhantomData))
    }
}

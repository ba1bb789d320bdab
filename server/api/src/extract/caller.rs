//! Who is asking. The checks run in this order, before anything of the request
//! is looked at: the token (401), the tenant's status, the tenant's rate, the
//! second factor that may be demanded.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use tenantry_core::{
    ApiClient, Caller, Error, Operator, Person, Tenant, TenantAdmin,
    domain::{api_key, ids::TenantId, quota::Quota},
};

use crate::{
    layers::{exchange::Exchange, rate_limit},
    problem::{Problem, Result, kinds},
    state::ApiState,
};

impl FromRequestParts<ApiState> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        Ok(Authenticated(person(parts, state).await?.enter()?))
    }
}

/// Whom a bearer token identifies.
pub enum Identified {
    Person(Person),
    /// The holder of an API key, who reaches nothing before an operation says which scopes it takes.
    Program(ApiClient),
}

/// Verifies the bearer token and takes a request from the tenant's rate. Fails with 401 or 429.
pub async fn identify(parts: &mut Parts, state: &ApiState) -> Result<Identified> {
    let exchange = Exchange::of(parts);
    let token = bearer(&parts.headers)?.ok_or(Error::Unauthenticated("this takes a bearer token"))?;
    if api_key::is_token(token) {
        let client = state.app.authenticate_key(token, Some(exchange.request_id().clone())).await?;
        exchange.speaks_for_program(client.key(), client.tenant());
        take(&exchange, state, client.tenant().0, client.quota())?;
        return Ok(Identified::Program(client));
    }
    let person = state.app.identify(token, Some(exchange.request_id().clone())).await?;
    let Some((tenant, _)) = person.as_member() else {
        exchange.speaks_for(person.user(), None);
        return Ok(Identified::Person(person));
    };
    exchange.speaks_for(person.user(), Some((tenant.id, tenant.tier)));
    take(&exchange, state, tenant.id, tenant.quota(state.app.now()))?;
    Ok(Identified::Person(person))
}

/// Takes a request from the rate of a tenant, which its people and programs share.
fn take(exchange: &Exchange, state: &ApiState, tenant: TenantId, quota: Quota) -> Result<()> {
    exchange.metered(state.app.meter().clone());
    let decision = state.limiter.check(tenant, quota);
    exchange.limited(quota, decision);
    if decision.allowed { Ok(()) } else { Err(rate_limit::refusal(&decision)) }
}

/// The same for what only people do.
async fn person(parts: &mut Parts, state: &ApiState) -> Result<Person> {
    match identify(parts, state).await? {
        Identified::Person(person) => Ok(person),
        Identified::Program(_) => Err(Error::PeopleOnly.into()),
    }
}

/// The caller that the token identifies, acting on their own account.
pub struct Oneself(pub Person);

impl FromRequestParts<ApiState> for Oneself {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        Ok(Oneself(person(parts, state).await?.enrolled()?))
    }
}

/// The same, also before they have the second factor that is demanded of them.
pub struct Enrolling(pub Person);

impl FromRequestParts<ApiState> for Enrolling {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        person(parts, state).await.map(Enrolling)
    }
}

/// The caller's own access token, for providers that let nobody else act on
/// a second factor.
pub struct AccessToken(pub String);

impl FromRequestParts<ApiState> for AccessToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &ApiState) -> Result<Self> {
        let token = bearer(&parts.headers)?.ok_or(Error::Unauthenticated("this takes a bearer token"))?;
        Ok(AccessToken(token.to_owned()))
    }
}

/// A member or an operator.
pub struct Authenticated(pub Caller);

impl Authenticated {
    /// The operator, or the caller as a member of the very tenant that the
    /// path names; other tenants do not exist.
    pub fn of_tenant(self, id: TenantId) -> Result<Caller> {
        in_own_tenant(self.0, id)
    }
}

pub(super) fn in_own_tenant(caller: Caller, id: TenantId) -> Result<Caller> {
    match caller {
        Caller::Member(tenant) if tenant.id() != id => Err(Problem::not_found()),
        caller => Ok(caller),
    }
}

pub(super) fn not_for_operators() -> Problem {
    Problem::new(&kinds::MEMBERS_ONLY, "this is done by the members of a tenant, not by operators")
}

/// For operations that anyone may call and that do more for those who sign in.
impl OptionalFromRequestParts<ApiState> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Option<Self>> {
        if !parts.headers.contains_key(header::AUTHORIZATION) {
            return Ok(None);
        }
        <Authenticated as FromRequestParts<ApiState>>::from_request_parts(parts, state).await.map(Some)
    }
}

/// Macro-free names for what follows: each power is an extractor of its own, and all of them are people's. What programs do
/// as well takes [`Granted`](super::granted::Granted).
pub struct Member(pub Tenant);
pub struct Admin(pub TenantAdmin);
pub struct Operating(pub Operator);

impl FromRequestParts<ApiState> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        match authenticate(parts, state).await? {
            Caller::Member(tenant) => Ok(Member(tenant)),
            Caller::Operator(_) => Err(not_for_operators()),
        }
    }
}

impl FromRequestParts<ApiState> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        let Member(tenant) = Member::from_request_parts(parts, state).await?;
        Ok(Admin(tenant.admin()?))
    }
}

/// To a member, and to a program, these operations do not exist.
impl FromRequestParts<ApiState> for Operating {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self> {
        let Identified::Person(person) = identify(parts, state).await? else { return Err(Problem::not_found()) };
        match person.enter()? {
            Caller::Operator(operator) => Ok(Operating(operator)),
            Caller::Member(_) => Err(Problem::not_found()),
        }
    }
}

async fn authenticate(parts: &mut Parts, state: &ApiState) -> Result<Caller> {
    let Authenticated(caller) = <Authenticated as FromRequestParts<ApiState>>::from_request_parts(parts, state).await?;
    Ok(caller)
}

/// RFC 6750, section 2.1; nothing when there is no such header.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>> {
    let Some(header) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = header.to_str().ok().and_then(|header| header.split_once(' '));
    match token {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Ok(Some(token.trim()))
        }
        _ => Err(Error::Unauthenticated("the Authorization header must be a bearer token").into()),
    }
}

/// The id under which this request is logged and journalled.
pub struct RequestId(pub Arc<str>);

impl<S: Send + Sync> FromRequestParts<S> for RequestId {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(RequestId(Exchange::of(parts).request_id().clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bearer_token_is_taken() {
        let of = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::AUTHORIZATION, axum::http::HeaderValue::from_static(value));
            bearer(&headers).map(|token| token.map(str::to_owned)).map_err(|problem| problem.kind().code)
        };
        assert_eq!(of("Bearer a.b.c"), Ok(Some("a.b.c".to_owned())));
        assert_eq!(of("bearer a.b.c"), Ok(Some("a.b.c".to_owned())));
        for bad in ["", "Bearer", "Bearer ", "Basic YTpi", "a.b.c"] {
            assert_eq!(of(bad), Err("unauthenticated"), "{bad:?}");
        }
    }
}

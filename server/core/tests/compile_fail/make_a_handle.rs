//! A handle comes from a token.

use std::sync::Arc;

use tenantry_core::{App, Operator, Tenant, domain::{ids::SessionId, member::Member, operator::OperatorRecord, tenant::TenantRecord}};

fn member(app: App, record: Arc<TenantRecord>, member: Arc<Member>, session: SessionId) -> Tenant {
    Tenant::new(app.inner, record, member, session, None)
}

fn operator(app: App, record: Arc<OperatorRecord>, session: SessionId) -> Operator {
    Operator::new(app.inner, record, session, None)
}

fn main() {}

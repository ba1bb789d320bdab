//! A handle comes from a token.

use std::sync::Arc;

use tenantry_core::{App, Operator, Tenant, domain::{ids::SessionId, operator::OperatorRecord, tenant::TenantRecord}};

fn tenant(app: App, record: Arc<TenantRecord>) -> Tenant {
    Tenant::new(app.inner, record, todo!(), None)
}

fn operator(app: App, record: Arc<OperatorRecord>, session: SessionId) -> Operator {
    Operator::new(app.inner, record, session, None)
}

fn main() {}

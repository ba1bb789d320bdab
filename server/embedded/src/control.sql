-- Control data: tenants and their people.

CREATE TABLE IF NOT EXISTS tenants (
    tenant_id BLOB PRIMARY KEY, tier TEXT NOT NULL, status TEXT NOT NULL, placement TEXT NOT NULL,
    version INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS members (
    user_id BLOB PRIMARY KEY, tenant_id BLOB NOT NULL, email_fold TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS members_by_tenant ON members (tenant_id, user_id);

CREATE TABLE IF NOT EXISTS user_counts (
    tenant_id BLOB PRIMARY KEY, users INTEGER NOT NULL CHECK (users >= 0), owners INTEGER NOT NULL CHECK (owners >= 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS invitations (
    invitation_id BLOB PRIMARY KEY, tenant_id BLOB NOT NULL, version INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS invitations_by_tenant ON invitations (tenant_id, invitation_id);

CREATE TABLE IF NOT EXISTS registrations (
    registration_id BLOB PRIMARY KEY, email_fold TEXT NOT NULL, expires_at INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS registrations_by_email ON registrations (email_fold, registration_id);

CREATE TABLE IF NOT EXISTS resets (
    reset_id BLOB PRIMARY KEY, expires_at INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS operators (
    user_id BLOB PRIMARY KEY, email_fold TEXT NOT NULL UNIQUE, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS idempotency (
    key BLOB PRIMARY KEY, record TEXT NOT NULL, expires_at INTEGER NOT NULL,
    -- Of whom the answer speaks.
    tenant_id BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS journal (
    tenant_id BLOB NOT NULL, entry_id BLOB NOT NULL, doc TEXT NOT NULL,
    PRIMARY KEY (tenant_id, entry_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS dead_letters (
    event_id BLOB NOT NULL, consumer TEXT NOT NULL, tenant_id BLOB NOT NULL, event TEXT NOT NULL,
    attempts INTEGER NOT NULL, error TEXT NOT NULL, at INTEGER NOT NULL, redrive INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (event_id, consumer)
) STRICT, WITHOUT ROWID;

-- What is kept about signing in beside the credential.
CREATE TABLE IF NOT EXISTS challenges (
    challenge_id BLOB PRIMARY KEY, realm TEXT NOT NULL, user_id BLOB NOT NULL,
    tries_left INTEGER NOT NULL, expires_at INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS session_records (
    session_id BLOB PRIMARY KEY, realm TEXT NOT NULL, user_id BLOB NOT NULL,
    last_used_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS session_records_by_user ON session_records (realm, user_id, session_id);
CREATE TABLE IF NOT EXISTS devices (
    realm TEXT NOT NULL, user_id BLOB NOT NULL, device BLOB NOT NULL, seen_at INTEGER NOT NULL,
    PRIMARY KEY (realm, user_id, device)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS recovery_codes (
    realm TEXT NOT NULL, user_id BLOB NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (realm, user_id, digest)
) STRICT, WITHOUT ROWID;

-- Our own identity provider.
CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS credentials (
    realm TEXT NOT NULL, user_id BLOB NOT NULL, password_hash TEXT NOT NULL,
    PRIMARY KEY (realm, user_id)
) STRICT, WITHOUT ROWID;
-- A secret counts once it is confirmed, in the place of one before; `last_step` is the newest step that
-- was used, so that none is used twice.
CREATE TABLE IF NOT EXISTS totp (
    realm TEXT NOT NULL, user_id BLOB NOT NULL, confirmed INTEGER NOT NULL,
    sealed BLOB NOT NULL, last_step INTEGER NOT NULL,
    PRIMARY KEY (realm, user_id, confirmed)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signing_keys (
    key_id TEXT PRIMARY KEY, secret BLOB NOT NULL, signs_from INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sessions (
    session_id BLOB PRIMARY KEY, realm TEXT NOT NULL, user_id BLOB NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, ended_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (realm, user_id);
CREATE TABLE IF NOT EXISTS refresh_tokens (
    digest BLOB PRIMARY KEY, session_id BLOB NOT NULL, used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS refresh_tokens_by_session ON refresh_tokens (session_id);

-- Operations on tenants. Of each tenant, one runs at a time.
CREATE TABLE IF NOT EXISTS operations (
    operation_id BLOB PRIMARY KEY, tenant_id BLOB NOT NULL, status TEXT NOT NULL,
    version INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS operations_by_tenant ON operations (tenant_id, operation_id);
CREATE UNIQUE INDEX IF NOT EXISTS operations_running ON operations (tenant_id) WHERE status = 'running';

-- Events that consumers have yet to see, in the file of the change that
-- caused them. `consumers` names the one still to run; NULL means all. What one
-- consumer could not handle waits in a row of its own.
CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY, tenant_id BLOB NOT NULL, event_id BLOB NOT NULL, event TEXT NOT NULL,
    at INTEGER NOT NULL, consumers TEXT, attempts INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL DEFAULT 0,
    -- Of the request that caused it, where requests are traced.
    trace TEXT,
    -- Of the one consumer: passing failures, which are no `attempts`; since when it waits; and what is done, as JSON.
    postponed INTEGER NOT NULL DEFAULT 0, since INTEGER, done TEXT
) STRICT;
-- New events are found in their order, and those that wait by their consumer and time, however many others wait.
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (consumers, due_at);

-- Up to which percent of a limit its tenant has been notified, in the file of the
-- number that it is about.
CREATE TABLE IF NOT EXISTS limits_told (
    tenant_id BLOB NOT NULL, name TEXT NOT NULL, percent INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, name)
) STRICT, WITHOUT ROWID;

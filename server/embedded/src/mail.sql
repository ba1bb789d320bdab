-- Mails that were "sent" here, to be read in development.
CREATE TABLE IF NOT EXISTS mails (
    mail_id TEXT PRIMARY KEY, tenant_id BLOB, to_fold TEXT NOT NULL, recipient TEXT NOT NULL,
    subject TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL, from_name TEXT, reply_to TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mails_by_recipient ON mails (to_fold, mail_id);

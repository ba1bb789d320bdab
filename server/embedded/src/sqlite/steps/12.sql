-- Records of declared kinds. What they hold is for their kind to read; a row of `resource_keys` is a place in a sorted list.
CREATE TABLE resources (
    tenant_id BLOB NOT NULL, kind TEXT NOT NULL, resource_id BLOB NOT NULL,
    version INTEGER NOT NULL, keys TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (tenant_id, kind, resource_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE resource_keys (
    tenant_id BLOB NOT NULL, kind TEXT NOT NULL, index_name TEXT NOT NULL, key TEXT NOT NULL, resource_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, kind, index_name, key, resource_id)
) STRICT, WITHOUT ROWID;

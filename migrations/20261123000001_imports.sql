-- Imports of spreadsheets: what was shown, what was applied, and what it takes to undo it.
CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL,        -- order: the newest applied one of a feed can be undone
    feed_id TEXT NOT NULL,
    file TEXT NOT NULL,
    state TEXT NOT NULL,           -- previewed, applied, undone
    created_at BIGINT NOT NULL,
    applied_at BIGINT,
    undone_at BIGINT,
    added BIGINT NOT NULL DEFAULT 0,
    updated BIGINT NOT NULL DEFAULT 0,
    unchanged BIGINT NOT NULL DEFAULT 0,
    removed BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    problems BIGINT NOT NULL DEFAULT 0,
    message TEXT,                  -- what the brake held
    report TEXT NOT NULL           -- packed; '' once applied
);
CREATE INDEX imports_by_feed ON imports (feed_id, number);

-- Each record that an import touched, as it was before; raw NULL: there was none.
CREATE TABLE import_changes (
    import_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    listing_id TEXT NOT NULL,
    keys TEXT,                     -- JSON array, as in import_keys
    raw_hash TEXT,
    raw TEXT,                      -- packed
    doc TEXT,                      -- packed
    changed_at BIGINT,
    missing_since BIGINT,
    removed_at BIGINT,
    PRIMARY KEY (import_id, source_id)
);

-- What a row of a sheet is known by when it comes again.
CREATE TABLE import_keys (
    feed_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    keys TEXT NOT NULL,            -- JSON array, best first
    PRIMARY KEY (feed_id, source_id)
);

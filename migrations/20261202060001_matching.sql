-- One listing made of several records. A record keeps the listing that it would make alone
-- ('home_id'), whichever listing it belongs to.
ALTER TABLE records ADD COLUMN home_id TEXT;
UPDATE records SET home_id = listing_id;
-- 1: seems to be a copy of what we publish ourselves, brought back by another directory; it
-- belongs to the listing and says nothing in it. 2: that directory says so itself.
ALTER TABLE records ADD COLUMN is_echo BIGINT NOT NULL DEFAULT 0;
-- Of a record of another hub: every listing of any hub that it is made of, JSON array.
ALTER TABLE records ADD COLUMN made_of TEXT;
CREATE INDEX records_by_home ON records (home_id);
CREATE INDEX listings_by_merged_into ON listings (merged_into);

-- What a record may share with others of the same service; they are compared.
CREATE TABLE match_keys (
    feed_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (feed_id, source_id, key)
);
CREATE INDEX match_keys_by_key ON match_keys (key);

-- Pairs of records that may be one service; each pair once, the smaller name first.
CREATE TABLE match_pairs (
    a_feed TEXT NOT NULL,
    a_source TEXT NOT NULL,
    b_feed TEXT NOT NULL,
    b_source TEXT NOT NULL,
    verdict TEXT NOT NULL,         -- merge, review
    score DOUBLE PRECISION NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (a_feed, a_source, b_feed, b_source)
);
CREATE INDEX match_pairs_by_b ON match_pairs (b_feed, b_source);

-- Records that changed since they were last matched.
CREATE TABLE match_queue (
    feed_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    PRIMARY KEY (feed_id, source_id)
);

-- What people have decided.
CREATE TABLE match_decisions (
    id TEXT PRIMARY KEY,
    ruling TEXT NOT NULL,          -- same, apart
    author TEXT NOT NULL,
    comment TEXT,
    at BIGINT NOT NULL,
    undone_at BIGINT,
    undone_by TEXT
);

-- The pairs of records that a decision is about, as they were then.
CREATE TABLE match_decision_pairs (
    decision_id TEXT NOT NULL,
    a_feed TEXT NOT NULL,
    a_source TEXT NOT NULL,
    b_feed TEXT NOT NULL,
    b_source TEXT NOT NULL,
    a_doc TEXT NOT NULL,           -- packed
    b_doc TEXT NOT NULL,           -- packed
    is_outdated BIGINT NOT NULL,   -- 1: a record has changed beyond recognition since
    PRIMARY KEY (decision_id, a_feed, a_source, b_feed, b_source)
);
CREATE INDEX match_decision_pairs_by_a ON match_decision_pairs (a_feed, a_source);
CREATE INDEX match_decision_pairs_by_b ON match_decision_pairs (b_feed, b_source);

-- What people have set a field of a listing to.
CREATE TABLE listing_edits (
    id TEXT PRIMARY KEY,
    listing_id TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,           -- JSON; null: nothing
    voice TEXT NOT NULL,           -- local, provider
    author TEXT NOT NULL,
    comment TEXT,
    at BIGINT NOT NULL,
    expires_at BIGINT,
    ended_at BIGINT,               -- taken back, or run out and no longer published
    before TEXT NOT NULL           -- JSON: what the feeds said then
);
CREATE INDEX listing_edits_by_listing ON listing_edits (listing_id);

-- Everything that there is already is matched once.
INSERT INTO match_queue (feed_id, source_id) SELECT feed_id, source_id FROM records WHERE removed_at IS NULL AND doc <> '';

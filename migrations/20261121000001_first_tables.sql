-- The first tables. One dialect for SQLite and PostgreSQL: TEXT, BIGINT and
-- DOUBLE PRECISION only, flags are BIGINT 0/1, times are milliseconds since 1970
-- UTC, JSON is TEXT and stays opaque to SQL. 'packed' text is zstd in base64.

-- Every write transaction begins with an UPDATE of this row: it takes the writer's
-- lock on both databases, which makes seq the order of commits.
CREATE TABLE clock (
    id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL,
    next_number BIGINT NOT NULL
);
INSERT INTO clock (id, seq, next_number) VALUES (1, 0, 1);

-- Small facts about this store: 'hub_id' tells an index whose store it was built from.
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE feeds (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    licence TEXT,
    first_seen BIGINT NOT NULL
);

CREATE TABLE refresh_runs (
    id TEXT PRIMARY KEY,
    feed_id TEXT NOT NULL,
    phase TEXT NOT NULL,           -- fetching, applying, finished, interrupted
    outcome TEXT,                  -- complete, incomplete, held, failed
    started_at BIGINT NOT NULL,
    finished_at BIGINT,
    added BIGINT NOT NULL DEFAULT 0,
    updated BIGINT NOT NULL DEFAULT 0,
    unchanged BIGINT NOT NULL DEFAULT 0,
    removed BIGINT NOT NULL DEFAULT 0,
    failed BIGINT NOT NULL DEFAULT 0,
    message TEXT
);
CREATE INDEX refresh_runs_by_feed ON refresh_runs (feed_id, started_at);

-- What a run has read and not yet applied. Unchanged records are not here.
CREATE TABLE staged_records (
    run_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    position BIGINT NOT NULL,      -- order in the walk, so that numbers follow the feed
    listing_id TEXT,               -- NULL: unusable
    raw_hash TEXT NOT NULL,
    raw TEXT,                      -- packed; NULL: unusable
    doc TEXT,                      -- packed; NULL: unusable
    findings TEXT,                 -- JSON array
    PRIMARY KEY (run_id, source_id)
);
CREATE INDEX staged_records_by_position ON staged_records (run_id, position);

-- One service as one feed states it.
CREATE TABLE records (
    feed_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    listing_id TEXT NOT NULL,
    raw_hash TEXT NOT NULL,        -- '' makes the next refresh read it anew
    raw TEXT NOT NULL,             -- packed: what the feed sent; '' once erased
    doc TEXT NOT NULL,             -- packed: normalised, under our ids; '' once erased
    first_seen BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    missing_since BIGINT,
    removed_at BIGINT,
    PRIMARY KEY (feed_id, source_id)
);
CREATE INDEX records_by_listing ON records (listing_id);

-- Who holds an id that feeds may share: the first seen keeps it.
CREATE TABLE id_claims (
    entity TEXT NOT NULL,
    id TEXT NOT NULL,
    feed_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    PRIMARY KEY (entity, id)
);

-- Our entry for a real service, with its published documents.
CREATE TABLE listings (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL,        -- append-only: orders ORUK page walks
    state TEXT NOT NULL,
    state_before TEXT,             -- of a removed one: where it stood, should it come back
    feed_status TEXT NOT NULL,
    feed_id TEXT NOT NULL,
    name TEXT NOT NULL,
    organization_id TEXT,
    published BIGINT NOT NULL,     -- 1: in ORUK lists and details
    hash TEXT NOT NULL,
    seq BIGINT NOT NULL,           -- change-log position of the last change
    last_modified BIGINT NOT NULL,
    removed_at BIGINT,
    merged_into TEXT,
    doc TEXT NOT NULL,             -- full ORUK v3 service; '' once erased
    item TEXT NOT NULL             -- ORUK v3 list item; '' once erased
);
CREATE UNIQUE INDEX listings_by_number ON listings (number);
CREATE INDEX listings_published ON listings (published, number);
CREATE INDEX listings_by_organization ON listings (organization_id);
CREATE INDEX listings_by_seq ON listings (seq);
CREATE INDEX listings_by_modified ON listings (last_modified);

-- Every change of a listing, in commit order.
CREATE TABLE change_log (
    seq BIGINT PRIMARY KEY,
    listing_id TEXT NOT NULL,
    state TEXT NOT NULL,           -- updated, suspended, deleted
    reason TEXT NOT NULL,
    modified BIGINT NOT NULL
);
CREATE INDEX change_log_by_listing ON change_log (listing_id, seq);

-- The terms on a published listing, for filters.
CREATE TABLE listing_terms (
    listing_id TEXT NOT NULL,
    term_id TEXT NOT NULL,
    taxonomy_id TEXT,
    PRIMARY KEY (listing_id, term_id)
);
CREATE INDEX listing_terms_by_term ON listing_terms (term_id);
CREATE INDEX listing_terms_by_taxonomy ON listing_terms (taxonomy_id);

-- Services at places, for /service_at_locations and for learning postcodes.
CREATE TABLE service_at_locations (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    listing_id TEXT NOT NULL,
    published BIGINT NOT NULL,
    postcode TEXT,
    latitude DOUBLE PRECISION,
    longitude DOUBLE PRECISION
);
CREATE UNIQUE INDEX service_at_locations_by_number ON service_at_locations (number);
CREATE INDEX service_at_locations_by_listing ON service_at_locations (listing_id);
CREATE INDEX service_at_locations_published ON service_at_locations (published, number);

-- Providers, as the services that name them state them.
CREATE TABLE organizations (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    last_modified BIGINT NOT NULL,
    words TEXT NOT NULL,           -- name and description in small letters, to look in
    doc TEXT NOT NULL,             -- ORUK v3 organization without its services
    item TEXT NOT NULL             -- ORUK v3 list item
);
CREATE UNIQUE INDEX organizations_by_number ON organizations (number);

CREATE TABLE taxonomies (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    feed_id TEXT NOT NULL,
    words TEXT NOT NULL,           -- name and description in small letters, to look in
    doc TEXT NOT NULL
);
CREATE UNIQUE INDEX taxonomies_by_number ON taxonomies (number);

CREATE TABLE taxonomy_terms (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL,
    feed_id TEXT NOT NULL,
    taxonomy_id TEXT,
    parent_id TEXT,
    words TEXT NOT NULL,           -- name and description in small letters, to look in
    doc TEXT NOT NULL
);
CREATE UNIQUE INDEX taxonomy_terms_by_number ON taxonomy_terms (number);
CREATE INDEX taxonomy_terms_by_taxonomy ON taxonomy_terms (taxonomy_id);
CREATE INDEX taxonomy_terms_by_parent ON taxonomy_terms (parent_id);

-- What publishers should know. record_id NULL: about the feed's last run.
CREATE TABLE findings (
    id TEXT PRIMARY KEY,
    feed_id TEXT NOT NULL,
    record_id TEXT,
    code TEXT NOT NULL,
    severity TEXT NOT NULL,
    pointer TEXT,
    found TEXT,
    advice TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX findings_by_record ON findings (feed_id, record_id);

-- The watched page of a listing: what was last seen of it and when to look again.
CREATE TABLE watch_pages (
    listing_id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    checked_at BIGINT,             -- last attempt
    good_at BIGINT,                -- last attempt that brought a page
    etag TEXT,
    modified TEXT,                 -- the site's Last-Modified
    snapshot TEXT,                 -- name of the newest good page in the snapshot folder
    baseline TEXT                  -- name of the page at the last check that agreed
);
CREATE INDEX watch_pages_by_checked ON watch_pages (checked_at);

-- Each attempt to fetch a watched page, and what was made of it.
CREATE TABLE watch_attempts (
    listing_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    attempt TEXT NOT NULL,         -- JSON: outcome, status, final_url, redirects, error
    verdict TEXT,                  -- JSON: verdict, reason, fields, evidence
    settled BIGINT NOT NULL,       -- 1: lifecycle has acted on the verdict
    PRIMARY KEY (listing_id, at)
);
CREATE INDEX watch_attempts_open ON watch_attempts (settled, at);

CREATE TABLE suspensions (
    id TEXT PRIMARY KEY,
    listing_id TEXT NOT NULL,
    state TEXT NOT NULL,           -- open, confirmed, dismissed, cleared
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL,        -- JSON array
    url TEXT NOT NULL,
    fetched_at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT,
    comment TEXT
);
CREATE INDEX suspensions_by_listing ON suspensions (listing_id, since);
CREATE INDEX suspensions_by_state ON suspensions (state, since);

-- Bearer tokens, as hashes.
CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    role TEXT NOT NULL,
    feed_id TEXT,
    created_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE UNIQUE INDEX tokens_by_hash ON tokens (hash);

-- Who may run a job now; a lease that is not renewed runs out.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Each (job, wall-clock slot) runs once.
CREATE TABLE job_slots (
    job TEXT NOT NULL,
    slot TEXT NOT NULL,
    taken_at BIGINT NOT NULL,
    finished_at BIGINT,
    PRIMARY KEY (job, slot)
);

-- A question to a person: the provider's page casts doubt on a listing, which stays listed.
-- The shape is that of a suspension; there is one open question a listing at most.
CREATE TABLE watch_questions (
    id TEXT PRIMARY KEY,
    listing_id TEXT NOT NULL,
    state TEXT NOT NULL,           -- open, confirmed, edited, dismissed, cleared
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL,        -- JSON array
    url TEXT NOT NULL,
    fetched_at BIGINT NOT NULL,
    since BIGINT NOT NULL,
    settled_at BIGINT,
    settled_by TEXT,
    comment TEXT
);
CREATE INDEX watch_questions_by_listing ON watch_questions (listing_id, since);
CREATE INDEX watch_questions_by_state ON watch_questions (state, since);

-- What a person dismissed as wrong on one site: the same sight there means nothing, for
-- whichever listing it is seen.
CREATE TABLE watch_ignores (
    host TEXT NOT NULL,
    field TEXT NOT NULL,
    rule TEXT NOT NULL,            -- the rule that fired; '' for any where a value was found
    seen TEXT NOT NULL,            -- what the page said, or what we listed where it said nothing
    since BIGINT NOT NULL,
    settled_by TEXT NOT NULL,
    PRIMARY KEY (host, field, rule, seen)
);

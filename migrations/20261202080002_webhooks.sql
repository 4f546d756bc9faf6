-- Who is told of changes as they come. 'seq' and 'since' are a cursor of the change feed; 'looked'
-- is the newest position at which there was nothing more for it.
CREATE TABLE webhooks (
    id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,          -- deliveries are signed with it: it has to be kept as it is
    scope TEXT NOT NULL,           -- JSON
    state TEXT NOT NULL,           -- active, paused
    why TEXT,                      -- of a paused one
    from_start BIGINT NOT NULL,    -- 1: told everything from the beginning
    seq BIGINT NOT NULL,
    since BIGINT NOT NULL,
    looked BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    delivered_at BIGINT,
    failing_since BIGINT,
    failures BIGINT NOT NULL,      -- in a row
    next_at BIGINT NOT NULL,       -- not before
    last_error TEXT
);

-- Which listings a subscriber to a part has been told of: what leaves the part must be told too.
CREATE TABLE webhook_listings (
    webhook_id TEXT NOT NULL,
    listing_id TEXT NOT NULL,
    within BIGINT NOT NULL,        -- 1: it has it; 0: it was told that it is none of its
    PRIMARY KEY (webhook_id, listing_id)
);

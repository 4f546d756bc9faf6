-- What a walk over a feed left behind, so that the next one asks for less. Written once
-- what was read has been applied; lost without harm.
CREATE TABLE walk_memory (
    feed_id TEXT NOT NULL,
    key TEXT NOT NULL,             -- an address of the feed
    source_id TEXT,                -- the record that it is about, if it is about one
    reader TEXT NOT NULL,          -- version of the reader that took over what came with it
    note TEXT NOT NULL,            -- JSON
    PRIMARY KEY (feed_id, key)
);

-- How often the rules behind a suspension or a question were right on labelled cases when
-- it was made, in per cent; absent for those made before this was kept.
ALTER TABLE suspensions ADD COLUMN confidence BIGINT;
ALTER TABLE watch_questions ADD COLUMN confidence BIGINT;

-- The trail of the brake: scans that were stopped, and who decided what on them.
CREATE TABLE brake_events (
    id TEXT PRIMARY KEY,
    feed_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    what TEXT NOT NULL,            -- held, released, rejected
    author TEXT NOT NULL,          -- 'watch', a token's name or 'command line': never a person
    listings BIGINT NOT NULL,      -- that would be hidden
    watched BIGINT NOT NULL,       -- listings of the feed that are watched
    comment TEXT
);
CREATE INDEX brake_events_by_feed ON brake_events (feed_id, at);

-- What a held refresh would remove, until somebody releases or rejects it; a released one
-- stays here until it is gone or back, so that its grace does not hold later refreshes.
CREATE TABLE held_removals (
    feed_id TEXT NOT NULL,
    source_id TEXT NOT NULL,
    released BIGINT NOT NULL,      -- 0: waits for a decision, 1: may go
    PRIMARY KEY (feed_id, source_id)
);

-- What the age and time parameters of the ORUK lists ask for, as the service itself states it.
-- Listings that were written before are filled in when the store is opened; 'facts' in meta
-- tells that it is done.

CREATE TABLE listing_ages (
    listing_id TEXT PRIMARY KEY,
    minimum DOUBLE PRECISION,      -- years
    maximum DOUBLE PRECISION
);
CREATE INDEX listing_ages_by_minimum ON listing_ages (minimum);
CREATE INDEX listing_ages_by_maximum ON listing_ages (maximum);

-- A row for each different entry of the timetable.
CREATE TABLE listing_hours (
    listing_id TEXT NOT NULL,
    days BIGINT NOT NULL,          -- bits, Monday 1 and Sunday 64; 0: not stated
    opens BIGINT,                  -- minutes after midnight
    closes BIGINT
);
CREATE INDEX listing_hours_by_listing ON listing_hours (listing_id);

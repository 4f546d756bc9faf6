-- What the ORUK lists need to hold still while their content changes, and what ORUK 1.0
-- asks for besides. Rows that were written before are filled in when the store is opened;
-- 'lists' in meta tells that it is done.

-- The last write that changed anything published, and when: tells whether a kept answer
-- still holds.
ALTER TABLE clock ADD COLUMN published_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE clock ADD COLUMN published_at BIGINT NOT NULL DEFAULT 0;
UPDATE clock SET published_seq = seq,
    published_at = (SELECT COALESCE(MAX(last_modified), 0) FROM listings);

-- Since which edition an entry is in its list, and from when until when it was: a page walk
-- sees who was there when it began, so that nothing moves under it.
ALTER TABLE listings ADD COLUMN joined_seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX listings_by_joined ON listings (joined_seq);
CREATE INDEX listings_in_order ON listings (published, number, joined_seq, id);
DROP INDEX listings_published;
ALTER TABLE service_at_locations ADD COLUMN joined_seq BIGINT NOT NULL DEFAULT 0;
CREATE INDEX service_at_locations_by_joined ON service_at_locations (joined_seq);
CREATE TABLE departures (
    id TEXT NOT NULL,              -- of a listing or of a service at a place
    joined_seq BIGINT NOT NULL,
    left_seq BIGINT NOT NULL,
    left_at BIGINT NOT NULL
);
CREATE INDEX departures_by_left ON departures (left_seq);

-- Locations by an append-only number; what is said of one stands in its listings.
CREATE TABLE locations (
    id TEXT PRIMARY KEY,
    number BIGINT NOT NULL
);
CREATE UNIQUE INDEX locations_by_number ON locations (number);

-- The terms on a listing and on what belongs to it, as ORUK 1.0 asks for them.
CREATE TABLE listing_links (
    listing_id TEXT NOT NULL,
    kind TEXT NOT NULL,            -- service, eligibility, organization, cost_option, area
    term_id TEXT NOT NULL,
    code TEXT,                     -- the term's own name for itself: esdServiceTypes:123
    vocabulary TEXT,
    taxonomy_id TEXT,
    PRIMARY KEY (listing_id, kind, term_id)
);
CREATE INDEX listing_links_by_term ON listing_links (term_id);
CREATE INDEX listing_links_by_code ON listing_links (code);

-- Locations whose whereabouts must stay unknown, and who says so: the listing whose feed
-- calls it sensitive, or a person. What is published of them is an area; the rule holds for
-- every listing at the same location, so places have to be found by it.
CREATE TABLE sensitive_locations (
    location_id TEXT NOT NULL,
    said_by TEXT NOT NULL,         -- a listing's id, or 'person'
    at BIGINT NOT NULL,
    PRIMARY KEY (location_id, said_by)
);
CREATE INDEX sensitive_locations_by_sayer ON sensitive_locations (said_by);

ALTER TABLE service_at_locations ADD COLUMN location_id TEXT;
CREATE INDEX service_at_locations_by_location ON service_at_locations (location_id);

-- Whether the point is the gazetteer's, by the postcode, and not the feed's own word.
ALTER TABLE service_at_locations ADD COLUMN derived BIGINT NOT NULL DEFAULT 0;

-- Nearly everything is published, so an index that begins with that finds nothing, yet a
-- planner without statistics takes `published = 1` for a rare thing and walks all of it.
-- Indexes of the published alone serve the order of the lists and nothing else.
DROP INDEX service_at_locations_published;
CREATE INDEX service_at_locations_in_order ON service_at_locations (number, published) WHERE published = 1;
-- A search around a point reads a band of latitudes, not every place there is.
CREATE INDEX service_at_locations_by_latitude ON service_at_locations (latitude, longitude) WHERE published = 1;
CREATE INDEX service_at_locations_left ON service_at_locations (id) WHERE published = 0;
DROP INDEX listings_in_order;
CREATE INDEX listings_in_order ON listings (number, joined_seq, id, published) WHERE published = 1;

-- The clean-up after removals looks for these alone.
CREATE INDEX listings_by_removal ON listings (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX records_by_removal ON records (removed_at) WHERE removed_at IS NOT NULL;

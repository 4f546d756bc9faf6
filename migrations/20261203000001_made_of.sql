-- How two hubs that follow each other settle: what another hub's listing is made of travels
-- with it, so that nobody takes what has passed through itself for a second source.
ALTER TABLE staged_records ADD COLUMN made_of TEXT;
-- Of a listing of ours: every listing of other hubs that it is made of, JSON array; NULL: none.
ALTER TABLE listings ADD COLUMN made_of TEXT;

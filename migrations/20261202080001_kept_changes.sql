-- The change feed forgets old deletions: finding them needs the time of a change. 'changes_forgotten'
-- in meta is the position of the newest one that was forgotten.
CREATE INDEX change_log_by_time ON change_log (state, modified);

-- What loading learned of an entry.
-- Grain: at most one row.
-- $1 position
select
    e.record_count,
    e.character_set,
    e.character_set_flag,
    e.mapping_version
from sys.entry e
where e.entry_position = $1

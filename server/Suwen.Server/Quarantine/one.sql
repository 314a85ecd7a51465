-- One record in quarantine.
-- Grain: at most one row.
-- $1 position, $2 record number
select
    q.status,
    e.record_count,
    e.character_set
from sys.quarantine q
join sys.entry e on e.entry_position = q.entry_position
where q.entry_position = cast($1 as bigint)
  and q.record_number = cast($2 as integer)

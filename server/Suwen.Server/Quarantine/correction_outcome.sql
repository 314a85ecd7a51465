-- What became of a correction.
-- Grain: at most one row.
-- $1 position of the correction
select d.disposition
from sys.disposition d
where d.entry_position = cast($1 as bigint)
order by d.first_record
limit 1

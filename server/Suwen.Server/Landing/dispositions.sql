-- What became of the records of an entry.
-- Grain: one run of records of the same kind and disposition.
-- $1 position
select
    d.first_record,
    d.last_record,
    d.disposition,
    d.record_kind
from sys.disposition d
where d.entry_position = $1
order by d.first_record
limit 1000

-- What became of the records of files landed in a stretch of the journal.
-- Grain: one source, record kind and disposition.
-- $1 position after which the stretch begins, $2 position with which it ends
select
    s.source_name,
    d.record_kind,
    d.disposition,
    cast(sum(d.last_record - d.first_record + 1) as bigint) as records
from sys.disposition d
join sys.entry e on e.entry_position = d.entry_position
join sys.source s on s.source_id = e.source_id
where d.entry_position > $1
  and d.entry_position <= $2
  and e.channel = 'file'
group by s.source_name, d.record_kind, d.disposition
order by 1, 2, 3

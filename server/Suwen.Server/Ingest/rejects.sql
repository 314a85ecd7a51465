-- Why records of files landed in a stretch of the journal were set aside.
-- Grain: one source, reason, path and explanation.
-- $1 position after which the stretch begins, $2 position with which it ends
select
    s.source_name,
    q.reason_code,
    q.fault_path,
    q.detail,
    count(*) as records
from sys.quarantine q
join sys.entry e on e.entry_position = q.entry_position
join sys.source s on s.source_id = q.source_id
where q.entry_position > $1
  and q.entry_position <= $2
  and e.channel = 'file'
group by s.source_name, q.reason_code, q.fault_path, q.detail
order by 5 desc, 1, 2, 3
limit 20

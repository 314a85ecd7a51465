-- Records set aside, newest entry first.
-- Grain: one quarantined record.
-- $1 source name or null, $2 reason code or null, $3 position and $4 record number after which to go on, or null, $5 limit
select
    q.entry_position,
    q.record_number,
    q.record_kind,
    s.source_name,
    e.received_at,
    q.reason_code,
    q.fault_path,
    q.detail,
    q.at_fault,
    q.status
from sys.quarantine q
join sys.entry e on e.entry_position = q.entry_position
join sys.source s on s.source_id = q.source_id
where (cast($1 as varchar) is null or s.source_name = cast($1 as varchar))
  and (cast($2 as varchar) is null or q.reason_code = cast($2 as varchar))
  and (cast($3 as bigint) is null
       or q.entry_position < cast($3 as bigint)
       or (q.entry_position = cast($3 as bigint) and q.record_number > cast($4 as integer)))
order by q.entry_position desc, q.record_number
limit cast($5 as bigint)

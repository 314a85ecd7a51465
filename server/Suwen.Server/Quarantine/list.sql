-- Records set aside, newest entry first, each with the decision that stands on it.
-- Grain: one quarantined record.
-- $1 source name or null, $2 reason code or null, $3 position and $4 record number after which to go on, or null, $5 limit, $6 status or null
with latest as (
    select d.entry_position, d.record_number, max(d.decision_position) as decision_position
    from sys.quarantine_decision d
    group by d.entry_position, d.record_number
)
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
    q.status,
    d.decision_position,
    d.decided_by,
    d.decided_at,
    d.reason,
    e.record_count,
    e.format
from sys.quarantine q
join sys.entry e on e.entry_position = q.entry_position
join sys.source s on s.source_id = q.source_id
left join latest l on l.entry_position = q.entry_position and l.record_number = q.record_number
left join sys.quarantine_decision d
    on d.entry_position = l.entry_position and d.record_number = l.record_number and d.decision_position = l.decision_position
where (cast($1 as varchar) is null or s.source_name = cast($1 as varchar))
  and (cast($2 as varchar) is null or q.reason_code = cast($2 as varchar))
  and (cast($6 as varchar) is null or q.status = cast($6 as varchar))
  and (cast($3 as bigint) is null
       or q.entry_position < cast($3 as bigint)
       or (q.entry_position = cast($3 as bigint) and q.record_number > cast($4 as integer)))
order by q.entry_position desc, q.record_number
limit cast($5 as bigint)

-- Open records.
-- Grain: one row.
-- $1 source name or null, $2 reason code or null, $3 position or null
select count(*)
from sys.quarantine q
join sys.source s on s.source_id = q.source_id
where q.status = 'open'
  and (cast($1 as varchar) is null or s.source_name = cast($1 as varchar))
  and (cast($2 as varchar) is null or q.reason_code = cast($2 as varchar))
  and (cast($3 as bigint) is null or q.entry_position = cast($3 as bigint))

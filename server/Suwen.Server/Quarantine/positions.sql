-- Entries that hold open records, the oldest first, with how many.
-- Grain: one entry.
-- $1 source name or null, $2 reason code or null, $3 position or null, $4 limit
select
    q.entry_position,
    count(*) as records
from sys.quarantine q
join sys.source s on s.source_id = q.source_id
where q.status = 'open'
  and (cast($1 as varchar) is null or s.source_name = cast($1 as varchar))
  and (cast($2 as varchar) is null or q.reason_code = cast($2 as varchar))
  and (cast($3 as bigint) is null or q.entry_position = cast($3 as bigint))
group by q.entry_position
order by q.entry_position
limit cast($4 as bigint)

-- Records of the last 24 hours that were set aside.
-- Grain: one source and door.
-- $1 the beginning of the last 24 hours
select
    s.source_name,
    e.channel,
    count(*) as records
from sys.quarantine q
join sys.entry e on e.entry_position = q.entry_position
join sys.source s on s.source_id = e.source_id
where e.received_at >= cast($1 as timestamptz)
group by s.source_name, e.channel

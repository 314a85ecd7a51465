-- What each feed has sent.
-- Grain: one source and door.
-- $1 the beginning of the last 24 hours
select
    s.source_name,
    e.channel,
    min(e.received_at) as first_received,
    max(e.received_at) as last_received,
    count(*) as entries,
    cast(sum(case when e.received_at >= cast($1 as timestamptz) then e.record_count else 0 end) as bigint) as day_records
from sys.entry e
join sys.source s on s.source_id = e.source_id
where e.format not in ('mapping', 'decision')
group by s.source_name, e.channel
order by s.source_name, e.channel

-- Entries received before this server started, by minute.
-- Grain: one source, door and minute.
-- $1 the beginning of the last 24 hours, $2 when the server started
select
    s.source_name,
    e.channel,
    date_trunc('minute', e.received_at) as received_minute,
    count(*) as entries
from sys.entry e
join sys.source s on s.source_id = e.source_id
where e.received_at >= cast($1 as timestamptz)
  and e.received_at < cast($2 as timestamptz)
  and e.format not in ('mapping', 'decision')
group by 1, 2, 3

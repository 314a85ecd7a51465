-- How long each feed has been quiet at most, between two minutes in which it sent something.
-- Grain: one source and door.
-- $1 the beginning of the history that is learned from
with minutes as (
    select distinct e.source_id, e.channel, date_trunc('minute', e.received_at) as received_minute
    from sys.entry e
    where e.received_at >= cast($1 as timestamptz)
      and e.format not in ('mapping', 'decision')
),
gaps as (
    select
        m.source_id,
        m.channel,
        m.received_minute,
        lag(m.received_minute) over (partition by m.source_id, m.channel order by m.received_minute) as minute_before
    from minutes m
)
select
    s.source_name,
    g.channel,
    count(*) as active_minutes,
    min(g.received_minute) as first_minute,
    max(g.received_minute) as last_minute,
    cast(max(extract(epoch from (g.received_minute - g.minute_before))) as double precision) as longest_gap_seconds
from gaps g
join sys.source s on s.source_id = g.source_id
group by s.source_name, g.channel

-- Grain: a source and a format in which it sends.
select
    s.source_id,
    s.source_name,
    s.display_name,
    e.format,
    count(*) as entries,
    min(e.received_at) as first_received,
    max(e.received_at) as last_received
from sys.source s
join sys.entry e on e.source_id = s.source_id
where e.format not in ('mapping', 'decision')
group by s.source_id, s.source_name, s.display_name, e.format
order by s.source_name, e.format

-- The doors and formats of each source.
-- Grain: one source, channel and format.
select distinct
    e.source_id,
    e.channel,
    e.format
from sys.entry e
order by 1, 2, 3

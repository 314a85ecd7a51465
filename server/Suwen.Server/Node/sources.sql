-- The sources that have sent something.
-- Grain: one source.
select s.source_name
from sys.source s
order by s.source_id

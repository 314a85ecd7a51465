-- The sources that have sent something; Suwen's own decisions are none.
-- Grain: one source.
select s.source_name
from sys.source s
where s.source_name <> 'suwen'
order by s.source_id

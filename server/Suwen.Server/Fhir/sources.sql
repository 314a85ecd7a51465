-- The sources that have sent FHIR.
-- Grain: one source.
select distinct s.source_name
from sys.entry e
join sys.source s on s.source_id = e.source_id
where e.format = 'fhir'
order by 1

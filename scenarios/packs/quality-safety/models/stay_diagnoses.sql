-- title: 住院诊断 | Diagnoses of stays
-- grain: one row per stay and code
-- column stay: 住院 | Stay
-- column code: 编码 | Code
-- sensitive: excluded
select distinct cast(s.visit_occurrence_id as varchar) as stay, c.condition_source_value as code
from {{ref('stays')}} s
join {{input('condition_occurrence')}} c on c.visit_occurrence_id = s.visit_occurrence_id
where {{regexp_like(coalesce(c.condition_source_value, ''), '^[A-Z][0-9][0-9]')}}

-- The same minute, department and kind of visit under two numbers.
-- Grain: one visit.
select t.visit_occurrence_id as row_id, t.source_id, t.entry_position, t.record_number, t.visit_start_date as happened_on,
       count(*) over (partition by t.source_id, t.source_person_id, t.visit_start_datetime, t.visit_concept_id, t.department_source_value) > 1 as violated
from cdr.visit_occurrence t
where t.visit_start_datetime is not null and t.source_person_id is not null

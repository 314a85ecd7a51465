-- One bed at a time in one house.
-- Grain: one inpatient visit.
select t.visit_occurrence_id as row_id, t.source_id, t.entry_position, t.record_number, t.visit_start_date as happened_on,
       coalesce(t.visit_start_datetime < max(t.visit_end_datetime) over (partition by t.source_id, t.source_person_id order by t.visit_start_datetime, t.visit_occurrence_id rows between unbounded preceding and 1 preceding), false) as violated
from cdr.visit_occurrence t
where t.visit_concept_id = 9201 and t.visit_start_datetime is not null and t.source_person_id is not null

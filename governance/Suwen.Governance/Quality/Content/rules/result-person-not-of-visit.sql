-- A result that names a visit is of the visit's person.
-- Grain: one result.
select t.measurement_id as row_id, t.source_id, t.entry_position, t.record_number, t.measurement_date as happened_on,
       t.source_person_id <> v.source_person_id as violated
from cdr.measurement t
join cdr.visit_occurrence v on v.visit_occurrence_id = t.visit_occurrence_id
where t.source_person_id is not null and v.source_person_id is not null

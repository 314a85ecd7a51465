-- A source's most frequent diagnoses of one of its persons.
-- Grain: one diagnosis.
-- $1 the source's person
select coalesce(c.condition_source_name, c.condition_source_value), count(*)
from cdr.condition_occurrence c
where c.source_person_id = $1
group by coalesce(c.condition_source_name, c.condition_source_value)
order by 2 desc, 1
limit 5

-- By the date of birth that the same source states; a day is allowed for a birth at midnight.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       t.birth_date > v.first_visit + 1 as violated
from cdr.cn_source_person t
join (select source_person_id, min(visit_start_date) as first_visit from cdr.visit_occurrence group by source_person_id) v on v.source_person_id = t.source_person_id
where t.birth_date is not null

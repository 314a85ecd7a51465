-- The sources' persons of a golden person, as far as needed to compare them.
-- Grain: one person of a source.
-- $1 golden person
select s.source_person_id
from cdr.cn_source_person s
where s.person_id = $1
order by s.source_person_id

-- A golden person as far as another system may see it.
-- Grain: at most one row.
-- $1 golden person
select g.gender_concept_id, g.birth_date, g.deceased
from cdr.cn_golden_person g
where g.person_id = $1

-- Golden persons with what a match tells of them.
-- Grain: one golden person that has changed since a load.
-- $1 the load
select g.person_id, g.gender_concept_id, g.birth_date, g.deceased, g.full_name, g.national_id, g.phone, g.address
from cdr.cn_golden_person g
where g.load_id > $1

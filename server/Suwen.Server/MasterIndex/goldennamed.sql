-- Golden persons with what identifies them directly.
-- Grain: one golden person.
-- $persons stands for numbered parameters: the golden persons
select g.person_id, g.gender_concept_id, g.birth_date, g.deceased, g.full_name, g.national_id, g.phone, g.address
from cdr.cn_golden_person g
where g.person_id in ($persons)

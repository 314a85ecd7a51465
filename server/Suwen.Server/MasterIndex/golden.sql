-- Golden persons as far as another system may see them without knowing who they are.
-- Grain: one golden person.
-- $persons stands for numbered parameters: the golden persons
select g.person_id, g.gender_concept_id, g.birth_date, g.deceased
from cdr.cn_golden_person g
where g.person_id in ($persons)

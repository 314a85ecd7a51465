-- The identifiers that sources gave for golden persons, with who assigned them.
-- Grain: one identifier of a golden person.
-- $persons stands for numbered parameters: the golden persons
select distinct i.person_id, i.identifier_system, i.identifier_value, i.assigning_facility
from cdr.cn_person_identifier i
where i.person_id in ($persons)
  and i.identifier_value is not null
order by 1, 2, 3

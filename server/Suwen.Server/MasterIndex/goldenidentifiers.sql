-- The identifiers that sources gave for a golden person, with who assigned them.
-- Grain: one identifier.
-- $1 golden person
select distinct i.identifier_system, i.identifier_value, i.assigning_facility
from cdr.cn_person_identifier i
where i.person_id = $1
  and i.identifier_value is not null
order by 1, 2

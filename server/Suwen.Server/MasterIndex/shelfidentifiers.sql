-- The identifiers that sources gave for the golden persons that have changed since a load, or that have a new identifier.
-- Grain: one identifier of a golden person, all of a person together.
-- $1 the load
select distinct i.person_id, i.identifier_system, i.identifier_value, i.assigning_facility
from cdr.cn_person_identifier i
where i.identifier_value is not null
  and i.person_id in (
    select g.person_id from cdr.cn_golden_person g where g.load_id > $1
    union
    select c.person_id from cdr.cn_person_identifier c where c.load_id > $1
  )
order by 1, 2, 3, 4

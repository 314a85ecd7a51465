-- Every identifier that a source gave for a person.
-- Grain: one identifier of a source.
-- $1 golden person
select
    i.source_person_id,
    src.source_name,
    i.identifier_type,
    i.identifier_system,
    i.identifier_value,
    i.assigning_facility
from cdr.cn_person_identifier i
left join sys.source src on src.source_id = i.source_id
where i.person_id = $1
  and i.identifier_value is not null
order by src.source_name, i.identifier_type, i.identifier_value

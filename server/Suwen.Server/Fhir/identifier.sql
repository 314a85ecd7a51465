-- Where resources landed that carry an identifier of a person.
-- Grain: one record.
-- $1 resource type; $2 system, or null for any, or empty for none; $3 value; $4 limit
select distinct r.entry_position, r.record_number
from cdr.cn_person_identifier i
join sys.record r on r.record_id = i.record_id
join sys.entry e on e.entry_position = r.entry_position
where e.format = 'fhir'
  and r.record_kind = cast($1 as varchar)
  and i.identifier_value = cast($3 as varchar)
  and (cast($2 as varchar) is null or coalesce(i.identifier_system, '') = cast($2 as varchar))
order by 1, 2
limit cast($4 as bigint)

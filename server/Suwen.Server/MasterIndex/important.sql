-- Whom a setting names, with everybody who is one person with them.
-- Grain: one person of a source.
-- $1 the source and what it calls the person, with a slash between
select m.source_person_id
from cdr.cn_source_person m
where m.person_id in (
  select s.person_id
  from cdr.cn_source_person s
  join sys.source src on src.source_id = s.source_id
  where src.source_name || '/' || s.person_source_value = $1
)

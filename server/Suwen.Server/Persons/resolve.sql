-- The golden person that stands for an id today: a retired id redirects through cn_person_alias, and the id of a source's
-- person through that person.
-- Grain: at most one row.
-- $1 id
select a.person_id, 1 as preference
from cdr.cn_person_alias a
where a.retired_person_id = $1
union all
select p.person_id, 2
from cdr.person p
where p.person_id = $1
union all
select s.person_id, 3
from cdr.cn_source_person s
where s.source_person_id = $1
order by 2
limit 1

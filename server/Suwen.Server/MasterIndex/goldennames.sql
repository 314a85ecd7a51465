-- What identifies a golden person directly.
-- Grain: at most one row.
-- $1 golden person
select g.full_name, g.national_id, g.phone, g.address
from cdr.cn_golden_person g
where g.person_id = $1

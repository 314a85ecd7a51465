-- What identifies each person of each source now, as the source wrote it.
-- Grain: one person of a source.
select s.source_name, p.person_source_value, p.national_id, cast(p.birth_date as varchar) as birth_date, p.gender_source_value
from cdr.cn_source_person p
join sys.source s on s.source_id = p.source_id

-- Whom the master index knows: the senders' numbers and national IDs, each with the golden person today.
-- Grain: one person of one source.
select src.source_name, p.person_source_value, p.national_id, p.person_id
from cdr.cn_source_person p
join sys.source src on src.source_id = p.source_id
where p.person_id is not null
order by p.source_person_id

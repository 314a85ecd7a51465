-- 1900-01-01, 1899-12-30 and 1970-01-01 are what programs write for nothing; the last only together with a number that states another day is left to id-birth-date.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       t.birth_date <= cast('1900-01-01' as date) or {{datediff(year, t.birth_date, e.received_at)}} > 120 as violated
from cdr.cn_source_person t
join sys.entry e on e.entry_position = t.entry_position
where t.birth_date is not null

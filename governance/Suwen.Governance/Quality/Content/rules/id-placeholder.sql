-- Values that clerks type where there is no number; no such number was ever issued.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       t.national_id ~ '^.*(0{9}|1{9}|2{9}|3{9}|4{9}|5{9}|6{9}|7{9}|8{9}|9{9}|123456789).*$' as violated
from cdr.cn_source_person t
where coalesce(t.national_id, '') <> ''

-- Eight equal digits, or the numbers of examples and advertisements.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       t.phone ~ '^.*(0{8}|1{8}|2{8}|3{8}|4{8}|5{8}|6{8}|7{8}|8{8}|9{8}|12345678|13800138000).*$' as violated
from cdr.cn_source_person t
where coalesce(t.phone, '') <> ''

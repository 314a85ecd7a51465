-- YD/T 1 (mobile numbers: 11 digits that begin with 13 to 19), or area code and 7 or 8 digits.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       not (replace(replace(t.phone, ' ', ''), '-', '') ~ '^(\+?86)?1[3-9][0-9]{9}$' or replace(replace(t.phone, ' ', ''), '-', '') ~ '^(0[1-9][0-9]{1,2})?[2-9][0-9]{6,7}$') as violated
from cdr.cn_source_person t
where coalesce(t.phone, '') <> ''

-- GB 11643 clause 4.2: digits 7 to 14 are the date of birth (of 15 digits, 7 to 12 with the century 19).
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       case when length(t.national_id) = 18 then substr(t.national_id, 7, 8) else '19' || substr(t.national_id, 7, 6) end <> replace(cast(t.birth_date as varchar), '-', '') as violated
from cdr.cn_source_person t
where (t.national_id ~ '^[1-9][0-9]{16}[0-9Xx]$' or t.national_id ~ '^[1-9][0-9]{14}$') and coalesce(t.identity_document_type, '01') in ('01', '1', '居民身份证', '身份证') and t.birth_date is not null

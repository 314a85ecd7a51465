-- GB 11643-1999 clause 4.4: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, modulo 11, characters 10X98765432.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       substr('10X98765432', cast(mod(
           7 * (strpos('0123456789', substr(t.national_id, 1, 1)) - 1)
         + 9 * (strpos('0123456789', substr(t.national_id, 2, 1)) - 1)
         + 10 * (strpos('0123456789', substr(t.national_id, 3, 1)) - 1)
         + 5 * (strpos('0123456789', substr(t.national_id, 4, 1)) - 1)
         + 8 * (strpos('0123456789', substr(t.national_id, 5, 1)) - 1)
         + 4 * (strpos('0123456789', substr(t.national_id, 6, 1)) - 1)
         + 2 * (strpos('0123456789', substr(t.national_id, 7, 1)) - 1)
         + 1 * (strpos('0123456789', substr(t.national_id, 8, 1)) - 1)
         + 6 * (strpos('0123456789', substr(t.national_id, 9, 1)) - 1)
         + 3 * (strpos('0123456789', substr(t.national_id, 10, 1)) - 1)
         + 7 * (strpos('0123456789', substr(t.national_id, 11, 1)) - 1)
         + 9 * (strpos('0123456789', substr(t.national_id, 12, 1)) - 1)
         + 10 * (strpos('0123456789', substr(t.national_id, 13, 1)) - 1)
         + 5 * (strpos('0123456789', substr(t.national_id, 14, 1)) - 1)
         + 8 * (strpos('0123456789', substr(t.national_id, 15, 1)) - 1)
         + 4 * (strpos('0123456789', substr(t.national_id, 16, 1)) - 1)
         + 2 * (strpos('0123456789', substr(t.national_id, 17, 1)) - 1), 11) as integer) + 1, 1) <> upper(substr(t.national_id, 18, 1)) as violated
from cdr.cn_source_person t
where t.national_id ~ '^[1-9][0-9]{16}[0-9Xx]$' and coalesce(t.identity_document_type, '01') in ('01', '1', '居民身份证', '身份证')

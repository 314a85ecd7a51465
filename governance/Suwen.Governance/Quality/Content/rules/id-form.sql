-- GB 11643: 17 digits and a check character; before 1999 15 digits. Placeholders are told by their own rule.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       not (t.national_id ~ '^[1-9][0-9]{16}[0-9Xx]$' or t.national_id ~ '^[1-9][0-9]{14}$') as violated
from cdr.cn_source_person t
where coalesce(t.national_id, '') <> '' and coalesce(t.identity_document_type, '01') in ('01', '1', '居民身份证', '身份证')

-- A number belongs to one person; a source that gives a person two numbers, or lends a card, shows here.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       count(*) over (partition by t.source_id, upper(t.national_id)) > 1 as violated
from cdr.cn_source_person t
where (t.national_id ~ '^[1-9][0-9]{16}[0-9Xx]$' or t.national_id ~ '^[1-9][0-9]{14}$') and coalesce(t.identity_document_type, '01') in ('01', '1', '居民身份证', '身份证')

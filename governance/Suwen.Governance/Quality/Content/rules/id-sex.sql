-- GB 11643 clause 4.3: the sequence number is odd for men and even for women.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       (strpos('13579', case when length(t.national_id) = 18 then substr(t.national_id, 17, 1) else substr(t.national_id, 15, 1) end) > 0) <> (t.gender_concept_id = 8507) as violated
from cdr.cn_source_person t
where (t.national_id ~ '^[1-9][0-9]{16}[0-9Xx]$' or t.national_id ~ '^[1-9][0-9]{14}$') and coalesce(t.identity_document_type, '01') in ('01', '1', '居民身份证', '身份证') and t.gender_concept_id in (8507, 8532)

-- GB/T 2261.1: 0 未知, 1 男, 2 女, 9 未说明; 0 and 9 are answers, every other code that no list knows is a fault. A house whose codes are not those of the standard means its own 9 by no list.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       coalesce(t.gender_concept_id, 0) = 0 and t.gender_source_value not in ('0', '未知的性别', '未知', '未说明的性别', 'unknown', 'U', 'other', 'O', 'A', 'N') as violated
from cdr.cn_source_person t
where coalesce(t.gender_source_value, '') <> ''

-- GB/T 16159 and GB 18030: names are characters, letters, spaces and the middle dot; U+FFFD is what remains of a broken character.
-- Grain: one person of a source.
select t.source_person_id as row_id, t.source_id, t.entry_position, t.record_number, cast(null as date) as happened_on,
       t.full_name ~ '^.*([0-9?*#@%_=<>{}|]|�).*$' or t.full_name in ('测试', '无名氏', '不详', '未知', '无', 'test', 'TEST', 'null', 'NULL') or length(trim(t.full_name)) < 2 as violated
from cdr.cn_source_person t
where coalesce(t.full_name, '') <> ''

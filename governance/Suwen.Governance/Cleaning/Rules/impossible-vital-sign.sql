-- title: Vital signs that no living person has
-- title-zh: 清空生理上不可能的生命体征数值
-- kind: correct
-- table: measurement
-- version: 1
-- why: The value lies outside what any living person can have; the number is blanked, and what the source wrote stays in the text of the value.
-- The limits are wide on purpose: they are physical, not clinical, and are this project's own choice.
with limits as (
    select '体温' as sign, cast(20 as double precision) as low, cast(46 as double precision) as high
    union all select '脉搏', 0, 400
    union all select '心率', 0, 400
    union all select '呼吸', 0, 150
    union all select '血氧饱和度', 0, 100
    union all select '收缩压', 0, 370
    union all select '舒张压', 0, 360
    union all select '身高', 15, 280
    union all select '体重', 0.2, 650
)
select
    m.measurement_id,
    cast(null as double precision) as value_as_number,
    coalesce(m.value_source_value, cast(m.value_as_number as varchar)) as value_source_value
from measurement m
join limits l on l.sign = m.measurement_source_name
where m.value_as_number < l.low or m.value_as_number > l.high

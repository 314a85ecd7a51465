-- title: 身高与血型 | Heights and blood groups
-- grain: one row per visit with a height, and one per visit with a blood group
-- incremental: by person_id
-- sensitive: excluded
-- column person_id: 人员 | Person
-- column visit_occurrence_id: 就诊 | Visit
-- column day: 日期 | Day
-- column height [厘米 | cm]: 身高 | Height
-- column blood: 血型 | Blood group
select m.person_id, m.visit_occurrence_id, min(m.measurement_date) as day, max(m.value_as_number) as height, cast(null as varchar) as blood
from {{input('measurement')}} m
where (m.measurement_source_name like '身高%' or lower(m.measurement_source_name) in ('body height', 'height')) and m.value_as_number between 130 and 220 and m.visit_occurrence_id is not null
group by m.person_id, m.visit_occurrence_id
union all
select m.person_id, m.visit_occurrence_id, min(m.measurement_date), cast(null as double precision),
  min(case when upper(m.value_source_value) like 'AB%' then 'AB' when upper(m.value_source_value) like 'A%' then 'A' when upper(m.value_source_value) like 'B%' then 'B' when upper(m.value_source_value) like 'O%' then 'O' end)
from {{input('measurement')}} m
where m.visit_occurrence_id is not null and (upper(m.measurement_source_name) like 'ABO%' or m.measurement_source_name like '血型%') and m.value_source_value is not null
group by m.person_id, m.visit_occurrence_id

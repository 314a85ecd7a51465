-- title: 主诉中的症状 | Symptoms in complaints
-- grain: one row per person, day and symptom
-- column person_id: 人员 | Person
-- column day: 日期 | Day
-- column event: 症状 | Symptom
-- column is_new: 新发 | New
-- incremental: by person_id
-- until: visit_start_date
-- A symptom is new where the same person did not complain of it within the washout before.
with daily as (
  select v.person_id, v.visit_start_date as day, w.symptom as event
  from {{input('visit_occurrence')}} v
  join {{valueset('symptom_words')}} w on strpos(v.reason_source_value, w.code) > 0
  where v.visit_start_date <= {{as_of}} and v.reason_source_value <> ''
  group by v.person_id, v.visit_start_date, w.symptom
),
placed as (
  select d.person_id, d.day, d.event, lag(d.day) over (partition by d.person_id, d.event order by d.day) as previous from daily d
)
select person_id, day, event, previous is null or {{datediff(day, previous, day)}} > {{param('washout_days')}} as is_new
from placed

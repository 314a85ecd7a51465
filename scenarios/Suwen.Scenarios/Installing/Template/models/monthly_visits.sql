-- title: 每月就诊 | Visits per month
-- grain: one row per month
-- column month: 月份 | Month
-- column visits [人次 | visits]: 就诊人次 | Visits
-- column hypertension_visits [人次 | visits]: 高血压就诊 | Visits for hypertension
with hypertension as (
  select distinct c.visit_occurrence_id
  from {{input('condition_occurrence')}} c
  where {{in_valueset('hypertension', c.condition_source_value)}}
)
select
  cast({{date_trunc(month, v.visit_start_date)}} as date) as month,
  count(*) as visits,
  count(h.visit_occurrence_id) as hypertension_visits
from {{input('visit_occurrence')}} v
left join hypertension h on h.visit_occurrence_id = v.visit_occurrence_id
where v.visit_start_date <= {{as_of}}
group by cast({{date_trunc(month, v.visit_start_date)}} as date)

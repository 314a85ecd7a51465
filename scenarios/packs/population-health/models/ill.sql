-- title: 患病者 | People with a diagnosis
-- grain: one row per person, disease and month
-- column person_id: 人员 | Person
-- column disease: 病种 | Disease
-- column month: 月份 | Month
-- incremental: by person_id
-- sensitive: excluded
with coded as (
  select c.person_id, {{valueset_value('disease_groups', disease, c.condition_source_value)}} as disease, cast({{date_trunc(month, c.condition_start_date)}} as date) as month
  from {{input('condition_occurrence')}} c
  where c.condition_start_date is not null and lower(c.condition_source_vocabulary) like '%icd%10%'
)
select person_id, disease, month
from coded
where disease is not null
group by person_id, disease, month

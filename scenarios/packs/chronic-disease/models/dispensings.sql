-- title: 慢性病用药 | Chronic medication
-- grain: one row per person, class and day
-- column person_id: 人员 | Person
-- column class: 药物类别 | Class
-- column dispensed_on: 开始日期 | Dispensed on
-- column supply_days [天 | days]: 处方天数（未写则空） | Days of supply (empty where not stated)
-- incremental: by person_id
-- sensitive: excluded
-- Each name is classed once and not each row: there are some hundred names.
with names as (
  select distinct coalesce(d.drug_source_vocabulary, '') as vocabulary, coalesce(d.drug_source_value, '') as code, coalesce(d.drug_source_name, '') as name
  from {{input('drug_exposure')}} d
),
known as (
  select
    n.vocabulary, n.code, n.name,
    case when lower(n.vocabulary) like '%atc%' then {{valueset_value('atc', class, n.code)}}
         else {{valueset_value('drug_names', class, lower(replace(replace(replace(n.name, '(甲)', ''), '(乙)', ''), '（甲）', '')))}} end as class
  from names n
)
select
  d.person_id, k.class, d.drug_exposure_start_date as dispensed_on,
  max(cast(case
    when d.days_supply > 0 then d.days_supply
    when d.drug_exposure_end_date > d.drug_exposure_start_date then {{datediff(day, d.drug_exposure_start_date, d.drug_exposure_end_date)}} end as integer)) as supply_days
from {{input('drug_exposure')}} d
join known k on k.vocabulary = coalesce(d.drug_source_vocabulary, '') and k.code = coalesce(d.drug_source_value, '') and k.name = coalesce(d.drug_source_name, '')
where k.class is not null and d.drug_exposure_start_date is not null
group by d.person_id, k.class, d.drug_exposure_start_date

-- title: 慢性病用药 | Chronic medication
-- grain: one row per person, class and day
-- column person_id: 人员 | Person
-- column class: 药物类别 | Class
-- column dispensed_on: 开始日期 | Dispensed on
-- column supply_days [天 | days]: 处方天数（未写则空） | Days of supply (empty where not stated)
-- incremental: by person_id
-- sensitive: excluded
with classed as (
  select
    d.person_id,
    case when lower(d.drug_source_vocabulary) like '%atc%' then {{valueset_value('atc', class, d.drug_source_value)}}
         else {{valueset_value('drug_names', class, lower(replace(replace(replace(d.drug_source_name, '(甲)', ''), '(乙)', ''), '（甲）', '')))}} end as class,
    d.drug_exposure_start_date as dispensed_on,
    coalesce(d.days_supply, case when d.drug_exposure_end_date > d.drug_exposure_start_date then {{datediff(day, d.drug_exposure_start_date, d.drug_exposure_end_date)}} end) as supply_days
  from {{input('drug_exposure')}} d
  where d.drug_exposure_start_date is not null
)
select person_id, class, dispensed_on, max(case when supply_days > 0 then cast(supply_days as integer) end) as supply_days
from classed
where class is not null
group by person_id, class, dispensed_on

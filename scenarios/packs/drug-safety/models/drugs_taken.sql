-- title: 用药时段 | Drugs taken
-- grain: one row per person, drug and day of its start
-- column person_id: 人员 | Person
-- column drug: 药品（去剂型、盐基） | Drug, without form and salt
-- column started_on: 开始日期 | Started on
-- column counts_until: 事件计入至 | Events count until
-- incremental: by person_id
-- until: drug_exposure_start_date
-- Names are cleaned once per different name, not once per row: there are some hundred names and many rows. Eye drops, ointments and
-- other local forms keep their form, so that they stand apart from what is swallowed or injected. Vaccines are left out, they belong to AEFI.
with names as (
  select distinct drug_source_name as raw_name, drug_concept_id, drug_source_value
  from {{input('drug_exposure')}}
),
worded as (
  select
    n.raw_name, n.drug_concept_id, n.drug_source_value,
    trim(coalesce(nullif(n.raw_name, ''), c.concept_name, n.drug_source_value)) as name
  from names n
  left join {{input('concept')}} c on c.concept_id = n.drug_concept_id and n.drug_concept_id <> 0
),
-- Without the insurance class in front, and without pack size and strength behind.
bare as (
  select raw_name, drug_concept_id, drug_source_value,
    case when {{regexp_like(name, '[一-龥]')}}
      then regexp_replace(regexp_replace(name, '^[(（][甲乙丙][)）]', ''), '([ \[［(（].*)$', '')
      else name end as name
  from worded
),
formless as (
  select raw_name, drug_concept_id, drug_source_value,
    regexp_replace(regexp_replace(name, '(肠溶缓释片|缓释胶囊|肠溶胶囊|软胶囊|胶囊|缓释片|肠溶片|控释片|分散片|咀嚼片|泡腾片|口崩片|薄膜衣片|片|口服溶液|口服液|干混悬剂|混悬液|糖浆|颗粒|冲剂|注射液|丸|滴丸|散|合剂)$', ''), '^(注射用)?(马来酸|苯磺酸|甲磺酸|盐酸|磷酸|硫酸|琥珀酸|酒石酸|富马酸|枸橼酸|醋酸|氢溴酸)', '') as name
  from bare
),
cleaned as (
  select raw_name, drug_concept_id, drug_source_value, regexp_replace(name, '([^0-9%.])(氯化钠|葡萄糖)$', '\1') as drug
  from formless
)
select
  d.person_id,
  k.drug,
  d.drug_exposure_start_date as started_on,
  max(cast({{dateadd(day, greatest(coalesce(d.days_supply, 0), cast({{param('window_days')}} as integer)), d.drug_exposure_start_date)}} as date)) as counts_until
from {{input('drug_exposure')}} d
join cleaned k on k.raw_name is not distinct from d.drug_source_name and k.drug_concept_id is not distinct from d.drug_concept_id and k.drug_source_value is not distinct from d.drug_source_value
where d.drug_exposure_start_date <= {{as_of}}
  and k.drug is not null and k.drug <> ''
  and coalesce(d.drug_source_vocabulary, '') <> 'CVX'
  and strpos(k.drug, '疫苗') = 0 and strpos(lower(k.drug), 'vaccine') = 0 and strpos(lower(k.drug), 'toxoid') = 0
  and not {{in_valueset('carriers', k.drug)}}
  and coalesce(d.drug_status_source_value, '') not in ('cancelled', 'entered-in-error', 'not-done', 'stopped')
group by d.person_id, k.drug, d.drug_exposure_start_date

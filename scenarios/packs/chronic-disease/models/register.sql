-- title: 慢性病登记 | Register
-- grain: one row per person and disease
-- column person_id: 人员 | Person
-- column disease: 病种 | Disease
-- column disease_name: 病种名称 | Name of the disease
-- column certainty: 把握（confirmed 确诊，probable 很可能，suspected 疑似待确诊） | Certainty: confirmed, probable, suspected
-- column basis: 依据 | Basis
-- column kind: 类型 | Kind
-- column entered_on: 进入登记日期 | Entered on
-- column diagnosis_days [天 | days]: 诊断日数 | Days with the diagnosis
-- column sex: 性别 | Sex
-- column age [岁 | years]: 年龄 | Age
-- column age_group: 年龄组 | Age group
-- column county: 县区 | County
-- column is_active: 在册（在世且未迁出） | Active: alive and not moved out
-- column is_served: 属基本公共卫生服务对象 | Served by the public health programme
-- sensitive: excluded
with diagnosed as (
  select
    d.person_id, d.disease,
    -- The most telling kind comes first in the alphabet of none of them, so it is chosen by name.
    case
      when max(case when d.kind in ('essential', 'type-2', 'acute') then 1 else 0 end) = 1 then max(case when d.kind in ('essential', 'type-2', 'acute') then d.kind end)
      else min(d.kind) end as kind,
    min(d.diagnosed_on) as first_on,
    count(distinct d.diagnosed_on) as days,
    max(case when d.is_inpatient then 1 else 0 end) as inpatient
  from {{ref('diagnosis_days')}} d
  where d.diagnosed_on <= {{as_of}}
  group by d.person_id, d.disease
),
followed as (
  select f.person_id, f.disease, min(f.followed_on) as first_on
  from {{ref('follow_ups')}} f
  where f.followed_on <= {{as_of}}
  group by f.person_id, f.disease
),
drugs as (
  select m.person_id, case m.class when 'antihypertensive' then 'hypertension' when 'glucose-lowering' then 'diabetes' when 'bronchodilator' then 'copd' end as disease, min(m.first_on) as first_on
  from {{ref('medication')}} m
  where m.class in ('antihypertensive', 'glucose-lowering', 'bronchodilator')
  group by m.person_id, case m.class when 'antihypertensive' then 'hypertension' when 'glucose-lowering' then 'diabetes' when 'bronchodilator' then 'copd' end
),
-- Pressure on three days (third edition, screening), glucose or HbA1c on two: to be confirmed, not a diagnosis.
measured as (
  select l.person_id, 'hypertension' as disease, l.pressure_on as first_on from {{ref('latest_measures')}} l where l.high_pressure_days >= 3
  union all
  select l.person_id, 'diabetes' as disease, coalesce(l.hba1c_on, l.pressure_on) as first_on from {{ref('latest_measures')}} l where l.high_glucose_days >= 2
),
everybody as (
  select person_id, disease from diagnosed
  union
  select person_id, disease from followed
  union
  select person_id, disease from measured
),
weighed as (
  select
    e.person_id, e.disease,
    case
      when f.first_on is not null then 'confirmed'
      when d.inpatient = 1 or d.days >= {{param('diagnosis_days')}} then 'confirmed'
      when d.days >= 1 and g.first_on is not null then 'confirmed'
      when d.days >= 1 then 'probable'
      else 'suspected' end as certainty,
    case
      when f.first_on is not null and d.days >= 1 then 'follow-up and diagnosis'
      when f.first_on is not null then 'follow-up'
      when d.inpatient = 1 then 'inpatient diagnosis'
      when d.days >= {{param('diagnosis_days')}} then 'repeated diagnosis'
      when d.days >= 1 and g.first_on is not null then 'diagnosis and drug'
      when d.days >= 1 then 'one diagnosis'
      else 'measurements' end as basis,
    coalesce(d.kind, 'unknown') as kind,
    least(d.first_on, f.first_on, case when d.first_on is null and f.first_on is null then m.first_on end) as entered_on,
    coalesce(d.days, 0) as days
  from everybody e
  left join diagnosed d on d.person_id = e.person_id and d.disease = e.disease
  left join followed f on f.person_id = e.person_id and f.disease = e.disease
  left join drugs g on g.person_id = e.person_id and g.disease = e.disease
  left join measured m on m.person_id = e.person_id and m.disease = e.disease
),
aged as (
  select w.person_id, w.disease, w.certainty, w.basis, w.kind, w.entered_on, w.days, p.sex, p.county, p.left_on, p.birth_date,
    cast(extract(year from {{as_of}}) - extract(year from p.birth_date) - case when extract(month from {{as_of}}) * 100 + extract(day from {{as_of}}) < extract(month from p.birth_date) * 100 + extract(day from p.birth_date) then 1 else 0 end as integer) as age
  from weighed w
  left join {{ref('people')}} p on p.person_id = w.person_id
)
select
  a.person_id, a.disease, s.name_zh as disease_name, a.certainty, a.basis, a.kind, a.entered_on, a.days as diagnosis_days,
  coalesce(a.sex, 'unknown') as sex, a.age,
  case when a.age < 35 then '0-34' when a.age < 45 then '35-44' when a.age < 55 then '45-54' when a.age < 65 then '55-64' when a.age < 75 then '65-74' when a.age >= 75 then '75+' else 'unknown' end as age_group,
  a.county,
  coalesce(a.left_on > {{as_of}}, true) as is_active,
  a.disease in ('hypertension', 'diabetes') and a.kind not in ('secondary', 'type-1') and a.certainty in ('confirmed', 'probable') and coalesce(a.left_on > {{as_of}}, true) and coalesce(a.age >= {{param('minimum_age')}}, false) as is_served
from aged a
join {{valueset('registers')}} s on s.code = a.disease

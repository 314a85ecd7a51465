-- title: 住院（不含诊断） | Stays, without diagnoses
-- grain: one row per stay that has ended, from the front page, or from the settlement where there is none
-- column case_id: 病例 | Case
-- column basis: 依据 | Basis
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 出院科室 | Department of discharge
-- column team: 诊疗组（负责医师） | Team (its physician)
-- column insurance: 险种 | Insurance
-- column admitted_on: 入院日期 | Admitted on
-- column discharged_on: 出院日期 | Discharged on
-- column month: 出院月份 | Month of discharge
-- column year: 出院年份 | Year of discharge
-- column days [天 | days]: 住院日 | Length of stay
-- column sex: 性别（1 男，2 女） | Sex (1 male, 2 female)
-- column age_years [岁 | years]: 年龄 | Age
-- column age_days [天 | days]: 不足一岁者的日龄 | Days of age, under one year
-- column birth_weight_g [克 | g]: 新生儿体重 | Weight of a newborn
-- column discharge_way: 离院方式 | Way of discharge
-- column cost [元 | CNY]: 总费用 | Total charges
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column fund_payment [元 | CNY]: 基金已支付 | Paid by the fund so far
-- Diagnoses are joined later (cases), so that departments and charges, which tell no disease, keep their own level.
with pages as (
  select
    concat('F', cast(p.inpatient_case_id as varchar)) as case_id, '病案首页 Front page' as basis, p.person_id,
    coalesce(p.site_institution, p.settled_institution, t.institution, n.institution, '未说明') as institution,
    coalesce(c.discharge_department, '未说明') as department,
    coalesce({{param('team')}}, '') as team_kind, c.chief_physician, c.attending_physician,
    p.insurance, cast(c.admission_datetime as date) as admitted_on, p.discharged_on,
    coalesce(c.length_of_stay_days, {{datediff(day, c.admission_datetime, c.discharge_datetime)}}) as days,
    c.newborn_age_days, coalesce(nullif(c.newborn_admission_weight_g, 0), nullif(c.newborn_birth_weight_g, 0)) as weight_g,
    c.discharge_way,
    c.total_cost as cost,
    coalesce(c.western_drug_cost, 0) + coalesce(c.chinese_patent_drug_cost, 0) + coalesce(c.chinese_herb_cost, 0) as drug_cost,
    coalesce(c.consumable_cost, 0) as consumable_cost, p.fund_payment
  from {{ref('front_pages')}} p
  join {{input('cn_inpatient_case')}} c on c.inpatient_case_id = p.inpatient_case_id
  left join {{ref('source_names')}} n on n.source_id = p.source_id
  left join {{ref('team_institutions')}} t on t.source_id = p.source_id and t.department = coalesce(c.discharge_department, '') and t.physician = c.chief_physician
),
all_cases as (
  select case_id, basis, person_id, institution, department,
    coalesce(case when team_kind = 'chief' then chief_physician else attending_physician end, chief_physician, attending_physician, '未说明') as team,
    insurance, admitted_on, discharged_on, days, newborn_age_days, weight_g, discharge_way,
    cast(cost as double precision) as cost, cast(drug_cost as double precision) as drug_cost, cast(consumable_cost as double precision) as consumable_cost, fund_payment
  from pages
  union all
  select concat('S', cast(s.settlement_id as varchar)), '结算清单 Settlement', s.person_id, coalesce(s.institution, '未说明'), coalesce(s.department, '未说明'), '未说明',
    coalesce({{valueset_value('insurance_classes', class, s.insurance_type)}}, '其他 Other'), s.admitted_on, s.discharged_on,
    coalesce(s.days, {{datediff(day, s.admitted_on, s.discharged_on)}}), cast(null as integer), cast(null as double precision), cast(null as varchar),
    s.total_amount, u.drug_cost, u.consumable_cost, s.fund_payment
  from {{ref('unpaged_stays')}} u
  join {{ref('settled_stays')}} s on s.settlement_id = u.settlement_id
),
aged as (
  select a.*, p.gender_concept_id,
    -- Months and days of birth decide whether the birthday of the year has passed; without them the year alone is taken.
    cast(extract(year from a.admitted_on) as integer) - p.year_of_birth
      - case when p.month_of_birth * 100 + coalesce(p.day_of_birth, 1) > cast(extract(month from a.admitted_on) as integer) * 100 + cast(extract(day from a.admitted_on) as integer) then 1 else 0 end as years,
    case when p.day_of_birth is not null and p.month_of_birth is not null then {{datediff(day, {{safe_cast(concat(cast(p.year_of_birth as varchar), '-', right(concat('0', cast(p.month_of_birth as varchar)), 2), '-', right(concat('0', cast(p.day_of_birth as varchar)), 2)), date)}}, a.admitted_on)}} end as lived_days
  from all_cases a
  left join {{input('person')}} p on p.person_id = a.person_id
)
select case_id, basis, person_id, institution, department, team, insurance, admitted_on, discharged_on,
  cast({{date_trunc(month, discharged_on)}} as date) as month,
  cast(extract(year from discharged_on) as integer) as year,
  cast(greatest(1, days) as integer) as days,
  case gender_concept_id when 8507 then '1' when 8532 then '2' end as sex,
  cast(years as integer) as age_years,
  cast(case when years < 1 then coalesce(newborn_age_days, lived_days) end as integer) as age_days,
  cast(weight_g as integer) as birth_weight_g,
  discharge_way, cost, drug_cost, consumable_cost, fund_payment
from aged

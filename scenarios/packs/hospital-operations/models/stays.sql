-- title: 住院 | Stays
-- grain: one row per admission
-- column visit_occurrence_id: 就诊 | Visit
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column admitted_on: 入院日期 | Admitted on
-- column discharged_on: 出院日期 | Discharged on
-- column discharge_month: 出院月份 | Month of discharge
-- column leaves_bed_on: 床位空出日期 | Bed free from
-- column days [天 | days]: 住院日 | Length of stay
-- column state: 状态（discharged 已出院，open 未出院，impossible 出院早于入院） | State (discharged, open, impossible)
-- column main_diagnosis_code: 主要诊断编码 | Main diagnosis
-- column main_diagnosis_name: 主要诊断 | Name of main diagnosis
-- column operation_level [级 | level]: 最高手术级别 | Highest level of surgery
-- column discharge_way: 离院方式 | Way of discharge
-- column total_cost [元 | CNY]: 总费用 | Total cost
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column inpatient_case_id: 病案首页 | Front page
-- A stay that ends on the day on which it began counts one day (national health statistics). A stay without a discharge holds its
-- bed to the end of the data, but not for longer than the parameter says, since forgotten discharges would fill the hospital.
with cases as (
  select c.*, row_number() over (partition by c.visit_occurrence_id order by c.inpatient_case_id desc) as place
  from {{input('cn_inpatient_case')}} c
),
operations as (
  select inpatient_case_id, max({{safe_cast(operation_level, integer)}}) as operation_level
  from {{input('cn_inpatient_case_operation')}}
  group by inpatient_case_id
),
dated as (
  select
    v.visit_occurrence_id, v.person_id, v.institution, v.department,
    v.day as admitted_on,
    coalesce(v.ended_on, cast(c.discharge_datetime as date)) as discharged_on,
    c.length_of_stay_days, c.main_diagnosis_code, c.main_diagnosis_name, c.discharge_way, c.total_cost,
    coalesce(c.western_drug_cost, 0) + coalesce(c.chinese_patent_drug_cost, 0) + coalesce(c.chinese_herb_cost, 0) as drug_cost,
    c.consumable_cost, c.inpatient_case_id, o.operation_level
  from {{ref('visits')}} v
  left join cases c on c.visit_occurrence_id = v.visit_occurrence_id and c.place = 1
  left join operations o on o.inpatient_case_id = c.inpatient_case_id
  where v.kind = 'inpatient' and v.day <= {{as_of}}
)
select
  d.visit_occurrence_id, d.person_id, d.institution, d.department, d.admitted_on, d.discharged_on,
  case when d.discharged_on >= d.admitted_on then cast({{date_trunc(month, d.discharged_on)}} as date) end as discharge_month,
  case
    when d.discharged_on > d.admitted_on then d.discharged_on
    when d.discharged_on = d.admitted_on then cast({{dateadd(day, 1, d.admitted_on)}} as date)
    when d.discharged_on is null then cast(least({{dateadd(day, 1, e.last_day)}}, {{dateadd(day, {{param('open_stay_days')}}, d.admitted_on)}}) as date)
  end as leaves_bed_on,
  case when d.discharged_on >= d.admitted_on then cast(greatest(1, {{datediff(day, d.admitted_on, d.discharged_on)}}) as integer) end as days,
  case when d.discharged_on is null then 'open' when d.discharged_on < d.admitted_on then 'impossible' else 'discharged' end as state,
  d.main_diagnosis_code, d.main_diagnosis_name, d.operation_level, d.discharge_way,
  d.total_cost,
  case when d.inpatient_case_id is not null then d.drug_cost end as drug_cost,
  d.consumable_cost, d.inpatient_case_id
from dated d
cross join {{ref('extent')}} e

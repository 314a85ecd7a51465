-- title: 病例的评价要素 | What is judged of a case
-- grain: one row per case
-- column case_id: 病例 | Case
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 出院科室 | Department of discharge
-- column discharged_on: 出院日期 | Discharged on
-- column month: 出院月份 | Month of discharge
-- column year: 出院年份 | Year of discharge
-- column main_diagnosis_name: 主要诊断 | Main diagnosis
-- column drg: 病组 | DRG
-- column weight: 权重 | Weight
-- column risk_grade: 风险等级 | Grade of risk
-- column days [天 | days]: 住院日 | Length of stay
-- column cost [元 | CNY]: 总费用 | Total charges
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column time_ratio: 住院日与标杆之比 | Stay over benchmark
-- column cost_ratio: 费用与标杆之比 | Charges over benchmark
-- column has_page: 有病案首页 | Has a front page
-- column died: 死亡 | Died
-- column expected_death: 期望死亡 | Expected deaths
-- column is_surgery: 手术 | Surgery
-- column is_level4: 四级手术 | Level-4 surgery
-- column is_minimal: 微创 | Minimally invasive
-- column is_elective: 择期手术 | Elective surgery
-- column is_day: 24 小时内出院的择期手术 | Elective surgery and home within 24 hours
-- column is_complication: 手术并发症 | Complication of surgery
-- column is_clean: Ⅰ类切口手术 | Class I incision
-- column is_infected: Ⅰ类切口感染 | Class I incision infected
-- Flags are 1, 0, or empty where the data do not say: a case without a front page tells neither surgery nor outcome.
with paged as (
  select p.inpatient_case_id, concat('F', cast(p.inpatient_case_id as varchar)) as case_id, c.admission_path, c.admission_datetime, c.discharge_datetime
  from {{ref('front_pages')}} p
  join {{input('cn_inpatient_case')}} c on c.inpatient_case_id = p.inpatient_case_id
),
joined as (
  select c.*, p.inpatient_case_id, p.admission_path, p.admission_datetime, p.discharge_datetime,
    case when g.status in ('grouped', 'ambiguous') then g.drg end as drg, w.weight, w.risk_grade, w.mortality, w.benchmark_cost, w.benchmark_days,
    s.level, s.is_minimal, s.has_clean_incision, s.has_poor_healing, a.is_complication, a.is_incision_infection
  from {{ref('cases')}} c
  left join {{ref('grouped_cases')}} g on g.case_id = c.case_id
  left join {{ref('groups')}} w on w.drg = g.drg and g.status in ('grouped', 'ambiguous')
  left join paged p on p.case_id = c.case_id
  left join {{ref('surgery')}} s on s.inpatient_case_id = p.inpatient_case_id
  left join {{ref('acquired')}} a on a.inpatient_case_id = p.inpatient_case_id
)
select case_id, person_id, institution, department, discharged_on, month, year, main_diagnosis_name, drg, weight, risk_grade, days, cost, drug_cost, consumable_cost,
  cast(days as double precision) / nullif(benchmark_days, 0) as time_ratio, cost / nullif(benchmark_cost, 0) as cost_ratio,
  inpatient_case_id is not null as has_page,
  case when discharge_way = '5' then 1 when discharge_way is not null then 0 end as died,
  case when discharge_way is not null then mortality end as expected_death,
  case when inpatient_case_id is null then null when level is not null then 1 else 0 end as is_surgery,
  case when level is not null then case when level = 4 then 1 else 0 end end as is_level4,
  case when level is not null then case when is_minimal then 1 else 0 end end as is_minimal,
  case when level is not null then case when coalesce(admission_path, '') <> '1' then 1 else 0 end end as is_elective,
  case when level is not null and coalesce(admission_path, '') <> '1' then case when discharge_datetime <= {{dateadd(hour, 24, admission_datetime)}} then 1 else 0 end end as is_day,
  case when level is not null then case when coalesce(is_complication, false) then 1 else 0 end end as is_complication,
  case when level is not null and has_clean_incision then 1 when level is not null then 0 end as is_clean,
  case when level is not null and has_clean_incision then case when has_poor_healing or coalesce(is_incision_infection, false) then 1 else 0 end end as is_infected
from joined

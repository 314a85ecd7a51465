-- title: 病例分值 | Points of cases
-- grain: one row per case
-- column case_id: 病例 | Case
-- column basis: 依据 | Basis
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 出院科室 | Department of discharge
-- column team: 诊疗组 | Team
-- column insurance: 险种 | Insurance
-- column is_insured: 按病种分值付费 | Paid by score
-- column discharged_on: 出院日期 | Discharged on
-- column month: 出院月份 | Month of discharge
-- column year: 出院年份 | Year of discharge
-- column days [天 | days]: 住院日 | Length of stay
-- column main_diagnosis_code: 主要诊断编码 | Main diagnosis
-- column main_diagnosis_name: 主要诊断 | Name of main diagnosis
-- column main_operation_name: 主要手术 | Name of main operation
-- column dip_code: 病种 | Group
-- column type: 病种类别 | Kind of group
-- column match: 匹配方式 | Match
-- column status: 入组情况 | Status
-- column reason: 原因 | Reason
-- column score: 病种分值 | Score of the group
-- column ratio: 费用与病种均值之比 | Charges over the group's mean
-- column deviation: 偏差 | Deviation
-- column coefficient: 辅助目录系数 | Auxiliary coefficient
-- column final_score: 结算分值 | Final score
-- column hospital_coefficient: 机构系数 | Coefficient of the hospital
-- column points: 加权分值 | Points
-- column cost [元 | CNY]: 总费用 | Total charges
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column patient_paid [元 | CNY]: 个人支付 | Paid by the patient
-- column formula: 计分 | How the score came about
-- What a patient paid is the charges less what the fund paid; where no settlement says so, at the mean share of the same insurance.
with shares as (
  select insurance, 1 - sum(fund_payment) / nullif(sum(cost), 0) as patient_share
  from {{ref('cases')}}
  where fund_payment is not null and cost > 0
  group by insurance
)
select c.case_id, c.basis, c.person_id, c.institution, c.department, c.team, c.insurance,
  c.insurance in ('职工 Employees', '居民 Residents') as is_insured,
  c.discharged_on, c.month, c.year, c.days, c.main_diagnosis_code, c.main_diagnosis_name, c.main_operation_name,
  s.dip_code, s.type, s.match, s.status, s.reason, s.score, s.ratio,
  case when s.status <> 'grouped' then '未评价 Not judged' when s.deviation = 'low' then '低倍率 Low' when s.deviation = 'high' then '高倍率 High' else '正常 Normal' end as deviation,
  s.coefficient, s.final_score, coalesce(h.coefficient, 1) as hospital_coefficient, s.final_score * coalesce(h.coefficient, 1) as points,
  c.cost, c.drug_cost, c.consumable_cost,
  greatest(0, coalesce(c.cost - c.fund_payment, c.cost * w.patient_share, 0)) as patient_paid,
  (cast(s.path as json) ->> 'formula') as formula
from {{ref('cases')}} c
join {{ref('scored')}} s on s.case_id = c.case_id
left join {{ref('hospital_coefficients')}} h on h.hospital = c.institution
left join shares w on w.insurance = c.insurance

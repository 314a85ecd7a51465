-- title: 病例：病种、分值与盈亏 | Cases: group, score, gain and loss
-- grain: one row per case
-- column case_id: 病例 | Case
-- column basis: 依据 | Basis
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column department: 出院科室 | Department of discharge
-- column team: 诊疗组 | Team
-- column insurance: 险种 | Insurance
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
-- column status_text: 入组情况 | Status
-- column reason: 原因 | Reason
-- column score: 病种分值 | Score of the group
-- column ratio: 费用与病种均值之比 | Charges over the group's mean
-- column deviation: 偏差 | Deviation
-- column coefficient: 辅助目录系数 | Auxiliary coefficient
-- column final_score: 结算分值 | Final score
-- column hospital_coefficient: 机构系数 | Coefficient of the hospital
-- column points: 加权分值 | Points
-- column point_value [元 | CNY]: 当月点值 | Value of a point in the month
-- column standard [元 | CNY]: 支付标准 | Standard payment
-- column cost [元 | CNY]: 总费用 | Total charges
-- column gain [元 | CNY]: 盈亏 | Gain or loss
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column formula: 计分 | How the score came about
with valued as (
  select p.*, m.point_value from {{ref('points')}} p left join {{ref('point_values')}} m on m.month = p.month
)
select v.case_id, v.basis, v.person_id, v.institution, v.department, v.team, v.insurance, v.discharged_on, v.month, v.year, v.days,
  v.main_diagnosis_code, v.main_diagnosis_name, v.main_operation_name,
  v.dip_code, v.type, v.match,
  case v.status when 'grouped' then '已入组 Grouped' when 'ungroupable' then '未入组 Ungroupable' else '无效 Invalid' end as status_text,
  v.reason, v.score, v.ratio, v.deviation, v.coefficient, v.final_score, v.hospital_coefficient, v.points,
  case when v.is_insured then v.point_value end as point_value,
  case when v.is_insured then v.points * v.point_value end as standard,
  v.cost, case when v.is_insured then v.points * v.point_value - v.cost end as gain, v.drug_cost, v.consumable_cost,
  v.formula
from valued v

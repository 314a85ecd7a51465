-- title: 住院病例 | Cases
-- grain: one row per stay that has ended
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
-- column main_diagnosis_code: 主要诊断编码 | Main diagnosis
-- column main_diagnosis_name: 主要诊断 | Name of main diagnosis
-- column main_operation_code: 主要手术编码 | Main operation
-- column main_operation_name: 主要手术 | Name of main operation
-- column diagnoses: 诊断（主要诊断在前） | Diagnoses, main first
-- column procedures: 手术操作（主要手术在前） | Procedures, main first
-- column cost [元 | CNY]: 总费用 | Total charges
-- column drug_cost [元 | CNY]: 药品费用 | Drugs
-- column consumable_cost [元 | CNY]: 耗材费用 | Consumables
-- column fund_payment [元 | CNY]: 基金已支付 | Paid by the fund so far
select s.case_id, s.basis, s.person_id, s.institution, s.department, s.team, s.insurance, s.admitted_on, s.discharged_on, s.month, s.year, s.days, s.sex,
  s.age_years, s.age_days, s.birth_weight_g, s.discharge_way, k.main_diagnosis_code, k.main_diagnosis_name, k.main_operation_code,
  k.main_operation_name, k.diagnoses, k.procedures, s.cost, s.drug_cost, s.consumable_cost, s.fund_payment
from {{ref('stays')}} s
left join {{ref('codes')}} k on k.case_id = s.case_id

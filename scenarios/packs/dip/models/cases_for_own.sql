-- title: 按本库目录入组的病例 | Cases to score by the catalogue of the library
-- grain: one row per case where the parameter says so, else none
-- materialise: view
-- column case_id: 病例 | Case
-- column diagnoses: 诊断（主要诊断在前） | Diagnoses, main first
-- column procedures: 手术操作 | Procedures
-- column cost [元 | CNY]: 总费用 | Total charges
-- column age_years [岁 | years]: 年龄 | Age
-- column length_of_stay_days [天 | days]: 住院日 | Length of stay
-- column discharge_way: 离院方式 | Way of discharge
select case_id, diagnoses, procedures, cost, age_years, days as length_of_stay_days, discharge_way
from {{ref('cases')}}
where {{param('catalogue')}} = 'own' and exists (select 1 from {{ref('library')}})

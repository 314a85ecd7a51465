-- title: 待分组病例 | Cases to group
-- grain: one row per case
-- materialise: view
-- column case_id: 病例 | Case
-- column sex: 性别（1 男，2 女） | Sex (1 male, 2 female)
-- column age_years [岁 | years]: 年龄 | Age
-- column age_days [天 | days]: 不足一岁者的日龄 | Days of age, under one year
-- column birth_weight_g [克 | g]: 新生儿体重 | Weight of a newborn
-- column length_of_stay_days [天 | days]: 住院日 | Length of stay
-- column discharge_way: 离院方式 | Way of discharge
-- column diagnoses: 诊断（主要诊断在前） | Diagnoses, main first
-- column procedures: 手术操作 | Procedures
select case_id, sex, age_years, age_days, birth_weight_g, days as length_of_stay_days, discharge_way, diagnoses, procedures
from {{ref('cases')}}

-- title: 年龄与性别 | Age and sex
-- grain: one row per disease, age group and sex
-- column disease_name: 病种 | Disease
-- column age_group: 年龄组 | Age group
-- column sex: 性别 | Sex
-- column registered [人 | people]: 在册 | Registered
select m.disease_name, m.age_group, m.sex, count(*) as registered
from {{ref('managed')}} m
group by m.disease_name, m.age_group, m.sex

-- title: 病例库（建目录所据） | Library of cases for the catalogue
-- grain: one row per case of the last years with a usable main diagnosis and charges
-- column case_id: 病例 | Case
-- column year: 年 | Year
-- column diagnoses: 诊断（主要诊断在前） | Diagnoses, main first
-- column procedures: 手术操作 | Procedures
-- column cost [元 | CNY]: 总费用 | Total charges
-- column age_years [岁 | years]: 年龄 | Age
-- column length_of_stay_days [天 | days]: 住院日 | Length of stay
-- column discharge_way: 离院方式 | Way of discharge
with last_year as (
  select max(year) as year from {{ref('cases')}}
)
select c.case_id, c.year, c.diagnoses, c.procedures, c.cost, c.age_years, c.days as length_of_stay_days, c.discharge_way
from {{ref('cases')}} c
cross join last_year l
where c.year > l.year - {{param('library_years')}} and c.cost > 0 and {{regexp_like(coalesce(c.diagnoses, ''), '^[A-Z][0-9][0-9][.][0-9A-Za-z]')}}

-- title: 每月业务量 | Volume per month
-- grain: one row per month, institution and department
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column outpatient [人次 | visits]: 门诊 | Outpatient
-- column emergency [人次 | visits]: 急诊 | Emergency
-- column admissions [人次 | stays]: 入院 | Admissions
-- column preventive [人次 | visits]: 预防保健 | Preventive
-- column other [人次 | visits]: 其他 | Other
-- column timed [人次 | visits]: 知道时刻的门急诊 | Outpatient and emergency visits with a known hour
-- column night [人次 | visits]: 夜间门急诊 | At night
select
  d.month, d.institution, d.department,
  cast(sum(d.outpatient) as bigint) as outpatient,
  cast(sum(d.emergency) as bigint) as emergency,
  cast(sum(d.admissions) as bigint) as admissions,
  cast(sum(d.preventive) as bigint) as preventive,
  cast(sum(d.other) as bigint) as other,
  cast(sum(d.timed) as bigint) as timed,
  cast(sum(d.night) as bigint) as night
from {{ref('daily_visits')}} d
cross join {{ref('extent')}} e
where d.month <= e.last_month and d.month >= e.first_month
group by d.month, d.institution, d.department

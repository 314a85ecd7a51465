-- title: 科室逐月 | Departments by month
-- grain: one row per indicator, institution, department and month
-- column indicator: 指标 | Indicator
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column month: 月份 | Month
-- column stays [人次 | stays]: 分母 | Denominator
-- column observed [例 | cases]: 观察 | Observed
select e.indicator, e.institution, e.department, e.month, count(*) as stays, cast(sum(e.event) as bigint) as observed
from {{ref('events')}} e
group by e.indicator, e.institution, e.department, e.month

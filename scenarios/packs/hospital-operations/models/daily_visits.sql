-- title: 每日业务量 | Volume per day
-- grain: one row per day, institution and department
-- column day: 日期 | Day
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column outpatient [人次 | visits]: 门诊 | Outpatient
-- column emergency [人次 | visits]: 急诊 | Emergency
-- column admissions [人次 | stays]: 入院 | Admissions
-- column preventive [人次 | visits]: 预防保健 | Preventive
-- column other [人次 | visits]: 其他 | Other
-- column timed [人次 | visits]: 知道时刻的门急诊 | Outpatient and emergency visits with a known hour
-- column night [人次 | visits]: 夜间门急诊 | Outpatient and emergency visits at night
select
  v.day,
  cast({{date_trunc(month, v.day)}} as date) as month,
  v.institution,
  v.department,
  count(case when v.kind = 'outpatient' then 1 end) as outpatient,
  count(case when v.kind = 'emergency' then 1 end) as emergency,
  count(case when v.kind = 'inpatient' then 1 end) as admissions,
  count(case when v.kind = 'preventive' then 1 end) as preventive,
  count(case when v.kind = 'other' then 1 end) as other,
  count(case when v.kind in ('outpatient', 'emergency') and v.hour is not null then 1 end) as timed,
  count(case when v.kind in ('outpatient', 'emergency') and (v.hour >= {{param('night_from')}} or v.hour < {{param('night_until')}}) then 1 end) as night
from {{ref('visits')}} v
where v.day <= {{as_of}}
group by v.day, v.institution, v.department

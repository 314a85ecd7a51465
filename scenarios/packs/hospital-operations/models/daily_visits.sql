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
  c.day,
  cast({{date_trunc(month, c.day)}} as date) as month,
  p.institution,
  p.department,
  cast(sum(case when c.kind = 1 then c.visits else 0 end) as bigint) as outpatient,
  cast(sum(case when c.kind = 2 then c.visits else 0 end) as bigint) as emergency,
  cast(sum(case when c.kind = 3 then c.visits else 0 end) as bigint) as admissions,
  cast(sum(case when c.kind = 4 then c.visits else 0 end) as bigint) as preventive,
  cast(sum(case when c.kind = 5 then c.visits else 0 end) as bigint) as other,
  cast(sum(case when c.kind in (1, 2) and c.hour is not null then c.visits else 0 end) as bigint) as timed,
  cast(sum(case when c.kind in (1, 2) and (c.hour >= {{param('night_from')}} or c.hour < {{param('night_until')}}) then c.visits else 0 end) as bigint) as night
from {{ref('visit_counts')}} c
join {{ref('places')}} p on p.place_id = c.place_id
where c.day <= {{as_of}}
group by c.day, p.institution, p.department

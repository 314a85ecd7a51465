-- title: 日期有误的就诊 | Visits with impossible dates
-- grain: one row per institution and fault
-- column institution: 机构 | Institution
-- column fault: 问题 | Fault
-- column visits [人次 | visits]: 人次 | Visits
select v.institution, '日期晚于数据末日 After the end of the data' as fault, count(*) as visits
from {{ref('visits')}} v
cross join {{ref('extent')}} e
where v.day > e.last_day
group by v.institution
union all
select s.institution, '出院早于入院 Discharged before admission', count(*)
from {{ref('stays')}} s
where s.state = 'impossible'
group by s.institution

-- title: 日期有误的就诊 | Visits with impossible dates
-- grain: one row per institution and fault
-- column institution: 机构 | Institution
-- column fault: 问题 | Fault
-- column visits [人次 | visits]: 人次 | Visits
select p.institution, '日期晚于数据末日 After the end of the data' as fault, cast(sum(c.visits) as bigint) as visits
from {{ref('visit_counts')}} c
join {{ref('places')}} p on p.place_id = c.place_id
cross join {{ref('extent')}} e
where c.day > e.last_day
group by p.institution
union all
select s.institution, '出院日期不可能 Impossible date of discharge', count(*)
from {{ref('stays')}} s
where s.state = 'impossible'
group by s.institution

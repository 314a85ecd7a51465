-- title: 同病多处就医 | The same problem at several institutions
-- grain: one row per person and problem, with the window in which most institutions were seen
-- column person_id: 患者 | Person
-- column problem: 问题 | Problem
-- column from_day: 自 | From
-- column to_day: 至 | To
-- column institutions [家 | institutions]: 机构数 | Institutions
-- column visits [人次 | visits]: 就诊天数 | Days with a visit
-- column names: 机构 | Institutions
with windows as (
  select a.person_id, a.problem, a.day as from_day, max(b.day) as to_day, count(distinct b.institution) as institutions, count(*) as visits
  from (select distinct person_id, problem, day from {{ref('problem_visits')}}) a
  join {{ref('problem_visits')}} b on b.person_id = a.person_id and b.problem = a.problem
    and b.day >= a.day and {{datediff(day, a.day, b.day)}} < {{param('shopping_days')}}
  group by a.person_id, a.problem, a.day
),
most as (
  select w.*, row_number() over (partition by person_id, problem order by institutions desc, visits desc, from_day) as place
  from windows w
  where institutions >= {{param('shopping_institutions')}}
),
named as (
  select distinct m.person_id, m.problem, p.institution
  from most m
  join {{ref('problem_visits')}} p on p.person_id = m.person_id and p.problem = m.problem and p.day between m.from_day and m.to_day
  where m.place = 1
),
listed as (
  select person_id, problem, {{string_agg(institution, ', ', order by institution)}} as names from named group by person_id, problem
)
select m.person_id, m.problem, m.from_day, m.to_day, m.institutions, m.visits, l.names
from most m
join listed l on l.person_id = m.person_id and l.problem = m.problem
where m.place = 1

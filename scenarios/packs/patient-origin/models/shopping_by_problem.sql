-- title: 多处就医的问题 | Problems for which several institutions are seen
-- grain: one row per problem
-- column problem: 问题 | Problem
-- column label: 名称 | Name
-- column people [人 | people]: 人数 | People
-- column institutions [家 | institutions]: 平均机构数 | Institutions on average
-- column visits [人次 | visits]: 平均就诊天数 | Days with a visit on average
with names as (
  select substr(condition_source_value, 1, 3) as problem, min(condition_source_name) as name
  from {{input('condition_occurrence')}}
  where condition_source_value is not null and condition_source_name is not null
  group by substr(condition_source_value, 1, 3)
)
select s.problem, concat(s.problem, ' ', coalesce(max(n.name), '')) as label,
  count(*) as people, avg(cast(s.institutions as double precision)) as institutions, avg(cast(s.visits as double precision)) as visits
from {{ref('shopping')}} s
left join names n on n.problem = s.problem
group by s.problem

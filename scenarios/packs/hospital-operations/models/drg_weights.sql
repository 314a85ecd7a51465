-- title: 病组 | Diagnosis-related groups
-- grain: one row per group
-- column drg: 病组 | Group
-- column mdc: 主要诊断大类 | MDC
-- column cases [例 | cases]: 病例 | Cases
-- column most_seen: 最常见主要诊断 | Main diagnosis seen most
-- column average_cost [元 | CNY]: 例均费用 | Average cost
-- column average_stay [天 | days]: 平均住院日 | Average length of stay
-- column weight: 相对权重 | Relative weight
-- The weight of a group is its average cost over that of all grouped cases (CHS-DRG technical specification); it is of the data at hand.
with cases as (
  select g.drg, g.mdc, s.total_cost, s.days, s.main_diagnosis_name
  from {{ref('grouped_cases')}} g
  join {{ref('stays')}} s on s.visit_occurrence_id = g.case_id
  where g.status in ('grouped', 'ambiguous')
),
names as (
  select drg, main_diagnosis_name, row_number() over (partition by drg order by count(*) desc, main_diagnosis_name) as place
  from cases
  where main_diagnosis_name is not null
  group by drg, main_diagnosis_name
),
overall as (
  select avg(cast(total_cost as double precision)) as cost from cases where total_cost > 0
)
select
  c.drg, c.mdc, count(*) as cases, n.main_diagnosis_name as most_seen,
  avg(case when c.total_cost > 0 then cast(c.total_cost as double precision) end) as average_cost,
  avg(cast(c.days as double precision)) as average_stay,
  avg(case when c.total_cost > 0 then cast(c.total_cost as double precision) end) / max(o.cost) as weight
from cases c
cross join overall o
left join names n on n.drg = c.drg and n.place = 1
group by c.drg, c.mdc, n.main_diagnosis_name

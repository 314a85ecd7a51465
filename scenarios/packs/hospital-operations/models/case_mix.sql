-- title: 病种构成 | Case mix
-- grain: one row per year of discharge and institution
-- column year: 年 | Year
-- column institution: 机构 | Institution
-- column cases [例 | cases]: 病例 | Cases
-- column grouped [例 | cases]: 入组病例 | Grouped cases
-- column grouped_share [% | %]: 入组率 | Share grouped
-- column groups [组 | groups]: 病组数 | Groups
-- column cmi: 病例组合指数 | Case-mix index
-- column cost_index: 费用消耗指数 | Index of cost
-- column time_index: 时间消耗指数 | Index of time
-- column level4_share [% | %]: 四级手术占手术患者 | Level-4 surgery among those operated
with cases as (
  select cast(extract(year from s.discharged_on) as integer) as year, s.institution, s.days, s.total_cost, s.operation_level,
    w.drg, w.weight, w.average_cost, w.average_stay
  from {{ref('grouped_cases')}} g
  join {{ref('stays')}} s on s.visit_occurrence_id = g.case_id
  left join {{ref('drg_weights')}} w on w.drg = g.drg and g.status in ('grouped', 'ambiguous')
)
select
  year, institution,
  count(*) as cases,
  count(drg) as grouped,
  100.0 * count(drg) / count(*) as grouped_share,
  count(distinct drg) as groups,
  avg(weight) as cmi,
  avg(case when total_cost > 0 then cast(total_cost as double precision) / nullif(average_cost, 0) end) as cost_index,
  avg(cast(days as double precision) / nullif(average_stay, 0)) as time_index,
  100.0 * count(case when operation_level = 4 then 1 end) / nullif(count(operation_level), 0) as level4_share
from cases
group by year, institution

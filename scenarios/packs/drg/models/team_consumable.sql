-- title: 各诊疗组耗材费用（方差分析所据） | Values of consumables by team, for the analysis of variance
-- grain: one row per case
-- materialise: view
-- column team: 诊疗组 | Team
-- column value [元 | CNY]: 耗材费用 | Value of consumables
-- Empty where the test cannot be made: fewer than two teams, or no spread within any team.
with spread as (
  select team, count(consumable_cost) as cases, var_samp(consumable_cost) as variance
  from {{ref('team_cases')}}
  group by team
  having count(consumable_cost) >= 2
),
testable as (
  select count(*) as teams, max(variance) as variance from spread
)
select c.team, cast(c.consumable_cost as double precision) as value
from {{ref('team_cases')}} c
join spread s on s.team = c.team
cross join testable t
where c.consumable_cost is not null and t.teams >= 2 and t.variance > 0.000001

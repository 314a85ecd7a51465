-- title: 诊疗组差异检验 | Tests of difference between teams
-- grain: one row per measure that can be tested
-- column measure: 项目 | Measure
-- column code: 病组或手术 | Group or operation
-- column title: 名称 | Name
-- column teams [组 | teams]: 诊疗组数 | Teams
-- column cases [例 | cases]: 病例 | Cases
-- column f: F | F
-- column p: P | P
-- column verdict: 判断 | Verdict
with tests as (
  select 1 as place, '药品费用 Drugs' as measure, statistic, p_value from {{ref('anova_drug')}} where statistic is not null
  union all
  select 2, '耗材费用 Consumables', statistic, p_value from {{ref('anova_consumable')}} where statistic is not null
  union all
  select 3, '盈亏 Gain or loss', statistic, p_value from {{ref('anova_gain')}} where statistic is not null
)
select t.measure, c.code, c.title, c.teams, c.cases, t.statistic as f, t.p_value as p,
  case when t.p_value < 0.05 then '差异有统计学意义 Significant' else '无统计学差异 Not significant' end as verdict
from tests t
cross join {{ref('team_choice')}} c

-- title: 机构、科室、诊疗组与病种的分值 | Scores of institutions, departments, teams and groups
-- grain: one row per year of discharge, level and unit; year 0 is all years
-- column year: 年（0 为全部） | Year (0: all)
-- column level: 层级（region 地区，institution 机构，department 科室，team 诊疗组，group 病种） | Level
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column team: 诊疗组 | Team
-- column dip_code: 病种 | Group
-- column unit: 名称 | Unit
-- column cases [例 | cases]: 病例 | Cases
-- column grouped_share [% | %]: 入组率 | Share grouped
-- column core_share [% | %]: 核心病种占比 | Share in core groups
-- column groups [种 | groups]: 病种数 | Number of groups
-- column score: 总分值 | Total score
-- column mean_score: 例均分值 | Mean score
-- column low_share [% | %]: 低倍率占比 | Share of low cases
-- column high_share [% | %]: 高倍率占比 | Share of high cases
-- column auxiliary_share [% | %]: 用辅助系数占比 | Share with an auxiliary coefficient
-- column mean_cost [元 | CNY]: 例均费用 | Mean charges
-- column cost_index: 费用消耗指数 | Index of cost
-- column insured [例 | cases]: 付费病例 | Cases paid by score
-- column cost [元 | CNY]: 付费病例的费用 | Their charges
-- column standard [元 | CNY]: 支付标准 | Standard payment
-- column gain [元 | CNY]: 盈亏 | Gain or loss
-- column gain_per_case [元 | CNY]: 例均盈亏 | Gain per case
with counted as (
  select
    case when grouping(year) = 1 then 0 else year end as year,
    case when grouping(dip_code) = 0 then 'group' when grouping(team) = 0 then 'team' when grouping(department) = 0 then 'department' when grouping(institution) = 0 then 'institution' else 'region' end as level,
    institution, department, team, dip_code,
    count(*) as cases, count(score) as grouped, count(case when match in ('exact', 'conservative', 'subset') then 1 end) as core, count(distinct dip_code) as groups,
    sum(final_score) as score, avg(final_score) as mean_score,
    count(case when deviation = '低倍率 Low' then 1 end) as low, count(case when deviation = '高倍率 High' then 1 end) as high, count(case when coefficient <> 1 then 1 end) as auxiliary,
    avg(cost) as mean_cost, avg(ratio) as cost_index,
    count(standard) as insured, sum(case when standard is not null then cost end) as cost, sum(standard) as standard, sum(gain) as gain, avg(gain) as gain_per_case
  from {{ref('case_list')}}
  group by grouping sets (
    (), (institution), (institution, department), (institution, department, team), (dip_code),
    (year), (year, institution), (year, institution, department), (year, institution, department, team), (year, dip_code))
)
select c.year, c.level, c.institution, c.department, c.team, c.dip_code,
  case c.level
    when 'region' then '全部 All' when 'institution' then c.institution when 'department' then concat(c.institution, '/', c.department)
    when 'team' then concat(c.institution, '/', c.department, '/', c.team) else coalesce(c.dip_code, '未入组 None') end as unit,
  cases, 100.0 * grouped / cases as grouped_share, 100.0 * core / nullif(grouped, 0) as core_share, groups, score, mean_score,
  100.0 * low / nullif(grouped, 0) as low_share, 100.0 * high / nullif(grouped, 0) as high_share, 100.0 * auxiliary / nullif(grouped, 0) as auxiliary_share,
  mean_cost, cost_index, insured, cost, standard, gain, gain_per_case
from counted c
where c.cases > 0

-- title: 五维指标得分 | Scores of the indicators
-- grain: one row per year, unit and indicator
-- column indicator: 指标 | Indicator
-- column dimension: 维度 | Dimension
-- column title: 指标名称 | Name
-- column direction: 方向 | Direction
-- column weight: 维度内权重 | Weight within the dimension
-- column unit: 单位 | Unit
-- column year: 年 | Year
-- column level: 层级 | Level
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column numerator: 分子 | Numerator
-- column denominator: 分母 | Denominator
-- column value: 值 | Value
-- column peers [家 | units]: 可比单位 | Peers
-- column score [分 | points]: 得分（0–100） | Score (0–100)
-- Percentile: the share of peers that are worse, ties counting half. Min–max: the place between the worst and the best peer. All equal: 50. Peers are units
-- of the same level and year, or departments of the same name where the parameter says so. Without another peer, or without a value, there is no score.
with grouped as (
  select v.*, case when {{param('peers')}} = 'same_name' and level = 'department' then department else '' end as peer_group, value * direction as good
  from {{ref('indicator_values')}} v
  where value is not null
),
compared as (
  select g.*,
    count(*) over (partition by indicator, year, level, peer_group) as peers,
    rank() over (partition by indicator, year, level, peer_group order by good) as place,
    count(*) over (partition by indicator, year, level, peer_group, good) as ties,
    min(good) over (partition by indicator, year, level, peer_group) as worst,
    max(good) over (partition by indicator, year, level, peer_group) as best
  from grouped g
),
scored as (
  select c.*,
    case
      when peers < 2 then null
      when {{param('scaling')}} = 'minmax' then case when best = worst then 50.0 else 100.0 * (good - worst) / (best - worst) end
      else 100.0 * (place - 1 + (ties - 1) / 2.0) / (peers - 1)
    end as score
  from compared c
)
select v.indicator, v.dimension, v.title, v.direction, v.weight, v.unit, v.year, v.level, v.institution, v.department, v.numerator, v.denominator, v.value, coalesce(s.peers, 0) as peers, s.score
from {{ref('indicator_values')}} v
left join scored s on s.indicator = v.indicator and s.year = v.year and s.level = v.level and s.institution = v.institution and coalesce(s.department, '') = coalesce(v.department, '')

-- title: 五维得分 | Scores of the five dimensions
-- grain: one row per year, unit and dimension
-- column year: 年 | Year
-- column level: 层级 | Level
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column unit: 名称 | Unit
-- column dimension: 维度 | Dimension
-- column place: 次序 | Order
-- column score [分 | points]: 得分 | Score
-- column dimension_weight: 维度权重 | Weight of the dimension
-- column used [项 | indicators]: 用到的指标 | Indicators used
-- column missing [项 | indicators]: 缺失的指标 | Indicators missing
-- column missing_titles: 缺失哪些 | Which are missing
-- A missing indicator gives its weight to the others of its dimension.
select year, level, institution, department, case level when 'institution' then institution else concat(institution, '/', department) end as unit,
  case dimension when '学科' then '1 学科 Discipline' when '技术' then '2 技术 Technique' when '质量' then '3 质量 Quality' when '成本' then '4 成本 Cost' else '5 效率 Efficiency' end as dimension,
  case dimension when '学科' then 1 when '技术' then 2 when '质量' then 3 when '成本' then 4 else 5 end as place,
  sum(score * weight) / nullif(sum(case when score is not null then weight end), 0) as score,
  cast(case dimension when '学科' then {{param('weight_discipline')}} when '技术' then {{param('weight_technique')}} when '质量' then {{param('weight_quality')}} when '成本' then {{param('weight_cost')}} else {{param('weight_efficiency')}} end as double precision) as dimension_weight,
  count(score) as used, count(*) - count(score) as missing,
  {{string_agg(case when score is null then title end, '、', order by indicator)}} as missing_titles
from {{ref('indicator_scores')}}
group by year, level, institution, department, dimension

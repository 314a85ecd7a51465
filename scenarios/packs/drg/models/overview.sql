-- title: 总览 | Overview
-- grain: one row per institution and year with cases; 全部 All first
-- column place: 次序 | Order
-- column institution: 机构 | Institution
-- column year: 年 | Year
-- column cases [例 | cases]: 病例 | Cases
-- column grouped_share [% | %]: 入组率 | Share grouped
-- column groups [组 | groups]: 病组数 | Number of groups
-- column total_weight: 总权重 | Total weight
-- column cmi: 病例组合指数 CMI | Case-mix index
-- column time_index: 时间消耗指数 | Index of time
-- column cost_index: 费用消耗指数 | Index of cost
-- column low_risk_mortality [% | %]: 低风险组病死率 | Low-risk mortality
-- column gain [元 | CNY]: 盈亏 | Gain or loss
-- column high_share [% | %]: 高倍率占比 | Share of high cases
-- column low_share [% | %]: 低倍率占比 | Share of low cases
-- column drug_share [% | %]: 药占比 | Share of drugs
-- column consumable_share [% | %]: 耗占比 | Share of consumables
select case when level = 'region' then 1 else 2 end as place, unit as institution, year, cases, grouped_share, groups, total_weight, cmi, time_index, cost_index, low_risk_mortality, gain,
  100.0 * high_cases / cases as high_share, 100.0 * low_cases / cases as low_share, drug_share, consumable_share
from {{ref('units')}}
where level in ('region', 'institution') and year > 0

-- title: 逐月趋势 | Trend by month
-- grain: one row per month and institution; 全部 All is all institutions
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column cases [例 | cases]: 病例 | Cases
-- column grouped_share [% | %]: 入组率 | Share grouped
-- column groups [组 | groups]: 病组数 | Number of groups
-- column total_weight: 总权重 | Total weight
-- column cmi: 病例组合指数 CMI | Case-mix index
-- column time_index: 时间消耗指数 | Index of time
-- column cost_index: 费用消耗指数 | Index of cost
-- column mean_cost [元 | CNY]: 例均费用 | Mean charges
-- column payment [元 | CNY]: 应支付 | Payment
-- column cost [元 | CNY]: 付费病例的费用 | Charges of cases paid by DRG
-- column gain [元 | CNY]: 盈亏 | Gain or loss
-- column high_cases [例 | cases]: 高倍率（含极高） | High cases
-- column low_cases [例 | cases]: 低倍率（含极低） | Low cases
select
  month, case when grouping(institution) = 1 then '全部 All' else institution end as institution,
  count(*) as cases, 100.0 * count(case when status in ('grouped', 'ambiguous') then 1 end) / count(*) as grouped_share,
  count(distinct case when status in ('grouped', 'ambiguous') then drg end) as groups,
  sum(weight) as total_weight, avg(weight) as cmi,
  avg(cast(days as double precision) / nullif(benchmark_days, 0)) as time_index, avg(ratio) as cost_index, avg(cost) as mean_cost,
  sum(payment) as payment, sum(case when payment is not null then cost end) as cost, sum(gain) as gain,
  count(case when deviation in ('高倍率 High', '极高 Very high') then 1 end) as high_cases,
  count(case when deviation in ('低倍率 Low', '极低 Very low') then 1 end) as low_cases
from {{ref('case_list')}}
group by grouping sets ((month), (month, institution))

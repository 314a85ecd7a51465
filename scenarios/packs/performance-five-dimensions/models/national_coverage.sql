-- title: 国考指标：数据能否支持 | National indicators: what the data support
-- grain: one row per indicator of the manual
-- column code: 序号 | Number
-- column place: 次序 | Order
-- column title: 指标 | Indicator
-- column area: 类别 | Area
-- column trend: 导向 | Direction of the manual
-- column support: 支持 | Support
-- column values_found [个 | values]: 年度值个数 | Values by year
-- column note: 口径或为何不能 | How it is counted, or why not
with found as (
  select code, count(*) as n from {{ref('national_values')}} where period_kind = 'year' group by code
)
select d.code, coalesce({{safe_cast(d.code, integer)}}, 56) as place, d.title, d.area, d.trend,
  case when d.support = 'no' then '不支持 Not supported' when coalesce(f.n, 0) = 0 then '暂无数据 No data yet' when d.support = 'yes' then '支持 Supported' else '近似 Approximate' end as support,
  coalesce(f.n, 0) as values_found, d.note
from {{valueset('national_indicators')}} d
left join found f on f.code = d.code

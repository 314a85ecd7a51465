-- title: 月业务量与预测 | Monthly volume and forecast
-- grain: one row per month and kind
-- column kind: 类别 | Kind
-- column month: 月份 | Month
-- column visits [人次 | visits]: 实际 | Actual
-- column forecast [人次 | visits]: 预测 | Forecast
-- column lower [人次 | visits]: 下限 | Lower
-- column upper [人次 | visits]: 上限 | Upper
select kind, month, visits, cast(null as double precision) as forecast, cast(null as double precision) as lower, cast(null as double precision) as upper
from {{ref('monthly_series')}}
union all
select f."group", f.date, cast(null as bigint), f.estimate, f.conf_low, f.conf_high
from {{ref('monthly_forecast')}} f

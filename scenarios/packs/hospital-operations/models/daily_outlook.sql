-- title: 日业务量与预测 | Daily volume and forecast
-- grain: one row per day and kind, from 56 days before the end
-- column kind: 类别 | Kind
-- column day: 日期 | Day
-- column visits [人次 | visits]: 实际 | Actual
-- column forecast [人次 | visits]: 预测 | Forecast
-- column lower [人次 | visits]: 下限 | Lower
-- column upper [人次 | visits]: 上限 | Upper
select s.kind, s.day, s.visits, cast(null as double precision) as forecast, cast(null as double precision) as lower, cast(null as double precision) as upper
from {{ref('daily_series')}} s
cross join {{ref('extent')}} e
where s.day > {{dateadd(day, -56, e.last_day)}}
union all
select f."group", f.date, cast(null as bigint), f.estimate, f.conf_low, f.conf_high
from {{ref('daily_forecast')}} f

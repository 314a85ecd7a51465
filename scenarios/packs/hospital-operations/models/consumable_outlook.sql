-- title: 耗材用量与预测 | Consumables and forecast
-- grain: one row per item and month
-- column item: 耗材 | Item
-- column month: 月份 | Month
-- column used [件 | units]: 实际用量 | Used
-- column forecast [件 | units]: 预测 | Forecast
-- column lower [件 | units]: 下限 | Lower
-- column upper [件 | units]: 上限 | Upper
select item, month, quantity as used, cast(null as double precision) as forecast, cast(null as double precision) as lower, cast(null as double precision) as upper
from {{ref('consumable_series')}}
union all
select f."group", f.date, cast(null as double precision), f.estimate, f.conf_low, f.conf_high
from {{ref('consumable_forecast')}} f

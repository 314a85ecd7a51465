-- title: 月结算与预测 | Settlement by month and forecast
-- grain: one row per month
-- column month: 月份 | Month
-- column year: 年 | Year
-- column payment [元 | CNY]: 应支付 | Payment
-- column forecast [元 | CNY]: 预测 | Forecast
-- column lower [元 | CNY]: 下限 | Lower
-- column upper [元 | CNY]: 上限 | Upper
select month, cast(extract(year from month) as integer) as year, payment, cast(null as double precision) as forecast, cast(null as double precision) as lower, cast(null as double precision) as upper
from {{ref('settlement_series')}}
union all
select date, cast(extract(year from date) as integer), cast(null as double precision), estimate, conf_low, conf_high
from {{ref('settlement_forecast')}}

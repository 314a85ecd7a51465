-- title: 预测的回测 | Forecast put to the test
-- grain: one row per kind: the last 28 days forecast without them, and the same weekday of the week before as the yardstick
-- column kind: 类别 | Kind
-- column days [天 | days]: 天数 | Days
-- column error_share [% | %]: 预测误差（绝对误差合计/实际合计） | Error of the forecast (sum of absolute errors over sum)
-- column naive_share [% | %]: 朴素法误差（重复最后一周） | Error of repeating the last week
-- column inside_share [% | %]: 实际值落在95%区间内的天数 | Days inside the 95 % limits
with actual as (
  select f."group" as kind, f.date as day, coalesce(s.visits, 0) as visits, f.estimate, f.conf_low, f.conf_high
  from {{ref('daily_forecast_held_back')}} f
  left join {{ref('daily_series')}} s on s.kind = f."group" and s.day = f.date
),
-- The last week before what was held back, seven days by place in the week.
naive as (
  select s.kind, mod({{datediff(day, cast('2001-01-01' as date), s.day)}}, 7) as weekday, s.visits
  from {{ref('daily_series_held_back')}} s
  where s.day > (select {{dateadd(day, -7, max(h.day))}} from {{ref('daily_series_held_back')}} h)
)
select
  a.kind, count(*) as days,
  100.0 * sum(abs(a.estimate - a.visits)) / nullif(sum(a.visits), 0) as error_share,
  100.0 * sum(abs(coalesce(n.visits, 0) - a.visits)) / nullif(sum(a.visits), 0) as naive_share,
  100.0 * count(case when a.visits between a.conf_low and a.conf_high then 1 end) / count(*) as inside_share
from actual a
left join naive n on n.kind = a.kind and n.weekday = mod({{datediff(day, cast('2001-01-01' as date), a.day)}}, 7)
group by a.kind

-- title: 数据的时间范围 | The time that the data cover
-- grain: one row, where there is any visit
-- column first_day: 最早日期 | First day
-- column last_day: 最近日期 | Last day
-- column last_month: 最近完整月份 | Last complete month
-- column year_from: 最近12个月自 | Last twelve months from
-- A slip of the pen in a date must not become "today": the last day is the last one with at least a tenth of a usual day's visits.
with per_day as (
  select day, count(*) as n from {{ref('visits')}} group by day
),
usual as (
  select percentile_cont(0.5) within group (order by n) as n from per_day
),
range_of as (
  select min(p.day) as first_day, max(p.day) as last_day from per_day p cross join usual u where p.n * 10 >= u.n
),
dated as (
  select first_day, last_day,
    -- A month is complete where its last three days may have been quiet, as over a weekend.
    cast(case when {{datediff(day, last_day, {{last_day(last_day)}})}} <= 3 then {{date_trunc(month, last_day)}} else {{dateadd(month, -1, {{date_trunc(month, last_day)}})}} end as date) as last_month
  from range_of
  where last_day is not null
)
select first_day, last_day, last_month, cast({{dateadd(day, 1, {{dateadd(month, -12, last_day)}})}} as date) as year_from
from dated

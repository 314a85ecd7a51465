-- title: 日业务量（留出最近28天） | Daily volume without the last 28 days
-- grain: one row per day and kind, where at least 56 days remain
-- column day: 日期 | Day
-- column kind: 类别 | Kind
-- column visits [人次 | visits]: 人次 | Visits
with remaining as (
  select s.day, s.kind, s.visits
  from {{ref('daily_series')}} s
  cross join {{ref('extent')}} e
  where s.day <= {{dateadd(day, -28, e.last_day)}}
)
select day, kind, visits
from remaining
where (select count(distinct day) from remaining) >= 56
  and kind in (select kind from remaining group by kind having sum(visits) > 0)

-- title: 就诊计数 | Visits counted
-- grain: one row per day, place, kind and hour of arrival
-- column day: 日期 | Day
-- column place_id: 地点 | Place
-- column kind: 类别 | Kind
-- column hour [时 | h]: 到院时刻 | Hour of arrival
-- column visits [人次 | visits]: 人次 | Visits
-- Visits are read here once; volume by day and month and hours of arrival are sums of it.
select day, place_id, kind, hour, count(*) as visits
from {{ref('visits')}}
group by day, place_id, kind, hour

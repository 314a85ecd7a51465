-- title: 异常日 | Unusual days
-- grain: one row per day, institution and kind that was unusual
-- column day: 日期 | Day
-- column institution: 机构 | Institution
-- column kind: 类别 | Kind
-- column direction: 偏多或偏少 | Too many or too few
-- column observed [人次 | visits]: 实际 | Observed
-- column expected [人次 | visits]: 期望 | Expected
-- column deviations: 高出几个标准差 | Standard deviations above
-- column holiday: 法定节假日 | Public holiday
with judged as (
  select
    split_part(v."group", '|', 1) as institution, split_part(v."group", '|', 2) as kind,
    cast({{dateadd(day, cast(split_part(v."group", '|', 3) as integer) - 1, v.date)}} as date) as day,
    v.observed, v.expected, v.alarm, v.statistic
  from {{ref('day_verdicts')}} v
)
select
  j.day, j.institution, j.kind,
  case when j.alarm then '偏多 Too many' else '偏少 Too few' end as direction,
  j.observed, j.expected, j.statistic as deviations,
  {{valueset_value('holidays', name, cast(j.day as varchar))}} as holiday
from judged j
where j.alarm or (j.expected >= {{param('minimum_daily')}} and j.observed * 100 < j.expected * {{param('quiet_share')}})

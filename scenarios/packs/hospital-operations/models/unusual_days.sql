-- title: 异常日 | Unusual days
-- grain: one row per day, institution and kind that was unusual
-- column day: 日期 | Day
-- column institution: 机构 | Institution
-- column kind: 类别 | Kind
-- column direction: 偏多或偏少 | Too many or too few
-- column observed [人次 | visits]: 实际 | Observed
-- column expected [人次 | visits]: 期望 | Expected
-- column deviations: 高出几个标准差 | Standard deviations above
-- column holiday: 节假日、调休与节后首日 | Public holiday, worked weekend, or first day after
with judged as (
  select
    split_part(v."group", '|', 1) as institution, split_part(v."group", '|', 2) as kind,
    cast({{dateadd(day, cast(split_part(v."group", '|', 3) as integer) - 1, v.date)}} as date) as day,
    v.observed, v.expected, v.alarm, v.statistic
  from {{ref('day_verdicts')}} v
)
select
  j.day, j.institution, j.kind,
  case when j.observed > j.expected then '偏多 Too many' else '偏少 Too few' end as direction,
  j.observed, j.expected, j.statistic as deviations,
  coalesce(
    {{valueset_value('holidays', name, cast(j.day as varchar))}},
    case when {{in_valueset('holidays', cast(cast({{dateadd(day, -1, j.day)}} as date) as varchar))}} then '节后首日' end) as holiday
from judged j
-- Seven values tell little of the spread where days are small. A day must also be far out for counts that only chance moves (Poisson).
where j.day <= (select e.last_day from {{ref('extent')}} e) and ((j.alarm and j.observed - j.expected > {{param('deviations')}} * sqrt(j.expected))
  or (j.observed * 100 < j.expected * {{param('quiet_share')}} and j.expected - j.observed > {{param('deviations')}} * sqrt(j.expected)))

-- title: 换机构就诊 | Moves between institutions
-- grain: one row per visit that follows, within the days set, a visit of the same person elsewhere
-- column person_id: 患者 | Person
-- column visit_occurrence_id: 就诊 | Visit
-- column day: 日期 | Day
-- column days [天 | days]: 相隔 | Days between
-- column from_institution: 从 | From
-- column to_institution: 到 | To
-- column from_kind: 前次类别 | Kind before
-- column to_kind: 本次类别 | Kind
-- The visit before is the one that began last; its days count from its end, since a stay ends later than it begins.
with ordered as (
  select v.person_id, v.visit_occurrence_id, v.day, v.kind, v.institution,
    lag(v.institution) over (partition by v.person_id order by v.day, v.visit_occurrence_id) as from_institution,
    lag(v.kind) over (partition by v.person_id order by v.day, v.visit_occurrence_id) as from_kind,
    lag(v.ended_on) over (partition by v.person_id order by v.day, v.visit_occurrence_id) as from_day
  from {{ref('visits')}} v
  cross join {{ref('extent')}} e
  where v.day between e.first_day and e.last_day
)
select
  person_id, visit_occurrence_id, day,
  cast(greatest(0, {{datediff(day, from_day, day)}}) as integer) as days,
  from_institution, institution as to_institution, from_kind, kind as to_kind
from ordered
where from_institution <> institution and {{datediff(day, from_day, day)}} <= {{param('flow_days')}}

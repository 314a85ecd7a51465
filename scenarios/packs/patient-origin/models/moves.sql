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
  select v.person_id, v.visit_occurrence_id, v.day, v.kind, v.institution_id,
    lag(v.institution_id) over (partition by v.person_id order by v.day, v.visit_occurrence_id) as from_id,
    lag(v.kind) over (partition by v.person_id order by v.day, v.visit_occurrence_id) as from_kind,
    lag(v.ended_on) over (partition by v.person_id order by v.day, v.visit_occurrence_id) as from_day
  from {{ref('visits')}} v
  cross join {{ref('extent')}} e
  where v.day between e.first_day and e.last_day
)
select
  o.person_id, o.visit_occurrence_id, o.day,
  cast(greatest(0, {{datediff(day, o.from_day, o.day)}}) as integer) as days,
  f.institution as from_institution, t.institution as to_institution,
  case o.from_kind when 3 then '住院 Inpatient' when 2 then '急诊 Emergency' else '门诊 Outpatient' end as from_kind,
  case o.kind when 3 then '住院 Inpatient' when 2 then '急诊 Emergency' else '门诊 Outpatient' end as to_kind
from ordered o
join {{ref('institution_names')}} f on f.institution_id = o.from_id
join {{ref('institution_names')}} t on t.institution_id = o.institution_id
where o.from_id <> o.institution_id and {{datediff(day, o.from_day, o.day)}} <= {{param('flow_days')}}

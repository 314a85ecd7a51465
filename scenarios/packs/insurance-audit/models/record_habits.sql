-- title: 各机构通常有多少记录 | How much is usually recorded
-- grain: one row per institution and way of care
-- column way_title: 就医方式 | Way of care
-- column institution: 机构 | Institution
-- column way: 就医方式代号 | Way of care, code
-- column settlements [次 | settlements]: 有对应就诊的结算 | Settlements with a visit
-- column share_recorded: 有记录之比 | Share with any record
-- column usual_days: 住院每天记录的中位比 | Median share of days recorded in stays
-- Rows of one visit may stand under two people where institutions disagree on who it was.
with visits as (
  select visit_occurrence_id, max(days_seen) as days_seen from {{ref('visit_records')}} group by visit_occurrence_id
)
select s.institution, s.way,
  case s.way when 'inpatient' then '住院 Inpatient' when 'emergency' then '急诊 Emergency' when 'pharmacy' then '药店 Pharmacy' else '门诊 Outpatient' end as way_title, count(*) as settlements, cast(count(r.visit_occurrence_id) as double precision) / count(*) as share_recorded,
  percentile_cont(0.5) within group (order by case when s.way = 'inpatient' then least(1.0, cast(coalesce(r.days_seen, 0) as double precision) / s.stay_days) end) as usual_days
from {{ref('settlements')}} s
left join visits r on r.visit_occurrence_id = s.visit_occurrence_id
where s.visit_occurrence_id is not null
group by s.institution, s.way

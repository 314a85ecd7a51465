-- title: 患者与机构 | People and institutions
-- grain: one row per person and institution
-- column person_id: 患者 | Person
-- column institution: 机构 | Institution
-- column first_day: 首次就诊 | First visit
-- column last_day: 最近就诊 | Last visit
-- column visits [次 | visits]: 就诊次数 | Visits
-- column recent_visits [次 | visits]: 最近12个月就诊次数 | Visits in the last twelve months
-- column recent_outpatient [次 | visits]: 其中门急诊 | Outpatient and emergency among those
-- column recent_stays [次 | stays]: 其中住院 | Stays among those
select
  v.person_id, v.institution,
  min(v.day) as first_day,
  max(v.day) as last_day,
  count(*) as visits,
  count(case when v.day >= e.year_from then 1 end) as recent_visits,
  count(case when v.day >= e.year_from and v.kind <> '住院 Inpatient' then 1 end) as recent_outpatient,
  count(case when v.day >= e.year_from and v.kind = '住院 Inpatient' then 1 end) as recent_stays
from {{ref('visits')}} v
cross join {{ref('extent')}} e
where v.day between e.first_day and e.last_day
group by v.person_id, v.institution

-- title: 来源机构名称 | Names of sending institutions
-- grain: one row per source
-- column source_id: 来源 | Source
-- column institution: 机构 | Institution
-- Settlement lists state the official name of the institution and visits of many hospitals do not. The name is learned from visits
-- that were settled on the day on which they began; one person in ten is enough and keeps a large region cheap.
with same_day as (
  select v.source_id, t.institution_name, count(*) as n
  from {{input('visit_occurrence')}} v
  join {{input('cn_settlement')}} t on t.person_id = v.person_id and coalesce(cast(t.admission_datetime as date), t.settlement_start_date, t.settlement_end_date) = v.visit_start_date
  where mod(v.person_id, 10) = 0 and mod(t.person_id, 10) = 0 and t.institution_name is not null
  group by v.source_id, t.institution_name
),
ranked as (
  select
    source_id, institution_name, n,
    sum(n) over (partition by source_id) as all_n,
    row_number() over (partition by source_id order by n desc, institution_name) as place
  from same_day
)
select
  s.source_id,
  coalesce(r.institution_name, s.display_name, s.source_name) as institution
from {{input('source')}} s
left join ranked r on r.source_id = s.source_id and r.place = 1 and r.n >= 5 and r.n * 2 > r.all_n

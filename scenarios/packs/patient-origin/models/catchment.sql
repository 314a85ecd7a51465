-- title: 各县区居民的就诊 | Care of each county's people
-- grain: one row per county of residence, over the last twelve months
-- column county: 县区代码 | County (code)
-- column county_name: 县区 | County
-- column people [人 | people]: 已知居民 | People known
-- column patients [人 | patients]: 就诊人数 | Patients
-- column visits [人次 | visits]: 就诊人次 | Visits
-- column stays [人次 | stays]: 住院人次 | Stays
-- column visits_inside_share [% | %]: 县域内就诊率 | Visits within the county
-- column stays_inside_share [% | %]: 县域内住院率 | Stays within the county
-- column primary_share [% | %]: 基层诊疗人次占比 | Visits at primary institutions
-- column visits_per_person [次 | visits]: 年人均就诊次数 | Visits per person
with people as (
  select county, count(*) as n from {{ref('residence')}} group by county
),
patients as (
  select r.county, count(distinct p.person_id) as n
  from {{ref('person_institution')}} p
  join {{ref('residence')}} r on r.person_id = p.person_id
  where p.recent_visits > 0
  group by r.county
),
visits as (
  select o.county, o.county_name,
    sum(o.visits) as n,
    sum(case when o.kind = '住院 Inpatient' then o.visits else 0 end) as stays,
    sum(case when o.distance = '1 本县区 Same county' then o.visits else 0 end) as inside,
    sum(case when o.distance = '1 本县区 Same county' and o.kind = '住院 Inpatient' then o.visits else 0 end) as stays_inside,
    sum(case when o.is_primary then o.visits else 0 end) as at_primary
  from {{ref('origin')}} o
  cross join {{ref('extent')}} e
  where o.county is not null and o.month > {{dateadd(month, -12, e.last_month)}} and o.month <= e.last_month
  group by o.county, o.county_name
)
select
  v.county, v.county_name, coalesce(p.n, 0) as people, coalesce(t.n, 0) as patients,
  cast(v.n as bigint) as visits, cast(v.stays as bigint) as stays,
  100.0 * v.inside / nullif(v.n, 0) as visits_inside_share,
  100.0 * v.stays_inside / nullif(v.stays, 0) as stays_inside_share,
  100.0 * v.at_primary / nullif(v.n, 0) as primary_share,
  1.0 * v.n / nullif(p.n, 0) as visits_per_person
from visits v
left join people p on p.county = v.county
left join patients t on t.county = v.county

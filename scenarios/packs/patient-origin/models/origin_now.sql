-- title: 来源与流向概况 | Origin and flow at a glance
-- grain: one row, of the last twelve months
-- column year_from: 自 | From
-- column last_day: 至 | To
-- column patients [人 | patients]: 患者 | Patients
-- column visits [人次 | visits]: 就诊人次 | Visits
-- column visits_per_patient [次 | visits]: 人均就诊 | Visits per patient
-- column outside_county_share [% | %]: 县区外患者就诊占比（不含基层） | Visits from outside the county (hospitals)
-- column outside_city_share [% | %]: 市外患者就诊占比 | Visits from outside the city
-- column unknown_share [% | %]: 居住地不明占比 | Visits of people whose county is unknown
-- column first_share [% | %]: 首次来院占比 | Share for the first time
-- column several_share [% | %]: 去过多家机构的患者占比 | Patients at several institutions
-- column frequent [人 | patients]: 频繁就诊者 | Frequent patients
-- column shopping_people [人 | patients]: 同病多处就医者 | With the same problem at several institutions
-- column up [人次 | moves]: 推定上转 | Inferred referrals up
-- column down [人次 | moves]: 推定下转 | Inferred referrals down
with came as (
  select count(*) as patients, sum(visits) as visits, count(case when institutions > 1 then 1 end) as several, count(case when visits > {{param('frequent_visits')}} then 1 end) as frequent
  from {{ref('patients')}}
),
far as (
  select sum(o.visits) as visits,
    sum(case when not o.is_primary and o.distance <> '未知 Unknown' then o.visits else 0 end) as known,
    sum(case when not o.is_primary and o.distance not in ('1 本县区 Same county', '未知 Unknown') then o.visits else 0 end) as outside_county,
    sum(case when o.distance in ('3 省内其他市 Same province', '4 省外 Another province') then o.visits else 0 end) as outside_city,
    sum(case when o.county is null then o.visits else 0 end) as unknown
  from {{ref('origin')}} o cross join {{ref('extent')}} e
  where o.month > {{dateadd(month, -12, e.last_month)}} and o.month <= e.last_month
),
firsts as (
  select sum(p.first_time) as first_time, sum(p.patients) as patients
  from {{ref('patients_by_month')}} p cross join {{ref('extent')}} e
  where p.has_history and p.month <= e.last_month
),
moved as (
  select sum(case when f.direction = '上转 Up' then f.inferred_referrals else 0 end) as up, sum(case when f.direction = '下转 Down' then f.inferred_referrals else 0 end) as down
  from {{ref('flow')}} f cross join {{ref('extent')}} e
  where f.month > {{dateadd(month, -12, e.last_month)}} and f.month <= e.last_month
)
select
  e.year_from, e.last_day, c.patients, cast(c.visits as bigint) as visits,
  1.0 * c.visits / nullif(c.patients, 0) as visits_per_patient,
  100.0 * f.outside_county / nullif(f.known, 0) as outside_county_share,
  100.0 * f.outside_city / nullif(f.visits, 0) as outside_city_share,
  100.0 * f.unknown / nullif(f.visits, 0) as unknown_share,
  100.0 * n.first_time / nullif(n.patients, 0) as first_share,
  100.0 * c.several / nullif(c.patients, 0) as several_share,
  c.frequent,
  (select count(distinct person_id) from {{ref('shopping')}}) as shopping_people,
  cast(coalesce(m.up, 0) as bigint) as up, cast(coalesce(m.down, 0) as bigint) as down
from {{ref('extent')}} e
cross join came c
cross join far f
cross join firsts n
cross join moved m

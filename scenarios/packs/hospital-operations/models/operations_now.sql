-- title: 运营概况 | Operations at a glance
-- grain: one row per institution, and one for all of them (全部), of the last complete month
-- column institution: 机构（全部：所有机构） | Institution (全部: all)
-- column month: 月份 | Month
-- column place: 排序 | Order
-- column outpatient [人次 | visits]: 门诊 | Outpatient
-- column emergency [人次 | visits]: 急诊 | Emergency
-- column discharges [人次 | discharges]: 出院 | Discharges
-- column visits_change [% | %]: 门急诊较上年同月 | Visits against the same month a year before
-- column discharges_change [% | %]: 出院较上年同月 | Discharges against the same month a year before
-- column occupancy [% | %]: 床位使用率 | Occupancy
-- column average_stay [天 | days]: 出院者平均住院日 | Average length of stay
-- column surgery_share [% | %]: 出院患者手术占比 | Share of discharges with surgery
-- column drug_share [% | %]: 收费中药品占比 | Share of drugs in charges
-- column open_stays [人 | patients]: 超期无出院记录 | Stays long without a discharge
with volume as (
  select institution, month, sum(outpatient) as outpatient, sum(emergency) as emergency from {{ref('monthly_visits')}} group by institution, month
),
surgery as (
  select institution, discharge_month as month, count(inpatient_case_id) as cases, count(operation_level) as operated
  from {{ref('stays')}} where state = 'discharged' group by institution, discharge_month
),
charged as (
  select institution, month, sum(amount) as amount, sum(case when class = '药品 Drugs' then amount else 0 end) as drugs from {{ref('fees')}} group by institution, month
),
forgotten as (
  select s.institution, count(*) as n
  from {{ref('stays')}} s cross join {{ref('extent')}} e
  where s.state = 'open' and {{datediff(day, s.admitted_on, e.last_day)}} > {{param('open_stay_days')}}
  group by s.institution
),
both_months as (
  select v.institution, v.month, v.outpatient, v.emergency, b.discharges, b.discharged_bed_days, b.occupied_bed_days, b.open_bed_days,
    s.cases, s.operated, c.amount, c.drugs
  from volume v
  left join {{ref('bed_use_institution')}} b on b.institution = v.institution and b.month = v.month
  left join surgery s on s.institution = v.institution and s.month = v.month
  left join charged c on c.institution = v.institution and c.month = v.month
),
named as (
  select b.*, 1 as place, b.institution as shown from both_months b
  union all
  select b.*, 0, '全部' from both_months b
),
summed as (
  select shown, place, month, sum(outpatient) as outpatient, sum(emergency) as emergency, sum(discharges) as discharges,
    sum(discharged_bed_days) as discharged_bed_days, sum(occupied_bed_days) as occupied_bed_days, sum(open_bed_days) as open_bed_days,
    sum(cases) as cases, sum(operated) as operated, sum(amount) as amount, sum(drugs) as drugs
  from named
  group by shown, place, month
)
select
  n.shown as institution, n.month, n.place,
  cast(n.outpatient as bigint) as outpatient, cast(n.emergency as bigint) as emergency, cast(coalesce(n.discharges, 0) as bigint) as discharges,
  100.0 * (n.outpatient + n.emergency) / nullif(y.outpatient + y.emergency, 0) - 100 as visits_change,
  100.0 * n.discharges / nullif(y.discharges, 0) - 100 as discharges_change,
  100.0 * n.occupied_bed_days / nullif(n.open_bed_days, 0) as occupancy,
  1.0 * n.discharged_bed_days / nullif(n.discharges, 0) as average_stay,
  100.0 * n.operated / nullif(n.cases, 0) as surgery_share,
  100.0 * n.drugs / nullif(n.amount, 0) as drug_share,
  cast(coalesce(case when n.place = 0 then (select sum(f.n) from forgotten f) else (select f.n from forgotten f where f.institution = n.shown) end, 0) as bigint) as open_stays
from summed n
join {{ref('extent')}} e on e.last_month = n.month
left join summed y on y.shown = n.shown and y.month = cast({{dateadd(month, -12, n.month)}} as date)

-- title: 科室床位使用 | Bed use by department
-- grain: one row per month, institution and department
-- column month: 月份 | Month
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column beds [张 | beds]: 床位 | Beds
-- column basis: 床位依据（登记、估计） | Basis of beds (登记 stated, 估计 estimated)
-- column discharges [人次 | discharges]: 出院人次 | Discharges
-- column discharged_bed_days [床日 | bed-days]: 出院者占用总床日 | Bed-days of those discharged
-- column occupied_bed_days [床日 | bed-days]: 实际占用总床日 | Occupied bed-days
-- column open_bed_days [床日 | bed-days]: 开放总床日 | Open bed-days
-- column occupancy [% | %]: 床位使用率 | Occupancy
-- column turnover [次 | times]: 床位周转次数 | Turnover
-- column working_days [天 | days]: 床位工作日 | Days that a bed was in use
-- column average_stay [天 | days]: 出院者平均住院日 | Average length of stay
with months as (
  select distinct m.month, cast({{dateadd(month, 1, m.month)}} as date) as next_month, cast(extract(year from m.month) as integer) as year
  from {{ref('monthly_visits')}} m
),
occupied as (
  select m.month, s.institution, s.department,
    sum({{datediff(day, greatest(s.admitted_on, m.month), least(s.leaves_bed_on, m.next_month))}}) as bed_days
  from {{ref('stays')}} s
  join months m on s.admitted_on < m.next_month and s.leaves_bed_on > m.month
  where s.leaves_bed_on > s.admitted_on
  group by m.month, s.institution, s.department
),
discharged as (
  select discharge_month as month, institution, department, count(*) as n, sum(days) as days
  from {{ref('stays')}}
  where state = 'discharged'
  group by discharge_month, institution, department
),
measured as (
  select m.month, b.institution, b.department, b.beds, b.basis,
    coalesce(d.n, 0) as discharges,
    coalesce(d.days, 0) as discharged_bed_days,
    coalesce(o.bed_days, 0) as occupied_bed_days,
    b.beds * {{datediff(day, m.month, m.next_month)}} as open_bed_days
  from months m
  join {{ref('beds')}} b on b.year = m.year
  left join occupied o on o.month = m.month and o.institution = b.institution and o.department = b.department
  left join discharged d on d.month = m.month and d.institution = b.institution and d.department = b.department
)
select
  month, institution, department, beds, basis,
  cast(discharges as bigint) as discharges,
  cast(discharged_bed_days as bigint) as discharged_bed_days,
  cast(occupied_bed_days as bigint) as occupied_bed_days,
  open_bed_days,
  100.0 * occupied_bed_days / nullif(open_bed_days, 0) as occupancy,
  1.0 * discharges / beds as turnover,
  1.0 * occupied_bed_days / beds as working_days,
  1.0 * discharged_bed_days / nullif(discharges, 0) as average_stay
from measured

-- title: 科室画像 | Profile of departments
-- grain: one row per institution and department, over the last twelve complete months
-- column institution: 机构 | Institution
-- column department: 科室 | Department
-- column specialty: 学科大类 | Specialty
-- column outpatient [人次 | visits]: 门诊 | Outpatient
-- column emergency [人次 | visits]: 急诊 | Emergency
-- column discharges [人次 | discharges]: 出院 | Discharges
-- column night_share [% | %]: 夜间门急诊占比 | Night share of visits
-- column average_stay [天 | days]: 出院者平均住院日 | Average length of stay
-- column surgery_share [% | %]: 出院患者手术占比 | Share of discharges with surgery
-- column high_level_share [% | %]: 三、四级手术占比 | Share of levels 3 and 4 among those
-- column cost_per_stay [元 | CNY]: 次均住院费用 | Cost per stay
-- column stay_drug_share [% | %]: 住院药占比 | Share of drugs in cost of stays
-- column stay_consumable_share [% | %]: 住院耗占比 | Share of consumables in cost of stays
-- column charges [元 | CNY]: 结算收费合计 | Charges settled
-- column drug_share [% | %]: 收费中药品占比 | Share of drugs in charges
with period as (
  select cast({{dateadd(month, -11, last_month)}} as date) as first_month, last_month from {{ref('extent')}}
),
volume as (
  select m.institution, m.department, sum(m.outpatient) as outpatient, sum(m.emergency) as emergency, sum(m.timed) as timed, sum(m.night) as night
  from {{ref('monthly_visits')}} m
  join period p on m.month between p.first_month and p.last_month
  group by m.institution, m.department
),
stays as (
  select s.institution, s.department, count(*) as discharges, avg(cast(s.days as double precision)) as average_stay,
    count(s.inpatient_case_id) as cases, count(s.operation_level) as operated, count(case when s.operation_level >= 3 then 1 end) as high_level,
    avg(cast(s.total_cost as double precision)) as cost_per_stay,
    sum(s.total_cost) as cost, sum(s.drug_cost) as drugs, sum(s.consumable_cost) as consumables
  from {{ref('stays')}} s
  join period p on s.discharge_month between p.first_month and p.last_month
  where s.state = 'discharged'
  group by s.institution, s.department
),
charges as (
  select f.institution, f.department, sum(f.amount) as charges, sum(case when f.class = '药品 Drugs' then f.amount else 0 end) as drugs
  from {{ref('fees')}} f
  join period p on f.month between p.first_month and p.last_month
  group by f.institution, f.department
)
select
  v.institution, v.department,
  coalesce({{valueset_value('departments', specialty, v.department)}}, '其他 Other') as specialty,
  cast(v.outpatient as bigint) as outpatient, cast(v.emergency as bigint) as emergency, coalesce(s.discharges, 0) as discharges,
  100.0 * v.night / nullif(v.timed, 0) as night_share,
  s.average_stay,
  100.0 * s.operated / nullif(s.cases, 0) as surgery_share,
  100.0 * s.high_level / nullif(s.operated, 0) as high_level_share,
  s.cost_per_stay,
  cast(100.0 * s.drugs / nullif(s.cost, 0) as double precision) as stay_drug_share,
  cast(100.0 * s.consumables / nullif(s.cost, 0) as double precision) as stay_consumable_share,
  c.charges,
  100.0 * c.drugs / nullif(c.charges, 0) as drug_share
from volume v
left join stays s on s.institution = v.institution and s.department = v.department
left join charges c on c.institution = v.institution and c.department = v.department
